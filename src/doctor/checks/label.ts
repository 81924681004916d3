import { HOLD_LABEL } from "../../plan/hold.ts";
import type { Check } from "../check.ts";
import { type LabelFacts, type LabelHome, placeOf } from "../facts.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { seenProject } from "../projects.ts";
import { best, type Subject } from "../subject.ts";

export const label: Check = {
  id: "label",
  chapter: "tracker",
  summary: "every label that Cutover sets or reads is there",
  find: (subject) =>
    subject.question.labels.flatMap(({ home, titles }) => {
      const known = best(subject, ({ labels }) => labels.get(placeOf(home)));
      if (known === undefined || (home.kind === "group" && !hasEpics(subject))) return [];
      // A project or group that is not there is told by the check of its own.
      if (known.trouble?.kind === "missing" && !isThere(subject, home)) return [];
      if (known.value === undefined) return [unknown(home.path, "labels", known)];
      const absent = known.value.filter(({ at }) => at.length === 0);
      // What the group lacks is told there: a label made in both would be two.
      const untold = absent.filter(({ title }) => home.kind === "group" || !isAbsentAbove(subject, home.path, title));
      if (absent.length === 0)
        return [ok(home.path, titles.length === 1 ? "its label is there" : "all labels are there")];
      return untold.map((one) => absence(home, one));
    }),
};

function absence({ kind, path }: LabelHome, { title }: LabelFacts): Found {
  const isHold = title === HOLD_LABEL;
  const why = isHold ? ": nobody can hold an issue or a rollout by it" : ": Cutover makes none";
  const place = kind === "group" ? "group, whose projects have it too" : "project or a group above it";
  return wrong(isHold ? "warn" : "error", path, `there is no label "${title}"${why}`, {
    fix: `make it in the ${place}; labels are case-sensitive`,
    who: `a Planner or above of ${path}`,
  });
}

function isThere(subject: Subject, { kind, path }: LabelHome): boolean {
  if (kind === "project") return seenProject(subject, path) !== undefined;
  return best(subject, ({ group }) => group)?.value !== undefined;
}

function isAbsentAbove(subject: Subject, project: string, title: string): boolean {
  if (!hasEpics(subject)) return false;
  return subject.question.labels.some(({ home }) => {
    const known = best(subject, ({ labels }) => labels.get(placeOf(home)))?.value ?? [];
    const isAbove = home.kind === "group" && project.startsWith(`${home.path}/`);
    return isAbove && known.some((one) => one.title === title && one.at.length === 0);
  });
}

/** Only epics carry labels of the group alone. */
function hasEpics(subject: Subject): boolean {
  return best(subject, (facts) => facts.group?.value?.epics)?.value !== "none";
}
