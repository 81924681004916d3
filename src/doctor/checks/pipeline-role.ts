import type { Check } from "../check.ts";
import { seenProject } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn } from "../roles.ts";
import { isBlind, type Subject, tokenFor } from "../subject.ts";

export const pipelineRole: Check = {
  id: "pipeline-role",
  chapter: "pipeline",
  summary: "apply and plan may see commits and merge requests of the project that runs the pipeline",
  find(subject: Subject) {
    const path = subject.home?.project;
    const project = path === undefined ? undefined : seenProject(subject, path);
    if (path === undefined || project === undefined || project.visibility !== "private") return [];
    const tokens = new Set([tokenFor(subject, "write"), tokenFor(subject, "read")]);
    const what = "commits and merge requests of the pipeline's project";
    const found = [...tokens]
      .filter((one) => one !== undefined)
      .filter(({ facts }) => !isBlind(facts))
      .map((one) => roleFinding(one, { path, level: levelIn(one, path) }, { least: LEVEL.reporter, what }));
    // Most often it is the tracker or a target, whose roles are told already.
    return found.filter(({ severity }) => severity !== "ok");
  },
};
