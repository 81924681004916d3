import type { Check } from "../check.ts";
import { type Found, ok, wrong } from "../finding.ts";
import { seenProject } from "../projects.ts";
import { roleFinding } from "../role-finding.ts";
import { LEVEL, levelIn, roleName } from "../roles.ts";
import { isBlind, type Subject } from "../subject.ts";

export const confinement: Check = {
  id: "confinement",
  chapter: "tokens",
  summary:
    "the token of notes, which every merge request can read, has no role elsewhere; that of apply has no more than it needs",
  find: (subject) => [...noteFindings(subject), ...writeFindings(subject)],
};

function noteFindings(subject: Subject): Found[] {
  const { examined, question, home } = subject;
  const note = examined.find(({ job }) => job === "note");
  // Of a project that is not there another check tells, and everything would lie beyond it.
  if (home === undefined || seenProject(subject, home.project) === undefined) return [];
  if (note === undefined || isBlind(note.facts)) return [];
  const { variable } = note;
  const { project } = home;
  const level = levelIn(note, project);
  const what = "comments on its merge requests";
  const own = roleFinding(note, { path: project, level }, { least: LEVEL.reporter, what });
  const elsewhere = question.projects.filter((path) => path !== project && (levelIn(note, path) ?? 0) > 0);
  if (elsewhere.length === 0 && own.severity === "ok")
    return [ok(variable, `${roleName(level ?? 0)} in ${project} and in no other project`)];
  const beyond = wrong("warn", variable, `it reaches beyond ${project}: member of ${elsewhere.join(", ")}`, {
    fix: `use a project access token of ${project}: whoever opens a merge request there can read the variable`,
    who: `a Maintainer of ${project}`,
  });
  return [...(own.severity === "ok" ? [] : [own]), ...(elsewhere.length === 0 ? [] : [beyond])];
}

/** A Maintainer can push to protected branches, past every review. The lock alone needs that role, in the tracker. */
function writeFindings(subject: Subject): Found[] {
  const { examined, question, config } = subject;
  const write = examined.find(({ job }) => job === "write");
  const tracker = config.gitlab?.tracker?.project;
  if (write === undefined || isBlind(write.facts) || write.facts.user?.value?.admin) return [];
  // A misspelt tracker would look like a project that needs no such role.
  if (tracker === undefined || seenProject(subject, tracker) === undefined) return [];
  const high = question.projects.filter(
    (path) => path !== tracker && seenProject(subject, path) && (levelIn(write, path) ?? 0) >= LEVEL.maintainer,
  );
  if (high.length === 0) return [];
  return [
    wrong("warn", write.variable, `Maintainer or more in ${high.join(", ")}, where Developer is enough`, {
      fix: "make its account a Developer there: then nothing can be merged without people",
      who: high.map((path) => `an Owner of ${path}`).join(", "),
    }),
  ];
}
