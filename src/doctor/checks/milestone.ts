import type { Check } from "../check.ts";
import { ok, unknown, wrong } from "../finding.ts";
import { seenProject } from "../projects.ts";
import { best } from "../subject.ts";

export const milestone: Check = {
  id: "milestone",
  chapter: "tracker",
  summary: "the milestones that migrations name are there",
  find(subject) {
    const { milestones: asked } = subject.question;
    const known = best(subject, ({ milestones }) => milestones);
    if (asked === undefined || asked.titles.length === 0 || known === undefined) return [];
    // A project that is not there is told by a check of its own.
    if (known.trouble?.kind === "missing" && seenProject(subject, asked.project) === undefined) return [];
    if (known.value === undefined) return [unknown(asked.project, "milestones", known)];
    if (known.value.length === 0) return [ok(asked.project, "all milestones are there")];
    return known.value.map((title) =>
      wrong("error", asked.project, `there is no milestone "${title}"`, {
        fix: "make it in the project or a group above it, or correct the migration",
        who: `a Planner or above of ${asked.project}`,
      }),
    );
  },
};
