import { homeOf } from "../../model/target.ts";
import type { Check } from "../check.ts";
import type { Found } from "../finding.ts";
import { seenProject } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn } from "../roles.ts";
import { isBlind, type Subject, tokenFor } from "../subject.ts";

export const targetRole: Check = {
  id: "target-role",
  chapter: "targets",
  summary: "apply may push branches to each target, and plan may read its files",
  find(subject) {
    const { config } = subject;
    const projects = new Set(Object.keys(config.targets ?? {}).map((id) => homeOf(config, id).project));
    return [...projects].flatMap((path) => findingsOf(subject, path));
  },
};

function findingsOf(subject: Subject, path: string): Found[] {
  const project = seenProject(subject, path);
  if (project === undefined) return [];
  const [write, read] = [tokenFor(subject, "write"), tokenFor(subject, "read")];
  const found: Found[] = [];
  if (write !== undefined && !isBlind(write.facts)) {
    const what = "pushing its branch and opening merge requests";
    found.push(roleFinding(write, { path, level: levelIn(write, path) }, { least: LEVEL.developer, what }));
  }
  // Who is no member reads what is public.
  if (read !== undefined && read !== write && !isBlind(read.facts) && project.visibility === "private") {
    const what = "reading its files";
    found.push(roleFinding(read, { path, level: levelIn(read, path) }, { least: LEVEL.reporter, what }));
  }
  return found;
}
