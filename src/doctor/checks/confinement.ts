import type { Check } from "../check.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { seenProject } from "../projects.ts";
import { LEVEL, levelIn, roleName } from "../roles.ts";
import { isBlind, type Subject } from "../subject.ts";

export const confinement: Check = {
  id: "confinement",
  chapter: "tokens",
  summary:
    "the token of notes, which every merge request can read, has no role elsewhere; that of apply has no more than it needs",
  find: (subject) => [...noteFindings(subject), ...writeFindings(subject)],
};

function noteFindings({ examined, question, home }: Subject): Found[] {
  const note = examined.find(({ job }) => job === "note");
  if (home === undefined || note === undefined || isBlind(note.facts)) return [];
  const { variable, facts } = note;
  const own = levelIn(note, home.project);
  const found: Found[] = [];
  if (own === undefined)
    found.push(
      unknown(variable, `its role in ${home.project}`, facts.projects.get(home.project) ?? { value: undefined }),
    );
  else if (own < LEVEL.reporter)
    found.push(
      wrong(
        "error",
        variable,
        `${roleName(own)} in ${home.project} cannot comment on its merge requests: Reporter is needed`,
        {
          fix: "make its account a Reporter of that project",
          who: `a Maintainer of ${home.project}`,
        },
      ),
    );
  const elsewhere = question.projects.filter((path) => path !== home.project && (levelIn(note, path) ?? 0) > 0);
  if (elsewhere.length > 0)
    found.push(
      wrong("warn", variable, `it reaches beyond ${home.project}: member of ${elsewhere.join(", ")}`, {
        fix: `use a project access token of ${home.project}: whoever opens a merge request there can read the variable`,
        who: `a Maintainer of ${home.project}`,
      }),
    );
  return found.length > 0 ? found : [ok(variable, `${roleName(own ?? 0)} in ${home.project} and in no other project`)];
}

/** A Maintainer can push to protected branches, past every review. The lock alone needs that role, in the tracker. */
function writeFindings(subject: Subject): Found[] {
  const { examined, question, config } = subject;
  const write = examined.find(({ job }) => job === "write");
  const tracker = config.gitlab?.tracker?.project;
  if (write === undefined || isBlind(write.facts) || write.facts.user?.value?.admin) return [];
  // A misspelt tracker would look like a project that needs no such role.
  if (tracker === undefined || seenProject(subject, tracker) === undefined) return [];
  const high = question.projects.filter((path) => path !== tracker && (levelIn(write, path) ?? 0) >= LEVEL.maintainer);
  if (high.length === 0) return [];
  return [
    wrong("warn", write.variable, `Maintainer or more in ${high.join(", ")}, where Developer is enough`, {
      fix: "make its account a Developer there: then nothing can be merged without people",
      who: high.map((path) => `an Owner of ${path}`).join(", "),
    }),
  ];
}
