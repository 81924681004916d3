import type { Check } from "../check.ts";
import { wrong } from "../finding.ts";
import { seenProject, setting } from "../projects.ts";

export const pipelineVariables: Check = {
  id: "pipeline-variables",
  chapter: "pipeline",
  summary: "somebody may run a pipeline with variables, as the rollback at night needs",
  find(subject) {
    const project = subject.home?.project;
    if (project === undefined || seenProject(subject, project) === undefined) return [];
    if (setting(subject, project, "pipelineVariables") !== false) return [];
    return [
      wrong(
        "warn",
        project,
        "nobody may run a pipeline with variables: the rollback job cannot be told what to turn off",
        {
          fix: "set Settings > CI/CD > Variables > Minimum role to use pipeline variables to a role that may merge",
          who: `a Maintainer of ${project}`,
        },
      ),
    ];
  },
};
