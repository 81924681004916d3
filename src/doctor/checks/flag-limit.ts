import { flagLimitOf } from "../../model/flag-limits.ts";
import type { Check } from "../check.ts";
import { ok, unknown, wrong } from "../finding.ts";
import { hasFlags } from "../projects.ts";
import { LEVEL, levelIn } from "../roles.ts";
import { best, isBlind, type Subject } from "../subject.ts";

/** Share of the limit from which on it is told. */
const NEARLY = 0.9;

export const flagLimit: Check = {
  id: "flag-limit",
  chapter: "flags",
  summary: "the project has room for more feature flags",
  find(subject) {
    const { flags: asked } = subject.question;
    const known = best(subject, ({ flags }) => flags);
    if (asked === undefined || known === undefined || !hasFlags(subject, asked.home)) return [];
    if (known.value === undefined)
      return isRoleTold(subject, asked.home) ? [] : [unknown(asked.home, "its flags and user lists", known)];
    const { count } = known.value;
    if (count === undefined) return [];
    const limit = limitOf(subject);
    if (limit === undefined)
      return [
        {
          severity: "unknown",
          where: asked.home,
          message: `it has ${count} flags; how many it may have is not known`,
          fix: "set gitlab.tier in cutover.yaml",
          who: "whoever changes cutover.yaml",
        },
      ];
    if (count < limit * NEARLY) return [ok(asked.home, `${count} of ${limit} flags`)];
    const isFull = count >= limit;
    const message = isFull ? `all ${limit} flags are taken: none can be made` : `${count} of ${limit} flags are taken`;
    return [
      wrong(isFull ? "error" : "warn", asked.home, message, {
        fix: "delete flags of rollouts that are over, or have the limit raised",
        who: `a Developer of ${asked.home}; on a server of one's own an administrator`,
      }),
    ];
  },
};

/** That flags are for Developers is told where no token is one. */
function isRoleTold({ examined }: Subject, home: string): boolean {
  return examined
    .filter(({ job }) => job !== "note")
    .every((one) => isBlind(one.facts) || (levelIn(one, home) ?? LEVEL.developer) < LEVEL.developer);
}

/** GitLab.com has limits by tier, others one for all. */
function limitOf({ url, config }: Subject): number | undefined {
  const isGitLabCom = new URL(url).hostname === "gitlab.com";
  const tier = config.gitlab?.tier ?? (isGitLabCom ? undefined : "free");
  return flagLimitOf({ url, ...(tier === undefined ? {} : { tier }) })?.most;
}
