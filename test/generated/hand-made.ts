import { comment } from "./changes/comments.ts";
import * as defaults from "./changes/defaults.ts";
import * as features from "./changes/features.ts";
import * as fields from "./changes/fields.ts";
import * as lists from "./changes/lists.ts";
import * as models from "./changes/models.ts";
import * as swaps from "./changes/swaps.ts";
import { type Draft, draftOf, textsOf } from "./draft.ts";
import { ERAS, type Era } from "./era.ts";
import { type Fact, reverted, subjectsOf } from "./fact.ts";
import { gatewayTexts, type Texts } from "./gateway-text.ts";
import { type Random, randomOf } from "./random.ts";

/** What people do to the files. Each changes the draft and says what it did, or undefined where it cannot be done. */
const CHANGES = {
  "add a model": models.addModel,
  "remove a model": models.removeModel,
  "rename a model": models.renameModel,
  "move a model": models.moveModel,
  "list a model": lists.listModel,
  "add to dev": lists.addToDev,
  promote: lists.promote,
  "take out of lists": lists.unlist,
  reorder: lists.reorder,
  "change groups": lists.changeGroups,
  "set one default": defaults.setOneDefault,
  "set several defaults": defaults.setSeveralDefaults,
  "set all defaults": defaults.setAllDefaults,
  "balance defaults": defaults.balanceDefaults,
  "set a size": defaults.setSize,
  "edit fields": fields.editFields,
  deprecate: fields.deprecate,
  "change a deprecation": fields.changeDeprecation,
  "add a feature last": features.addFeatureLast,
  "add a feature among others": features.addFeatureAmong,
  "remove a feature": features.removeFeature,
  "rename a feature": features.renameFeature,
  "change primitives": features.changePrimitives,
  "replace everywhere": swaps.replaceEverywhere,
  demote: swaps.demote,
  "create a list": swaps.createList,
  "empty a list": swaps.emptyList,
  comment,
} as const satisfies Record<string, (draft: Draft, random: Random) => readonly Fact[] | undefined>;

type ChangeKind = keyof typeof CHANGES;

/** What can be done to files of an era. */
export function changeKinds(era: Era): ChangeKind[] {
  const { groupIds, sizes, deprecation, defaults: key } = ERAS[era];
  const impossible: readonly (ChangeKind | false)[] = [
    !groupIds && "change groups",
    !sizes && "set a size",
    !deprecation && "deprecate",
    !deprecation && "change a deprecation",
    key === "default_model" && "balance defaults",
  ];
  return (Object.keys(CHANGES) as ChangeKind[]).filter((kind) => !impossible.includes(kind));
}

/** A change as one merge request would make it. */
export interface HandMade {
  readonly seed: number;
  readonly era: Era;
  readonly kinds: readonly ChangeKind[];
  /** True where it takes an earlier change back. */
  readonly isRevert: boolean;
  readonly before: Texts;
  readonly after: Texts;
  readonly facts: readonly Fact[];
}

interface Wish {
  readonly era?: Era;
  /** What it is mainly about. Default: anything. */
  readonly kind?: ChangeKind | undefined;
  /** How many kinds of change at most. Default: 3. */
  readonly most?: number;
  readonly revert?: boolean;
  /** How many entries models.yml has at most. Default: 60. */
  readonly entries?: number;
}

/** The change of this seed: always the same for the same seed and wish. */
export function handMade(seed: number, { era = "today", kind, most = 3, revert, entries }: Wish = {}): HandMade {
  const random = randomOf(seed);
  const isRevert = revert ?? random.chance(0.1);
  const wanted = kind ?? random.pick(changeKinds(era));
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const before = gatewayTexts(random, era, entries);
    const made = changed(before, era, wanted, most, random);
    if (made === undefined) continue;
    const { after, facts, kinds } = made;
    const base = { seed, era, kinds, isRevert };
    if (isRevert) return { ...base, before: after, after: before, facts: facts.map(reverted) };
    return { ...base, before, after, facts };
  }
  throw new Error(`seed ${seed}: "${wanted}" cannot be done in files of the era "${era}"`);
}

function changed(before: Texts, era: Era, first: ChangeKind, most: number, random: Random) {
  const kinds: ChangeKind[] = [];
  let after = before;
  let facts: readonly Fact[] = [];
  const more = random.chance(0.5) ? [] : Array.from({ length: most - 1 }, () => random.pick(changeKinds(era)));
  for (const kind of [first, ...more]) {
    const draft = draftOf(after, era);
    const done = CHANGES[kind](draft, random);
    if (kind === first && kinds.length === 0 && (done ?? []).length === 0) return undefined;
    if (done === undefined || done.length === 0 || meets(facts, done)) continue;
    kinds.push(kind);
    facts = [...facts, ...done];
    after = textsOf(draft);
  }
  return { after, facts, kinds };
}

/** Two changes of one merge request are about different entries, so that what the facts say of one holds. */
function meets(facts: readonly Fact[], more: readonly Fact[]): boolean {
  const subjects = new Set(facts.flatMap(subjectsOf));
  return more.some((fact) => subjectsOf(fact).some((subject) => subjects.has(subject)));
}
