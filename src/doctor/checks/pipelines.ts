import type { Check } from "../check.ts";
import { wrong } from "../finding.ts";
import { seenProject, setting } from "../projects.ts";

export const pipelines: Check = {
  id: "pipelines",
  chapter: "pipeline",
  summary: "CI/CD is switched on in the project that runs the pipeline",
  find(subject) {
    const project = subject.home?.project;
    if (project === undefined || seenProject(subject, project) === undefined) return [];
    if (setting(subject, project, "pipelines") !== false) return [];
    return [
      wrong("error", project, "CI/CD is switched off: there are no pipelines", {
        fix: "switch it on: Settings > General > Visibility, project features, permissions",
        who: `an Owner or Maintainer of ${project}`,
      }),
    ];
  },
};
