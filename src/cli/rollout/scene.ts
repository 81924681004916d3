import { type Auditor, tracedForge } from "../../apply/audit.ts";
import type { Result } from "../../apply/outcome.ts";
import { type Forge, ForgeError } from "../../forge/port.ts";
import type { ObservedItem } from "../../model/observed.ts";
import type { ResourceKey } from "../../model/reference.ts";
import type { Workspace } from "../../model/workspace.ts";
import { HOLD_LABEL } from "../../plan/hold.ts";
import type { Holder } from "../../plan/ownership.ts";
import type { Word } from "../../rollout/comment.ts";
import { holdersIn, scopeOfHolds } from "../../rollout/find.ts";
import { remark } from "../../rollout/mark.ts";
import type { Subject } from "../../rollout/subject.ts";
import { trackerOf } from "../adopt/found.ts";
import { UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { factsOf } from "../live-plan.ts";
import type { Deed, Teller } from "./tell.ts";

/** What a rollout command works with. */
export interface Scene {
  readonly io: Io;
  readonly forge: Forge;
  readonly workspace: Workspace;
  /** Address of the server. */
  readonly url: string;
  /** User of the token; undefined where the server did not say. */
  readonly user: string | undefined;
  /** All rollouts of the workspace. */
  readonly all: readonly Subject[];
  readonly word: Word;
  readonly audit: Auditor;
  readonly tell: Teller;
}

/** Does one thing, with its lines in the record of writes and on the screen. What the server refuses is told, not thrown. */
export async function act(
  { forge: untold, word, audit, tell }: Scene,
  deed: Deed,
  summary: string,
  work: (forge: Forge) => Promise<Result>,
): Promise<Result> {
  const { id: change, ...about } = deed;
  tell.begin(deed);
  const { forge, end } = tracedForge(untold, { change, ...about, cause: `person: @${word.person}` }, audit);
  const result = await work(forge).catch(failure);
  await end(result);
  tell.finish(deed, summary, result);
  return result;
}

/** A server that refuses a text may quote it, so its words stay out. */
function failure(error: unknown): Result {
  if (!(error instanceof ForgeError)) throw error;
  const hint = error.hint === undefined ? "" : ` (${error.hint})`;
  return { status: "failed", message: `${error.plain}${hint}` };
}

/** The comment that says who did it and why. */
export function tellPeople(scene: Scene, subject: { readonly migration: string }, item: ObservedItem, body: string) {
  const { kind, home, id } = item.locator;
  const key = `note/${kind}/${home}/${id}`;
  const deed: Deed = { id: `${key}:create`, key, kind: "note", action: "create", migration: subject.migration };
  const name = `${home}${kind === "epic" ? "&" : "#"}${id}`;
  return act(scene, deed, `comment on ${name}`, (forge) => remark(forge, item, body));
}

/** Where holds are written down. */
export interface Look {
  readonly holders: ReadonlyMap<ResourceKey, Holder>;
  /** Whether the tracker has the label of holds. */
  readonly hasLabel: boolean;
  readonly project: string;
}

/** One look at the tracker, without targets and flags. Throws ForgeError, and UserError without a tracker. */
export async function lookAround({ forge, workspace, user = "" }: Scene): Promise<Look> {
  const tracker = trackerOf(workspace.config.data);
  const scope = scopeOfHolds(workspace, tracker);
  const seen = await forge.observe(scope);
  const facts = factsOf(workspace);
  return {
    holders: holdersIn(seen, scope, user, facts),
    hasLabel: !seen.unknown.labels.includes(HOLD_LABEL),
    project: tracker.project,
  };
}

/** The same for whoever has to go on without: undefined, and told. */
export async function lookIfPossible(scene: Scene): Promise<Look | undefined> {
  try {
    return await lookAround(scene);
  } catch (error) {
    if (!(error instanceof ForgeError || error instanceof UserError)) throw error;
    scene.tell.problem(`the rollout issue cannot be looked for: ${error.message}`, error.hint ?? "look there by hand");
    return undefined;
  }
}

export function noLabel({ project }: Look): readonly [message: string, hint: string] {
  return [
    `${project} has no label "${HOLD_LABEL}", and cutover makes no labels`,
    `make it once, as Reporter at least: ${project}, Manage > Labels > New label, title ${HOLD_LABEL}`,
  ];
}

/** The record of writes where turning off goes on without it: it says once that it fails. */
export function lenient(
  open: () => Promise<Auditor>,
  tell: Teller,
): { readonly audit: Auditor; readonly failed: () => boolean } {
  let failed = false;
  let opened: Promise<Auditor> | undefined;
  return {
    failed: () => failed,
    audit: async (step) => {
      if (failed) return;
      try {
        opened ??= open();
        await (await opened)(step);
      } catch (error) {
        failed = true;
        const reason = error instanceof Error ? error.message : String(error);
        tell.problem(`no record of writes: ${reason}`, "this goes on without; note by hand what it does");
      }
    },
  };
}
