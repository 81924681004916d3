import { horizonOf, isNear } from "../deadlines/uncovered.ts";
import { type Precision, precisionOf } from "../model/deadline.ts";
import { deprecationOf } from "../model/deprecation.ts";
import { type Instant, parseInstant } from "../model/duration.ts";
import { findFeature, findModel } from "../model/gateway.ts";
import { listOf, type Move } from "../model/move.ts";
import { own } from "../model/own.ts";
import { isMap } from "../model/plain-data.ts";
import { promisedEnd } from "../model/ramp-dates.ts";
import { claimsFiles, isLive, reaches } from "../model/stage.ts";
import type { TargetView } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { type WrittenCutoff, writtenCutoffs } from "./engine/cutoffs.ts";
import { ago, between } from "./engine/days.ts";
import { endPlace, endsSeen } from "./engine/ends.ts";
import { type Entry, entriesOf, featuresOf } from "./engine/entries.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { editingMigrations, openMigrations } from "./engine/open.ts";
import { itemAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule, type RuleInput } from "./engine/rule.ts";

/** What users may pick may be deprecated for as long as it is served. */
const CHOICE = "choice";

export default defineRule({
  id: "replacement-retiring",
  summary: "what features move to is not about to go itself",
  severity: "error",
  uses: ["targets", "deadlines"],
  warnings: ["going", "unsure", "deprecated"],
  messages: {
    gone: 'the new {role} of {features}, "{id}", is not served any more since {cutoff}; move to an offering that stays',
    going:
      'the new {role} of {features}, "{id}", is not served from {cutoff} on, {left} from today; move to one that stays, or plan the next move',
    unsure:
      'the new {role} of {features}, "{id}", may end from {cutoff} on, {when}; move to one that stays, or plan the next move',
    deprecated:
      'the new {role} of {features}, "{id}", is deprecated in the gateway {notice}; move to one that stays, or plan the next move',
  },
  notes: { cutoff: "its cutoff", block: "its deprecation" },
  docs: {
    why: `A list of models in somebody's head is soon out of date: moves away from a retired model have ended at one that was
retired even earlier. Every cutoff that a migration names counts, also that of a completed one, and so does a deprecation
in the gateway's models.yml. Of the ends that only \`deadlines.lock.json\` knows those count that come within
\`deadlines.horizon\` after the move. A feature that an open migration moves on already is no news while its model is served.`,
    wrong: `
# lint --as-of 2026-05-20
# migrations/claude-haiku-4-5-retirement.yaml
kind: Deprecation
status: draft
replaces:
  claude_haiku_4_5: { cutoff: 2026-10-15 }
# migrations/claude-sonnet-4-5-retirement.yaml
kind: Deprecation
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
`,
    right: `
# lint --as-of 2026-05-20
# migrations/claude-haiku-4-5-retirement.yaml
kind: Deprecation
status: draft
replaces:
  claude_haiku_4_5: { cutoff: 2026-10-15 }
# migrations/claude-sonnet-4-5-retirement.yaml
kind: Deprecation
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
  },
  check({ workspace, before, after, instant, report }) {
    const cutoffs = cutoffsOf({ workspace, before, instant });
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        for (const { id, role, at, isDone } of goalsOf(document, entry)) {
          const cutoff = cutoffs.get(id);
          const data = { id, role, features: featuresOf(entry) };
          if (cutoff === undefined) {
            const found = isDone ? undefined : noticeOf(id, entry, { before, after, instant });
            if (found === undefined || role === CHOICE) continue;
            const block = found.place ?? deprecatedIn(workspace, id);
            const related = block && [{ note: "block" as const, at: block }];
            report({ message: "deprecated", at, data: { ...data, notice: found.notice }, related });
            continue;
          }
          if (isSaid(cutoff, document, isDone, before !== undefined)) continue;
          if (outlasts(cutoff, workspace, entry, instant)) continue;
          const related = [{ note: "cutoff" as const, at: cutoff.place }];
          const left = between(instant, cutoff.at);
          const when = cutoff.at <= instant ? ago(cutoff.at, instant) : `${left} from today`;
          const dates = { ...data, cutoff: cutoff.day, left, when };
          if (cutoff.precision !== "exact") {
            if (!isMovedOn(workspace, entry, id)) report({ message: "unsure", at, data: dates, related });
          } else if (cutoff.at <= instant) report({ message: "gone", at, data: dates, related });
          else if (!isMovedOn(workspace, entry, id)) report({ message: "going", at, data: dates, related });
        }
      }
    }
  },
});

interface Cutoff extends WrittenCutoff {
  readonly precision: Precision;
  /** The migration that names it; absent where only the lock file knows it. */
  readonly document?: MigrationDocument;
  /** The entry is to be taken out of the gateway's files. */
  readonly removes: boolean;
}

/** By offering. What is being carried out knows better than what is done; then the earlier day counts. */
function cutoffsOf(input: Pick<RuleInput, "workspace" | "before" | "instant">): ReadonlyMap<string, Cutoff> {
  const { workspace } = input;
  const done = workspace.migrations.filter(({ data }) => data.status === "complete");
  const found = new Map<string, Cutoff>();
  for (const documents of [openMigrations(workspace), done]) {
    const cutoffs = documents.flatMap((document) =>
      writtenCutoffs(document).map((cutoff) => {
        const removes = own(document.data.replaces, cutoff.id)?.retire === "remove";
        return { ...cutoff, document, removes, precision: precisionOf(workspace.deadlines, document, cutoff.id) };
      }),
    );
    for (const cutoff of cutoffs.sort((a, b) => a.at - b.at)) {
      if (!found.has(cutoff.id)) found.set(cutoff.id, cutoff);
    }
  }
  for (const [id, end] of endsSeen(input)) {
    const { cutoff: day, precision = "exact" } = end;
    const [at, place] = [parseInstant(day), endPlace(workspace, id, end)];
    if (day === undefined || at === undefined || place === undefined || found.has(id)) continue;
    found.set(id, { id, at, day, place, precision, removes: false });
  }
  return found;
}

/** Whether an end that no migration names comes long enough after the move: every model ends some day. */
function outlasts({ document, at }: Cutoff, { config }: Workspace, entry: Entry, instant: Instant): boolean {
  if (document !== undefined) return false;
  const moved = Math.max(instant, ...entry.map((move) => promisedEnd(config.data, move)?.at ?? instant));
  return !isNear({ at }, { instant: moved, horizon: horizonOf(config.data) });
}

/** Where a rule looks for what becomes of an offering. */
interface Sides {
  readonly before: TargetView | undefined;
  readonly after: TargetView | undefined;
  readonly instant: Instant;
}

interface Goal {
  readonly id: string;
  readonly role: string;
  readonly at: Place;
  /** The gateway's files say so already. */
  readonly isDone: boolean;
}

function goalsOf(document: MigrationDocument, [move]: Entry): Goal[] {
  const { path, to, offer, sizes, entry, effective } = move;
  if (effective === "absent") return [];
  const isDone = claimsFiles(document.data.status) && reaches(effective, "default");
  return [
    ...listOf(to).map((id, index) => ({
      id,
      role: "default",
      at: itemAt(document, [...path, "to"], entry.to, index),
      isDone,
    })),
    ...Object.entries(sizes).map(([size, { to: id }]) => ({
      id,
      role: `${size} size`,
      at: valueAt(document, [...path, "sizes", size, ...(isMap(own({ ...entry.sizes }, size)) ? ["to"] : [])]),
      isDone,
    })),
    ...offer
      .filter(({ id }) => to?.includes(id) !== true)
      .map(({ id }) => ({ id, role: CHOICE, at: offerPlace(document, move, id), isDone: false })),
  ];
}

function offerPlace(document: MigrationDocument, { path, offer, entry }: Move, id: string): Place {
  const index = offer.findIndex((one) => one.id === id);
  const isShort = typeof entry.offer?.[index] === "string";
  return valueAt(document, [...path, "offer", index, ...(isShort ? [] : ["id"])]);
}

/** A default that is left behind is found by feature-missed, and an entry that cannot be removed by retire-while-default. */
function isSaid(
  { document: source, removes }: Cutoff,
  { data: { status } }: MigrationDocument,
  isDone: boolean,
  hasTargets: boolean,
): boolean {
  // Of what is in the gateway's files already uncovered-cutoff speaks.
  if (source === undefined) return isDone;
  if (source.data.status === "complete") return false;
  return isDone || (removes && hasTargets && claimsFiles(source.data.status) && isLive(status));
}

/** Whether every feature of an entry has a move away from the offering in some open migration. */
function isMovedOn(workspace: Workspace, entry: Entry, id: string): boolean {
  const moves = openMigrations(workspace).flatMap(({ data }) => entriesOf(data).flat());
  const leaves = ({ from, to }: Move): boolean => from?.includes(id) === true && to?.includes(id) !== true;
  return entry.every(({ feature }) => moves.some((move) => move.feature === feature && leaves(move)));
}

/** The deprecation that the gateway has, or gets from a migration, where default-deprecated does not speak of it yet. */
function noticeOf(id: string, entry: Entry, { before, after, instant }: Sides) {
  for (const [target, gateway] of after?.gateways ?? []) {
    const deprecation = deprecationOf(gateway, id);
    if (deprecation === undefined) continue;
    const isDue = deprecation.from !== undefined && deprecation.from <= instant;
    const isListed = entry.some(({ feature }) => findFeature(gateway, feature)?.selectable?.includes(id));
    if (isDue && isListed) return undefined;
    const now = before?.gateways.get(target);
    const model = now && deprecationOf(now, id) && findModel(now, id);
    return { notice: deprecation.notice, place: now && model && modelPlace(now, model, ["deprecation"]) };
  }
  return undefined;
}

/** Where a migration gives it that block. */
function deprecatedIn(workspace: Workspace, id: string): Place | undefined {
  const document = editingMigrations(workspace).find(({ data }) => own(data.replaces, id)?.deprecation !== undefined);
  return document && valueAt(document, ["replaces", id, "deprecation"]);
}
