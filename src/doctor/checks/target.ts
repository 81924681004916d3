import { homeOf } from "../../model/target.ts";
import type { Check } from "../check.ts";
import { branchKey } from "../facts.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { setting, usable } from "../projects.ts";
import { best, type Subject } from "../subject.ts";

export const target: Check = {
  id: "target",
  chapter: "targets",
  summary: "each target's project is there, takes merge requests, and has the branch",
  find: (subject) => placesOf(subject).flatMap((place) => findingsOf(subject, place)),
};

interface Place {
  readonly project: string;
  readonly branch: string;
  /** Ids of the targets that are there. */
  readonly ids: readonly string[];
}

function placesOf({ config }: Subject): Place[] {
  const places = new Map<string, Place>();
  for (const id of Object.keys(config.targets ?? {})) {
    const { project, branch } = homeOf(config, id);
    const key = branchKey(project, branch);
    places.set(key, { project, branch, ids: [...(places.get(key)?.ids ?? []), id] });
  }
  return [...places.values()];
}

function findingsOf(subject: Subject, { project, branch, ids }: Place): Found[] {
  const where = `${project} ${branch}`;
  const key = `targets.${ids[0]}`;
  const found = usable(subject, project, `${key}.project in cutover.yaml`);
  if ("fault" in found) return [found.fault];
  const faults: Found[] = [];
  if (setting(subject, project, "mergeRequests") === false)
    faults.push(
      wrong("error", project, "merge requests are switched off", {
        fix: "switch them on: Settings > General > Visibility, project features, permissions",
        who: `an Owner or Maintainer of ${project}`,
      }),
    );
  const known = best(subject, ({ branches }) => branches.get(branchKey(project, branch)));
  if (known?.trouble !== undefined || known === undefined)
    faults.push(
      unknown(where, "the branch", known ?? { value: undefined }, {
        fix: "reading it takes a Reporter",
        who: `an Owner of ${project}`,
      }),
    );
  else if (known.value === null)
    faults.push(
      wrong("error", where, `there is no branch "${branch}"${instead(found.project.defaultBranch)}`, {
        fix: `correct ${key}.branch in cutover.yaml, or make the branch`,
        who: "whoever changes cutover.yaml",
      }),
    );
  return faults.length > 0 ? faults : [ok(where, `there, for ${ids.join(", ")}`)];
}

function instead(branch: string | null | undefined): string {
  if (branch === undefined) return "";
  return branch === null ? ": the repository is empty" : `; the default branch is "${branch}"`;
}
