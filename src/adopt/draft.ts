import type { BulkMove, FeatureMove } from "../model/schema/migration.gen.ts";

/**
 * Comments of a draft by JSON pointer (RFC 6901) inside its entry, such as `/params/model` or `/offer/0`; "" is the entry
 * itself. Each from `#` on.
 */
export type DraftComments = ReadonlyMap<string, DraftComment>;

export interface DraftComment {
  /** Own-line comments right above the key or item. */
  readonly above?: readonly string[];
  readonly trailing?: string;
}

/** One feature's move in the words of the language: what would stand under `features.<name>`, without dri, eta and the like. */
export interface MoveDraft {
  readonly feature: string;
  readonly entry: FeatureMove;
  readonly comments?: DraftComments;
}

/** The same move of several features: what would stand under `bulk`. */
export interface BulkDraft {
  readonly features: readonly string[];
  readonly select?: BulkMove["select"];
  readonly entry: FeatureMove;
  readonly comments?: DraftComments;
}

/** What the language cannot say. */
export interface Unexpressed {
  /** Name of the gateway file, as its source calls it. */
  readonly file: string;
  /** 1-based, in the file as it was before or as it is after. */
  readonly line: number;
  readonly side: "before" | "after";
  /** One sentence, lower case, without full stop. */
  readonly message: string;
}

export interface FeaturesDraft {
  readonly features: readonly MoveDraft[];
  readonly bulk: readonly BulkDraft[];
  readonly unexpressed: readonly Unexpressed[];
}

/** What is said about offerings, as far as the features have to know. */
export interface OfferingsDraft {
  /** New id by old one, of entries that `in_place_of` renames: every list that names the old one names the new one by itself. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Ids with `retire: remove`: they leave every list by themselves. */
  readonly removed: ReadonlySet<string>;
  /** Ids of models.yml after renaming and placing, and before anything is retired: new ids enter lists in this order. */
  readonly order: readonly string[];
}
