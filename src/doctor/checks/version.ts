import type { Check } from "../check.ts";
import { ok, wrong } from "../finding.ts";
import { looks } from "../subject.ts";

/** The oldest release line whose answers the adapter knows. */
const OLDEST = 18;

export const version: Check = {
  id: "version",
  chapter: "server",
  summary: "the server is GitLab 18 or newer",
  find(subject) {
    const told = looks(subject).flatMap(({ server }) => server.value?.version || [])[0];
    if (told === undefined)
      return [
        {
          severity: "unknown",
          where: subject.url,
          message: "the version cannot be read: GitLab tells it only to a token of scope read_api",
        },
      ];
    const major = Number.parseInt(told, 10);
    if (!(major < OLDEST)) return [ok(subject.url, `GitLab ${told}`)];
    return [
      wrong("error", subject.url, `GitLab ${told} is too old: Cutover works with ${OLDEST}.0 and newer`, {
        fix: "upgrade the server",
        who: "an administrator of the server",
      }),
    ];
  },
};
