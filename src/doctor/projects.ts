import type { ProjectFacts } from "./facts.ts";
import { type Found, unknown, wrong } from "./finding.ts";
import { best, looks, type Subject } from "./subject.ts";

/** What makes a project useless for everything; a project without such a fault is given back. `named` is where its path stands. */
export function usable(
  subject: Subject,
  path: string,
  named: string,
): { readonly project: ProjectFacts } | { readonly fault: Found } {
  const known = best(subject, ({ projects }) => projects.get(path));
  const owner = `an Owner of ${path}`;
  if (known?.trouble?.kind === "missing" && subject.examined.length === 0)
    return { fault: { severity: "unknown", where: path, message: "without a token it does not show, if it is there" } };
  if (known?.trouble?.kind === "missing")
    return {
      fault: wrong("error", path, "no such project, or these tokens may not see it", {
        fix: `correct ${named}, or make the tokens' accounts members`,
        who: owner,
      }),
    };
  if (known?.value === undefined) return { fault: unknown(path, "the project", known ?? { value: undefined }) };
  const { value: project } = known;
  if (project.path !== path)
    return {
      fault: wrong("error", path, `the server writes it "${project.path}"`, {
        fix: `write it as the server does: ${named}`,
        who: "whoever wrote it",
      }),
    };
  if (project.archived)
    return {
      fault: wrong("error", path, "the project is archived: nothing in it can be changed", {
        fix: "unarchive it, or name the project that took its place",
        who: owner,
      }),
    };
  if (project.deletion !== undefined)
    return {
      fault: wrong("error", path, `the project is going to be deleted (marked on ${project.deletion})`, {
        fix: "restore it, or name the project that took its place",
        who: owner,
      }),
    };
  return { project };
}

/** The project as any of the tokens sees it; undefined for one with a fault, which another check tells. */
export function seenProject(subject: Subject, path: string): ProjectFacts | undefined {
  const found = usable(subject, path, "");
  return "project" in found ? found.project : undefined;
}

/** What is switched off, as the first token sees it that is shown the setting. */
export function setting(
  subject: Subject,
  path: string,
  feature: "issues" | "mergeRequests" | "flags" | "pipelines" | "pipelineVariables",
): boolean | undefined {
  return looks(subject).flatMap(({ projects }) => projects.get(path)?.value?.[feature] ?? [])[0];
}

/** Whether a project holds flags at all: one that is not there, or has them switched off, is told by a check of its own. */
export function hasFlags(subject: Subject, home: string): boolean {
  return seenProject(subject, home) !== undefined && setting(subject, home, "flags") !== false;
}
