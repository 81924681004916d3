import { INSTANCE } from "../../model/observed.ts";
import type { Check } from "../check.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { setting, usable } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn } from "../roles.ts";
import { type Examined, isBlind, type Subject, tokenFor } from "../subject.ts";

export const flags: Check = {
  id: "flags",
  chapter: "flags",
  summary: "feature flags are switched on where they live, and may be read and set",
  find(subject) {
    const home = subject.question.flags?.home;
    if (home === undefined) return [];
    if (home === INSTANCE) return instanceFindings(subject);
    const found = usable(subject, home, "gitlab.flags.project in cutover.yaml");
    if ("fault" in found) return [found.fault];
    if (setting(subject, home, "flags") === false)
      return [
        wrong("error", home, "feature flags are switched off", {
          fix: "switch them on: Settings > General > Visibility, project features, permissions",
          who: `an Owner or Maintainer of ${home}`,
        }),
      ];
    return roles(subject, home);
  },
};

function roles(subject: Subject, path: string): Found[] {
  const [write, read] = [tokenFor(subject, "write"), tokenFor(subject, "read")];
  const find = (one: Examined | undefined, what: string) =>
    one === undefined || isBlind(one.facts)
      ? []
      : [roleFinding(one, { path, level: levelIn(one, path) }, { least: LEVEL.developer, what })];
  return [...find(write, "setting feature flags"), ...(read === write ? [] : find(read, "reading feature flags"))];
}

/** Flags of the whole server are for its administrators, also to read. */
function instanceFindings({ examined }: Subject): Found[] {
  return examined.flatMap(({ job, variable, facts }) => {
    const known = facts.flags;
    if (job === "note" || known === undefined || isBlind(facts)) return [];
    if (known.trouble === undefined) return [ok(`${INSTANCE} (${variable})`, "the server's flags can be read")];
    if (known.trouble.kind !== "forbidden") return [unknown(`${INSTANCE} (${variable})`, "the server's flags", known)];
    return [
      wrong(
        "error",
        `${INSTANCE} (${variable})`,
        "the server's flags are for administrators, and its account is none",
        {
          fix: "use gitlab.flags.backend: chatops, or a token of an administrator",
          who: "an administrator of the server",
        },
      ),
    ];
  });
}
