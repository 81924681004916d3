import type { Check } from "../check.ts";
import { type Found, ok, wrong } from "../finding.ts";
import { setting, usable } from "../projects.ts";
import type { Subject } from "../subject.ts";

export const tracker: Check = {
  id: "tracker",
  chapter: "tracker",
  summary: "the project and group of gitlab.tracker are there, and issues are switched on",
  find(subject) {
    const path = subject.config.gitlab?.tracker?.project;
    if (path === undefined)
      return [
        wrong("error", "gitlab.tracker", "cutover.yaml does not say where issues live", {
          fix: "set gitlab.tracker.project, for example acme/ai",
          who: "whoever changes cutover.yaml",
        }),
      ];
    const found = usable(subject, path, "gitlab.tracker.project in cutover.yaml");
    return ["fault" in found ? found.fault : issuesOf(subject, path), ...groupFindings(subject)];
  },
};

function issuesOf(subject: Subject, path: string): Found {
  if (setting(subject, path, "issues") !== false) return ok(path, "the project is there");
  return wrong("error", path, "issues are switched off", {
    fix: "switch them on: Settings > General > Visibility, project features, permissions",
    who: `an Owner or Maintainer of ${path}`,
  });
}

function groupFindings({ question: { group }, examined, anonymous }: Subject): Found[] {
  const all = [...examined.map(({ facts }) => facts), ...(anonymous === undefined ? [] : [anonymous])];
  const answers = all.flatMap(({ group: known }) => known ?? []);
  const isMissing = answers.length > 0 && answers.every(({ trouble }) => trouble?.kind === "missing");
  if (!isMissing || group === undefined) return [];
  if (examined.length === 0)
    return [{ severity: "unknown", where: group, message: "without a token it does not show, if it is there" }];
  return [
    wrong("error", group, "no such group, or these tokens may not see it", {
      fix: "correct gitlab.tracker.group in cutover.yaml, or make the tokens' accounts members",
      who: `an Owner of ${group}`,
    }),
  ];
}
