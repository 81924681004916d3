import type { BulkDraft, MoveDraft, Unexpressed } from "./draft.ts";
import type { OfferingDraft, ReplaceDraft } from "./offerings/draft.ts";

/** A whole migration before it is text. */
export interface MigrationDraft {
  readonly offerings: readonly OfferingDraft[];
  readonly replaces: readonly ReplaceDraft[];
  readonly features: readonly MoveDraft[];
  readonly bulk: readonly BulkDraft[];
  /** What was found to be beyond the language while it was written. */
  readonly unexpressed: readonly Unexpressed[];
}

export const EMPTY: MigrationDraft = { offerings: [], replaces: [], features: [], bulk: [], unexpressed: [] };

export function isEmpty({ offerings, replaces, features, bulk }: MigrationDraft): boolean {
  return offerings.length + replaces.length + features.length + bulk.length === 0;
}
