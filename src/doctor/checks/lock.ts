import type { Check } from "../check.ts";
import { seenProject } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn } from "../roles.ts";
import { isBlind } from "../subject.ts";

export const lock: Check = {
  id: "lock",
  chapter: "tracker",
  summary: "apply may take the lock that keeps two runs apart",
  find(subject) {
    const path = subject.config.gitlab?.tracker?.project;
    const write = subject.examined.find(({ job }) => job === "write");
    if (path === undefined || write === undefined || isBlind(write.facts) || seenProject(subject, path) === undefined)
      return [];
    const what = "the lock that keeps two runs of apply apart";
    return [
      roleFinding(write, { path, level: levelIn(write, path) }, { least: LEVEL.maintainer, what, severity: "warn" }),
    ];
  },
};
