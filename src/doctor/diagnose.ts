import type { Chapter } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import type { Finding } from "./finding.ts";
import { seenProject } from "./projects.ts";
import { looks, type Subject } from "./subject.ts";

/** A finding with the heading that it stands under. */
export interface Told extends Finding {
  readonly chapter: Chapter;
}

/** All that was found, in the order of the checks; what two of them say alike stands once. */
export function diagnose(whole: Subject): readonly Told[] {
  const subject = withSureHome(whole);
  const isUp = looks(subject).some(({ server }) => server.trouble === undefined);
  // Where nothing answers, or every token is refused, each further check would say that once more.
  const asked = CHECKS.filter(({ chapter }) => isUp || chapter === "server" || chapter === "tokens");
  const found = asked.flatMap(({ id, chapter, find }) => find(subject).map((one) => ({ check: id, chapter, ...one })));
  const once = found.filter(
    (one, at) => found.findIndex(({ where, message }) => where === one.where && message === one.message) === at,
  );
  const told = withOneRole(once);
  return isUp ? told : [...told.filter(({ severity }) => severity !== "unknown"), UNSEEN];
}

/** Of several roles that an account lacks in one place the highest is the one to give: it holds the others. */
function withOneRole(found: readonly Told[]): readonly Told[] {
  return found.map((one) => {
    if (one.lacks === undefined) return one;
    const lacking = found.filter(
      ({ where, severity, lacks }) => lacks && where === one.where && severity === one.severity,
    );
    const [most] = lacking.sort((a, b) => (b.lacks ?? 0) - (a.lacks ?? 0));
    return { ...one, fix: most?.fix };
  });
}

/** A tracker that is not there is no project to assume anything of. */
function withSureHome(subject: Subject): Subject {
  const { home } = subject;
  return home?.assumed && seenProject(subject, home.project) === undefined ? { ...subject, home: undefined } : subject;
}

const UNSEEN: Told = {
  check: "url",
  chapter: "server",
  severity: "unknown",
  where: "GitLab",
  message: "nothing else could be looked at",
  fix: "mend what is told here and run doctor again",
};
