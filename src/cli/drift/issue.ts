import { type Forge, ForgeError } from "../../forge/port.ts";
import type { NewItem } from "../../model/effect.ts";
import type { ObservedItem } from "../../model/observed.ts";
import { driftPatch, newDriftIssue, type Told } from "../../plan/drift-issue.ts";
import { itemReference } from "../../plan/ownership.ts";
import { renderDriftComment } from "../../report/drift/markdown.ts";
import type { DriftDone, DriftReport } from "../../report/drift/pretty.ts";
import type { LivePlan } from "../live-plan.ts";

/** Put on the issue where the tracker has it, for boards and for whoever wants to be told. */
const DRIFT_LABEL = "cutover::drift";

type Kept = Pick<DriftReport, "done" | "issue">;

/** Makes, rewrites, opens or closes the one issue; of several, as two runs at once may make them, the oldest counts. */
export async function keepIssue(live: LivePlan, issues: readonly ObservedItem[], told: Told): Promise<Kept> {
  const { forge } = live.access;
  const [found, ...others] = issues;
  if (found === undefined) return told.differences.length === 0 ? { done: "none" } : open(live, told);
  for (const other of others.filter(({ state }) => state === "open")) await closeTwin(forge, other, found);
  if (driftPatch(told, found) === undefined) return { done: doneBy(undefined, told, found), issue: linkOf(found) };
  // People may have written in it since the look, which can take minutes.
  const now = await forge.read(found.locator);
  if (now?.kind !== "issue") throw new ForgeError("conflict", `${itemReference(found)} went away`, "run drift again");
  const patch = driftPatch(told, now);
  if (patch !== undefined) await forge.updateItem(now.locator, patch);
  await comment(forge, now, told, patch?.state);
  return { done: doneBy(patch, told, now), issue: linkOf(now) };
}

async function open({ access: { forge }, plan }: LivePlan, told: Told): Promise<Kept> {
  const { label } = plan.scope;
  const issue = await make(forge, newDriftIssue(told, [label, DRIFT_LABEL]), newDriftIssue(told, [label]));
  return { done: "opened", issue: linkOf(issue) };
}

/** The adapter refuses a label that is not there before it sends anything. */
async function make(forge: Forge, best: NewItem, plain: NewItem): Promise<ObservedItem> {
  try {
    return itemOf(await forge.create(best));
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "refused") throw error;
    return itemOf(await forge.create(plain));
  }
}

function itemOf(made: Awaited<ReturnType<Forge["create"]>>): ObservedItem {
  if (made.kind !== "issue") throw new Error(`an issue was to be made, and there is a ${made.kind}`);
  return made;
}

/** Nobody is told of what only goes on: GitLab sends no mail for a description that changes. */
async function comment(forge: Forge, issue: ObservedItem, told: Told, state: "open" | "closed" | undefined) {
  const fresh = told.differences.filter(({ isNew }) => isNew);
  const body = fresh.length > 0 ? renderDriftComment(fresh) : state === "closed" ? CLEAN : undefined;
  if (body !== undefined) await forge.writeNote(issue.locator, { body });
}

const CLEAN = "Nothing differs any more.";

async function closeTwin(forge: Forge, twin: ObservedItem, first: ObservedItem): Promise<void> {
  await forge.updateItem(twin.locator, { state: "closed" });
  await forge.writeNote(twin.locator, {
    body: `Two runs made one each: #${first.locator.id} is the one that is kept.`,
  });
}

function doneBy(patch: ReturnType<typeof driftPatch>, told: Told, issue: ObservedItem): DriftDone {
  if (patch?.state !== undefined) return patch.state === "open" ? "reopened" : "closed";
  const isLeft = issue.state === "closed" && told.differences.length > 0;
  return isLeft ? "left closed" : patch === undefined ? "unchanged" : "updated";
}

function linkOf(item: ObservedItem): DriftReport["issue"] {
  return { reference: itemReference(item), url: item.url };
}
