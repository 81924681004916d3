import type { Check } from "../check.ts";
import { branchKey } from "../facts.ts";
import { ok, unknown, wrong } from "../finding.ts";
import { usable } from "../projects.ts";
import { best } from "../subject.ts";

export const defaultBranch: Check = {
  id: "default-branch",
  chapter: "pipeline",
  summary: "the default branch of the project that runs the pipeline is protected",
  find(subject) {
    if (subject.home === undefined) return [];
    const { project } = subject.home;
    const found = usable(
      subject,
      project,
      "the project of the pipeline (--project PATH, else CI_PROJECT_PATH, else the clone's origin)",
    );
    if ("fault" in found) return [found.fault];
    const known = best(subject, ({ branches }) => branches.get(branchKey(project, undefined)));
    if (known === undefined) return [];
    if (known.trouble !== undefined) return [unknown(project, "its default branch", known)];
    if (known.value === null)
      return [
        wrong("warn", project, "the repository is empty: it has no default branch", {
          fix: "push the workspace; --project names another project if this is not the one",
          who: `a Developer of ${project}`,
        }),
      ];
    const { name, protected: isProtected } = known.value;
    if (isProtected) return [ok(`${project} ${name}`, "protected")];
    return [
      wrong(
        "error",
        `${project} ${name}`,
        "the default branch is not protected: whoever pushes there applies without a review, and no protected variable is handed to it",
        {
          fix: "protect it: Settings > Repository > Protected branches",
          who: `a Maintainer of ${project}`,
        },
      ),
    ];
  },
};
