import { hostAtEnd } from "../model/host.ts";
import { listOf } from "../model/move.ts";
import { modelName } from "../model/offering.ts";
import type { FeatureMove } from "../model/schema/migration.gen.ts";
import type { MigrationDraft } from "./migration-draft.ts";

/** Names that are said one by one; of more, the number is said. */
const FEW = 3;

/** Sentences that one summary has at most. */
const SENTENCES = 3;

/** What a migration does, a sentence a line. */
export function summaryOf(draft: MigrationDraft): string[] {
  const { offerings, replaces } = draft;
  const moves = movesIn(draft);
  const added = offerings.filter(({ isNew }) => isNew).map(({ id }) => id);
  const renamed = offerings.filter(({ inPlaceOf }) => inPlaceOf !== undefined);
  const patched = offerings.filter(({ isNew, inPlaceOf }) => !isNew && inPlaceOf === undefined).map(({ id }) => id);
  const removed = replaces.filter(({ deprecation }) => deprecation === undefined).map(({ id }) => id);
  const deprecated = replaces.filter(({ deprecation }) => deprecation !== undefined).map(({ id }) => id);
  const gone = moves.filter(({ entry }) => entry.stage === "absent");
  const defined = moves.filter(({ entry }) => entry.define !== undefined && entry.stage !== "absent");
  const sentences = [
    ...(added.length > 0 ? [`Adds ${offeringNames(added)}.`] : []),
    ...renamed.map(({ id, inPlaceOf = "" }) => `${titleOf(id)} takes the place of ${titleOf(inPlaceOf)}.`),
    ...defaultSentences(moves),
    ...offerSentences(moves, added),
    ...(deprecated.length > 0 ? [`Announces the end of ${offeringNames(deprecated)}.`] : []),
    ...(removed.length > 0 ? [`Takes ${offeringNames(removed)} out.`] : []),
    ...withdrawSentences(moves),
    ...(defined.length > 0 ? [`Sets up ${featureNames(defined)}.`] : []),
    ...(gone.length > 0 ? [`Takes ${featureNames(gone)} out.`] : []),
    ...(patched.length > 0 ? [`Changes what models.yml says of ${offeringNames(patched)}.`] : []),
  ];
  return sentences.length === 0 ? ["Changes what features offer."] : sentences.slice(0, SENTENCES);
}

interface NamedMove {
  readonly features: readonly string[];
  readonly entry: FeatureMove;
}

function movesIn({ features, bulk }: MigrationDraft): NamedMove[] {
  return [...features.map(({ feature, entry }) => ({ features: [feature], entry })), ...bulk];
}

function defaultSentences(moves: readonly NamedMove[]): string[] {
  const moving = moves.filter(({ entry }) => entry.to !== undefined);
  const targets = [...new Set(moving.map(({ entry }) => listOf<string>(entry.to).join()))];
  return targets.map((ids) => {
    const own = moving.filter(({ entry }) => listOf<string>(entry.to).join() === ids);
    return `The default of ${featureNames(own)} is now ${offeringNames(ids.split(","))}.`;
  });
}

function offerSentences(moves: readonly NamedMove[], added: readonly string[]): string[] {
  // What becomes the default is said already; here it is named for its place in the list.
  const more = ({ entry: { offer = [], to } }: NamedMove) =>
    idsOf(offer).filter((id) => !listOf<string>(to).includes(id));
  const offering = moves.filter((move) => more(move).length > 0);
  const ids = [...new Set(offering.flatMap(more))];
  if (ids.length === 0) return [];
  const what = ids.every((id) => added.includes(id)) ? (ids.length === 1 ? "it" : "them") : offeringNames(ids);
  const isInternal = offering.every(({ entry }) => entry.stage === "internal");
  return [`Offers ${what} in ${featureNames(offering)}${isInternal ? ", to team members alone" : ""}.`];
}

function withdrawSentences(moves: readonly NamedMove[]): string[] {
  const taking = moves.filter(({ entry }) => (entry.withdraw ?? []).length > 0);
  const ids = idsOf(taking.flatMap(({ entry }) => entry.withdraw ?? []));
  return ids.length === 0 ? [] : [`Takes ${offeringNames(ids)} off the lists of ${featureNames(taking)}.`];
}

function idsOf(items: readonly (string | { readonly id: string })[]): string[] {
  return [...new Set(items.map((item) => (typeof item === "string" ? item : item.id)))];
}

function featureNames(moves: readonly NamedMove[]): string {
  const names = [...new Set(moves.flatMap(({ features }) => features))];
  return names.length > FEW ? `${names.length} features` : joined(names);
}

function offeringNames(ids: readonly string[]): string {
  return ids.length > FEW ? `${ids.length} offerings` : joined(ids.map(titleOf));
}

function titleOf(id: string): string {
  const host = hostAtEnd(id);
  return host === undefined ? modelName(id) : `${modelName(id)} on ${host.charAt(0).toUpperCase()}${host.slice(1)}`;
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
