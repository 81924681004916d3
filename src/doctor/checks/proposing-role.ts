import { homeOf } from "../../model/target.ts";
import type { Check } from "../check.ts";
import { seenProject } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn } from "../roles.ts";
import { isBlind, tokenFor } from "../subject.ts";

export const proposingRole: Check = {
  id: "proposing-role",
  chapter: "pipeline",
  summary: "apply's account may propose files of the workspace itself, as `deadlines` with `--open` does",
  find(subject) {
    const { config, home } = subject;
    const ids = Object.keys(config.targets ?? {});
    // Whether a feature's model ends is seen in a gateway's files alone.
    if (home === undefined || home.assumed || !ids.some((id) => config.targets?.[id]?.format === "ai-gateway"))
      return [];
    const { project: path } = home;
    const write = tokenFor(subject, "write");
    if (write === undefined || isBlind(write.facts) || seenProject(subject, path) === undefined) return [];
    // Of a project that is a target as well it is told already.
    if (ids.some((id) => homeOf(config, id).project === path)) return [];
    const what = "the merge requests of deadlines --open";
    const found = roleFinding(
      write,
      { path, level: levelIn(write, path) },
      { least: LEVEL.developer, what, severity: "warn" },
    );
    return found.severity === "ok" ? [] : [found];
  },
};
