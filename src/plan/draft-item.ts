import type { NewItem } from "../model/effect.ts";
import type { FlagRecord } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import { type ResourceKey, referencesIn } from "../model/reference.ts";
import type { ItemResource } from "../model/resource.ts";
import { readable } from "./body.ts";
import { flagEndsOf } from "./complete.ts";
import { basisOf } from "./digest.ts";
import { draftOf, type Findings, isSecret, joined, type Level, NOTHING } from "./draft.ts";
import { draftRelations } from "./draft-relation.ts";
import { type ItemConflict, type ItemContext, type ItemDecision, newItem, patchItem } from "./item.ts";
import { isAdopted, itemReference, orphanFix } from "./ownership.ts";
import type { Action, Cause, Conflict, FieldChange, Notice, Take } from "./plan.ts";
import { settleItem, unmakeable, unseenSecret } from "./settle.ts";
import { diffBody, withoutText } from "./text-diff.ts";
import type { World } from "./world.ts";

/** An epic or issue with its relations. `record` is what a new one says of its flag. */
export function draftItem(world: World, wanted: ItemResource, record: FlagRecord | undefined): Findings {
  const disputed = world.ownership.disputed.get(wanted.key);
  if (disputed !== undefined) return { ...NOTHING, conflicts: [{ ...disputed, migration: wanted.migration }] };
  // Said once, among the claims.
  if (world.claims.conflicts.some(({ key }) => key === wanted.key)) return NOTHING;
  const unlabelled = unknownLabel(world, wanted);
  if (unlabelled !== undefined) return { ...NOTHING, conflicts: [unlabelled] };
  const holder = world.ownership.holders.get(wanted.key);
  if (holder === undefined && world.claims.unsettled.has(wanted.migration)) return NOTHING;
  const { desired, notices } = settleItem(world, wanted, holder?.item);
  const about: Findings = { ...NOTHING, notices };
  if (holder === undefined) return joined([about, draftNew(world, desired, record)]);
  const adopted = isAdopted(world, holder.item);
  const decision = patchItem(desired, holder.item, { ...contextOf(world, desired), adopted });
  const isTaken = decision.claimed !== undefined && decision.claimed.from === undefined;
  const relations =
    decision.refused || isTaken ? NOTHING : draftRelations(world, desired, holder.item, holder.marker.applied);
  return joined([about, draftPatch(world, desired, holder.item, decision), relations]);
}

/** What goes into the text of an epic or issue besides the resource itself. */
function contextOf(world: World, { key, migration }: ItemResource, record?: FlagRecord): ItemContext {
  const { link, anchor, facts, input } = world;
  const source = facts(migration).digest.slice(0, 16);
  return { link, anchor, record, source, take: input.take?.get(key), label: input.scope.label };
}

function draftNew(world: World, desired: ItemResource, record: FlagRecord | undefined): Findings {
  // What is to be closed and was never made is as it should be.
  if (desired.state === "closed") return NOTHING;
  const orphan = world.ownership.orphanFor(desired);
  if (orphan !== undefined) {
    const message = `${desired.key} is not made while ${itemReference(orphan)}, which may be it, has lost its marker`;
    const fix = orphanFix(orphan, world.input.scope.label, desired.migration);
    return {
      ...NOTHING,
      conflicts: [{ key: desired.key, migration: desired.migration, message, fix, url: orphan.url }],
    };
  }
  const unseen = unseenSecret(world, desired);
  if (unseen !== undefined) return { ...NOTHING, notices: [unseen] };
  const impossible = unmakeable(world, desired);
  if (impossible !== undefined) return { ...NOTHING, conflicts: [impossible] };
  const thing = newItem(desired, contextOf(world, desired, record));
  const draft = draftOf(world, desired, {
    id: "create",
    action: "create",
    level: levelOf(desired),
    summary: isSecret(world, desired, "create")
      ? `create a confidential ${desired.kind}`
      : `create ${thing.confidential ? "confidential " : ""}${desired.kind} "${thing.title}"`,
    fields: newFields(thing),
    diffs: [diffBody("", readable(thing.body))],
    effect: { do: "create", thing },
    basis: { migration: world.facts(desired.migration).digest },
    needs: namedIn(desired),
    record,
  });
  return joined([{ ...NOTHING, drafts: [draft] }, draftRelations(world, desired, undefined, undefined)]);
}

