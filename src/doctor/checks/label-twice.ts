import type { Check } from "../check.ts";
import { placeOf } from "../facts.ts";
import { wrong } from "../finding.ts";
import { best } from "../subject.ts";

export const labelTwice: Check = {
  id: "label-twice",
  chapter: "tracker",
  summary: "no label stands in the project and in a group above it",
  find: (subject) =>
    subject.question.labels.flatMap(({ home }) => {
      const all = best(subject, ({ labels }) => labels.get(placeOf(home)))?.value ?? [];
      return all
        .filter(({ at }) => at.length > 1)
        .map(({ title, at }) => {
          const where = at.includes("project")
            ? "in the project and in a group above it"
            : "in the group and in one above it";
          return wrong(
            "error",
            home.path,
            `label "${title}" stands ${where}: they are two labels, and half of the issues are not found`,
            {
              fix: `promote the project's label, or delete one of the two after moving its issues`,
              who: `a Planner or above of ${home.path} and of the group above it`,
            },
          );
        });
    }),
};
