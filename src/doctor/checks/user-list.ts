import type { Check } from "../check.ts";
import { ok, wrong } from "../finding.ts";
import { hasFlags } from "../projects.ts";
import { best } from "../subject.ts";

export const userList: Check = {
  id: "user-list",
  chapter: "flags",
  summary: "the user lists that audiences name are there",
  find(subject) {
    const { flags: asked } = subject.question;
    const known = best(subject, ({ flags }) => flags);
    if (asked === undefined || asked.lists.length === 0 || known === undefined) return [];
    if (!hasFlags(subject, asked.home)) return [];
    // What cannot be read is told with the flags.
    if (known.value === undefined) return [];
    if (known.value.missing.length === 0) return [ok(asked.home, "all user lists are there")];
    return known.value.missing.map((name) =>
      wrong("error", asked.home, `there is no user list "${name}": steps of its audience cannot be taken`, {
        fix: "make it: Deploy > Feature flags > View user lists; or correct audiences in cutover.yaml",
        who: `a Developer of ${asked.home}`,
      }),
    );
  },
};
