import type { WantedMap } from "../../compile/files/gateway/wanted.ts";
import type { Place } from "../../model/schema/migration.gen.ts";

/** What stands under `offerings.<id>`. */
export interface OfferingDraft {
  readonly id: string;
  /** True for an entry that models.yml lacks. */
  readonly isNew: boolean;
  readonly place?: Place | undefined;
  readonly inPlaceOf?: string | undefined;
  /** The entry's own keys with their comments; those above the map stand above the id. */
  readonly patch: WantedMap;
}

/** What stands under `replaces.<id>`. */
export interface ReplaceDraft {
  readonly id: string;
  /** Without it, the entry is removed. */
  readonly deprecation?: { readonly date: string; readonly removal_version: string } | undefined;
}
