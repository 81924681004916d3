import type { Check } from "../check.ts";
import type { Found } from "../finding.ts";
import { seenProject } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn, levelInGroup } from "../roles.ts";
import { isBlind, type Subject, tokenFor } from "../subject.ts";

export const trackerRole: Check = {
  id: "tracker-role",
  chapter: "tracker",
  summary: "apply may set labels, assignees and dates, and plan may see confidential issues",
  find: (subject) => [...projectFindings(subject), ...groupFindings(subject)],
};

const UNSEEN = "plan cannot tell whether they are there";

function projectFindings(subject: Subject): Found[] {
  const path = subject.config.gitlab?.tracker?.project;
  if (path === undefined || seenProject(subject, path) === undefined) return [];
  const [write, read] = [tokenFor(subject, "write"), tokenFor(subject, "read")];
  const found: Found[] = [];
  if (write !== undefined && !isBlind(write.facts)) {
    const what = "labels, assignees and dates";
    const harm = "without it the server drops them and says nothing";
    found.push(roleFinding(write, { path, level: levelIn(write, path) }, { least: LEVEL.planner, what, harm }));
  }
  if (read !== undefined && read !== write && !isBlind(read.facts)) {
    const what = "confidential issues";
    found.push(roleFinding(read, { path, level: levelIn(read, path) }, { least: LEVEL.planner, what, harm: UNSEEN }));
  }
  return found;
}

function groupFindings(subject: Subject): Found[] {
  const { group } = subject.question;
  if (group === undefined) return [];
  return ["write" as const, "read" as const].flatMap((job) => {
    const one = subject.examined.find((examined) => examined.job === job);
    const epics = one?.facts.group?.value?.epics.value;
    if (one === undefined || isBlind(one.facts) || epics === undefined || epics === "none") return [];
    const isWrite = job === "write";
    const what = isWrite ? "epics and their labels" : "confidential epics";
    const place = { path: group, level: levelInGroup(one), word: "group" as const };
    return [roleFinding(one, place, { least: LEVEL.planner, what, ...(isWrite ? {} : { harm: UNSEEN }) })];
  });
}
