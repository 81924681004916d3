import { policyOf } from "../model/defaults.ts";
import { dayOf, daysBetween, type Instant } from "../model/duration.ts";
import { type Move, movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import { promisedEnd } from "../model/ramp-dates.ts";
import { endOf, wayOf } from "../model/schedule.ts";
import { isOver } from "../model/stage.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import type { Usage } from "./usage.ts";

/** A migration that ends a use of an offering. */
export interface Cover {
  readonly document: MigrationDocument;
  /** When it says that this is done; absent where it does not say. */
  readonly end?: Instant;
  /** That day, or where it has passed or is missing the first day on which what is left to do can be over. */
  readonly done: Instant;
  /** That lies behind the cutoff, or the cutoff is over. */
  readonly isLate: boolean;
  /** It names the feature, but nobody has decided yet what it moves to. */
  readonly isUndecided: boolean;
}

/** An offering on its way out. */
interface Going {
  readonly workspace: Workspace;
  readonly id: string;
  readonly cutoff: Instant;
  readonly instant: Instant;
}

/** The open migration that ends a use: of several one that is in time, then one that is decided, then the earliest. */
export function coverOf(going: Going, usage: Usage): Cover | undefined {
  const covers = openIn(going.workspace).flatMap((document) => coversIn(document, going, usage));
  return covers.sort(
    (a, b) =>
      Number(a.isLate) - Number(b.isLate) ||
      Number(a.isUndecided) - Number(b.isUndecided) ||
      (a.end ?? Number.POSITIVE_INFINITY) - (b.end ?? Number.POSITIVE_INFINITY) ||
      a.done - b.done,
  )[0];
}

/** Why an open migration leaves a feature on an offering on purpose; empty where that is not to be told. */
export function stayOf({ workspace, id }: Going, { feature }: Usage): string | undefined {
  const reasons = openIn(workspace).flatMap((document) => {
    const reason = own(own(document.data.replaces, id)?.except, feature);
    return reason === undefined ? [] : [isConfidential(document) ? "" : reason];
  });
  return reasons.find((reason) => reason !== "") ?? reasons[0];
}

/** Whether nothing may be told of a migration but that there is one. */
export function isConfidential({ data }: MigrationDocument): boolean {
  return data.visibility === "confidential";
}

function openIn({ migrations }: Workspace): MigrationDocument[] {
  return migrations.filter(({ data }) => !isOver(data.status));
}

function coversIn(document: MigrationDocument, going: Going, usage: Usage): Cover[] {
  const { id } = going;
  const { data } = document;
  const moves = movesOf(data).filter(({ feature }) => feature === usage.feature);
  const ending = moves.filter((move) => ends(move, id, usage));
  const open = moves.filter((move) => isOpenFor(move, id, document));
  // Renamed in place, or taken out of the file, the offering leaves every list by itself.
  const isRenamed = Object.values(data.offerings ?? {}).some((offering) => offering.in_place_of === id);
  const isRemoved = isList(usage) && own(data.replaces, id)?.retire === "remove";
  const isWhole = ending.length === 0 && (isRenamed || isRemoved);
  const found = [
    ...ending.map((move) => ({ moves: [move], isUndecided: false })),
    ...(isWhole ? [{ moves: movesOf(data).filter(({ from }) => from?.includes(id)), isUndecided: false }] : []),
    ...(ending.length === 0 && !isWhole ? open : []).map((move) => ({ moves: [move], isUndecided: true })),
  ];
  return found.map((one) => dated(document, going, one));
}

function dated(
  document: MigrationDocument,
  { workspace, cutoff, instant }: Going,
  { moves, isUndecided }: { readonly moves: readonly Move[]; readonly isUndecided: boolean },
): Cover {
  const ends = moves.flatMap((move) => promisedEnd(workspace.config.data, move)?.at ?? []);
  const end = ends.length === 0 ? undefined : Math.max(...ends);
  const done = Math.max(...moves.map((move) => doneBy(workspace, document, move, instant)), dayOf(instant));
  const isLate = cutoff <= instant || daysBetween(done, cutoff) < 0;
  return { document, ...(end !== undefined && { end }), done, isLate, isUndecided };
}

/** A day that is not over is believed; where none is, what is left to do begins today. */
function doneBy({ config }: Workspace, { data }: MigrationDocument, move: Move, instant: Instant): Instant {
  const promised = promisedEnd(config.data, move)?.at;
  if (promised !== undefined && daysBetween(instant, promised) >= 0) return promised;
  const way = onlyWithdraws(move) ? undefined : wayOf({ config: config.data, migration: data, instant }, move);
  return way === undefined ? instant : endOf(way, dayOf(instant), policyOf(config.data).freezes);
}

/** Whether an entry makes lists shorter and nothing else, which takes no ramp. */
function onlyWithdraws({ to, withdraw, sizes }: Move): boolean {
  return to === undefined && withdraw.length > 0 && Object.keys(sizes).length === 0;
}

/** Whether an entry takes the offering away from where the feature has it. */
function ends({ stage, from, to, withdraw, sizes }: Move, id: string, usage: Usage): boolean {
  if (stage === "absent") return true;
  if (isList(usage)) return withdraw.some((item) => item.id === id);
  if (usage.as === "default") return from?.includes(id) === true && to !== undefined && !to.includes(id);
  const size = own(sizes, usage.size)?.to;
  return size !== undefined && size !== id;
}

/** Whether a planned entry means to leave the offering, without a word yet of what comes then. */
function isOpenFor(
  { stage, from, to, offer, withdraw, sizes }: Move,
  id: string,
  { data }: MigrationDocument,
): boolean {
  if (stage !== "planned" || to !== undefined || offer.length > 0 || Object.keys(sizes).length > 0) return false;
  // Lists alone get shorter by an entry that names no default: that stays where it is.
  return from === undefined ? withdraw.length === 0 && own(data.replaces, id) !== undefined : from.includes(id);
}

function isList({ as }: Usage): boolean {
  return as !== "default" && as !== "size";
}
