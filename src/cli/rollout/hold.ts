import { isDone } from "../../apply/outcome.ts";
import { code } from "../../compile/safe-text.ts";
import { ForgeError } from "../../forge/port.ts";
import { stateText } from "../../plan/flag-state.ts";
import { HOLD_LABEL } from "../../plan/hold.ts";
import { type Holder, itemReference } from "../../plan/ownership.ts";
import { commentOf } from "../../rollout/comment.ts";
import { readFlag } from "../../rollout/flag-off.ts";
import { mark } from "../../rollout/mark.ts";
import { nameOf, type Subject } from "../../rollout/subject.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import { act, type Look, lookAround, noLabel, type Scene, tellPeople } from "./scene.ts";
import type { Deed, FlagNow } from "./tell.ts";

/** What is named: a whole migration, or the rollouts of one. */
export interface Named {
  readonly migration: string;
  readonly part: string | undefined;
  readonly subjects: readonly Subject[];
}

/** Puts the label on the rollout issue, or on the main issue or epic; flags stay as they are. */
export async function hold(scene: Scene, named: Named): Promise<ExitCode> {
  const look = await lookAround(scene);
  if (!look.hasLabel) {
    const [message, hint] = noLabel(look);
    throw new UserError(EXIT.problems, `nothing is held: ${message}`, hint);
  }
  const name = named.part === undefined ? named.migration : `${named.migration}/${named.part}`;
  let isWhole = true;
  for (const issue of objectsOf(look, named)) {
    const summary = `put ${HOLD_LABEL} on ${itemReference(issue.item)}`;
    const result = await act(scene, deedOf(named, issue, "hold"), summary, (forge) =>
      mark(forge, issue.item.locator, summary, { label: "on" }),
    );
    const next = `Cutover writes nothing here and raises no flag, until somebody runs ${code(`cutover rollout resume ${name}`)}.`;
    const told = await tellPeople(scene, named, issue.item, commentOf("**Rollout held.**", next, scene.word));
    isWhole = isWhole && isDone(result) && isDone(told);
  }
  const exit = isWhole ? EXIT.clean : EXIT.problems;
  const flags = named.part === undefined ? [] : await flagsNow(scene, named.subjects);
  const next = `nothing is raised before: cutover rollout resume ${name}`;
  scene.tell.end(
    [...flags.map(({ text }) => text), ...(isWhole ? [next] : [])],
    flags.map(({ now }) => now),
    exit,
  );
  return exit;
}

/** The epics and issues whose label is meant. Throws UserError where there is none. */
export function objectsOf({ holders, project }: Look, { migration, part, subjects }: Named): Holder[] {
  const keys = part === undefined ? [`issue/${migration}`, `epic/${migration}`] : subjects.map(({ issue }) => issue);
  const found = keys.flatMap((key) => holders.get(key) ?? []);
  if (found.length > 0) return found;
  const what = part === undefined ? `main issue or epic of "${migration}"` : `rollout issue of "${migration}/${part}"`;
  throw new UserError(
    EXIT.problems,
    `no ${what} was found in ${project}`,
    "it is made by apply once work on it has begun; where it is there, give the token's user access to it",
  );
}

export function deedOf({ migration }: Named, { item, marker }: Holder, what: string): Deed {
  return { id: `${marker.key}:${what}`, key: marker.key, kind: item.kind, action: "update", migration };
}

/** How the flags stand, for whoever wonders whether a hold has turned them off. */
async function flagsNow({ forge }: Scene, subjects: readonly Subject[]) {
  const found: { readonly text: string; readonly now: FlagNow }[] = [];
  for (const { flag, confidential, ...subject } of subjects) {
    if (flag?.home === undefined) continue;
    const { name, home } = flag;
    try {
      const live = await readFlag(forge, { kind: "flag", home, id: name });
      const state = live === undefined ? "absent" : live.active ? "on" : "off";
      const reach = live === undefined ? "not there" : confidential ? state : stateText(live);
      const way = state === "on" ? `; to turn it off: cutover rollout abort ${nameOf(subject)}` : "";
      found.push({ text: `flag ${name} stays as it is: ${reach}${way}`, now: { flag: name, home, state } });
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      found.push({
        text: `flag ${name} cannot be read: ${error.message}`,
        now: { flag: name, home, state: "unknown" },
      });
    }
  }
  return found;
}