function draftPatch(world: World, desired: ItemResource, live: ObservedItem, decision: ItemDecision): Findings {
  const common = { key: desired.key, migration: desired.migration, url: live.url };
  const name = itemReference(live);
  const conflicts = decision.conflicts.map((one) => conflictOf(world, desired, live, one));
  const notices = decision.kept.map((message): Notice => ({ ...common, kind: "kept", message: `${name}: ${message}` }));
  if (decision.patch === undefined) return { drafts: [], conflicts, notices };
  const { patch } = decision;
  const action = actionOf(decision);
  const draft = draftOf(world, desired, {
    id: action,
    action,
    level: levelOf(desired),
    summary: `${verbOf(decision, action)} ${name}${detailOf(decision, action, world.input.take?.get(desired.key))}`,
    cause: causeOf(world, desired, decision),
    fields: decision.changes,
    // With a person's side taken, only our comments around it go.
    diffs: decision.diff === undefined || decision.diff.hunks === "" ? [] : [decision.diff],
    effect: { do: "update-item", patch },
    basis: { object: basisOf(live), migration: world.facts(desired.migration).digest },
    needs: namedIn(desired),
    follows: action === "close" ? flagEndsOf(world, desired.migration) : [],
  });
  return { drafts: [draft], conflicts, notices };
}

/** Who edited a section is who wrote the body last, unless that was us, with what the person had written before. */
function conflictOf(world: World, desired: ItemResource, live: ObservedItem, one: ItemConflict): Conflict {
  const { key, migration } = desired;
  const { section, diff, fix } = one;
  const who = live.editedBy === undefined || live.editedBy === world.input.user ? "a person" : `@${live.editedBy}`;
  const told = section === undefined ? one.message : `${who} edited section "${section}", which is left alone`;
  const message = `${itemReference(live)}: ${told}`;
  if (diff === undefined) return { key, migration, message, fix, url: live.url };
  const shown = isSecret(world, desired, "update") || live.confidential ? withoutText(diff) : diff;
  return { key, migration, message, fix, url: live.url, diff: shown };
}

/** A label that does not exist would be made by the server: the object that names it is left until it is there. */
function unknownLabel({ input }: World, { key, migration, labels, cause }: ItemResource): Conflict | undefined {
  const missing = labels.find((label) => input.observation.unknown.labels.includes(label));
  if (missing === undefined) return undefined;
  const message = `label "${missing}" does not exist in ${input.scope.tracker.project}, so ${key} is left (${cause.file}:${cause.line})`;
  const fix = "create it there, or correct its name in cutover.yaml: labels are never made by the way";
  return { key, migration, message, fix };
}

/** Rollout issues come first: main issues and epics name them. */
function levelOf({ feature }: ItemResource): Level {
  return feature === undefined ? "main" : "feature";
}

function actionOf({ patch, claimed, changes, blocks }: ItemDecision): Action {
  const isTaken = claimed !== undefined && claimed.from === undefined;
  // Else its marker alone is written.
  const isChanged = isTaken || changes.length + blocks.length > 0;
  if (patch?.state === undefined) return isChanged ? "update" : "renew";
  return patch.state === "closed" ? "close" : "reopen";
}

function verbOf({ claimed }: ItemDecision, action: Action): string {
  return claimed !== undefined && claimed.from === undefined ? "take over" : action;
}

function detailOf({ changes, blocks, claimed, unnoted }: ItemDecision, action: Action, take: Take | undefined): string {
  const lacked = claimed === undefined && unnoted.length > 0;
  const parts = [
    ...(claimed?.from === undefined ? [] : [`its marker said ${claimed.from}`]),
    ...(lacked ? [`its marker did not tell of its relation with ${unnoted.join(" and ")}`] : []),
    ...changes.map(({ path }) => path),
    ...blocks.map((name) => (take === "theirs" ? `section "${name}" is left to people` : `section "${name}"`)),
  ];
  const told = parts.filter((part) => !((action === "close" || action === "reopen") && part === "state"));
  return told.length === 0 ? "" : `: ${told.join(", ")}`;
}

/** Under an unchanged migration, another text or field comes from the catalog, the lock file or a newer version of our own. */
function causeOf(world: World, desired: ItemResource, { patch, sameSource, claimed }: ItemDecision): Cause {
  if (world.input.take?.has(desired.key)) return { person: "plan --take" };
  // What a migration says may be done later than it was said: a closing waits for the flag, say.
  if (!sameSource || patch?.state !== undefined || claimed !== undefined) return desired.cause;
  const { inLock } = world.facts(desired.migration);
  return { template: `cutover.yaml${inLock === undefined ? "" : `, ${inLock}`} or the text of this version` };
}

function newFields({ title, labels, assignees, dueDate, milestone, confidential }: NewItem): FieldChange[] {
  const fields: FieldChange[] = [
    { path: "title", after: title },
    { path: "labels", after: labels },
    { path: "assignees", after: assignees },
    { path: "due date", after: dueDate },
    { path: "milestone", after: milestone },
    { path: "confidential", after: confidential ? "yes" : undefined },
  ];
  return fields.filter(({ after }) => after !== undefined && after.length > 0);
}

function namedIn({ blocks }: ItemResource): ResourceKey[] {
  return [...new Set(blocks.flatMap(({ text }) => referencesIn(text)))];
}
