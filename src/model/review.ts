import { isMap } from "./plain-data.ts";
import type { ResourceKey } from "./reference.ts";

/**
 * What the readers of a plan note saw, as digests: apply carries out nothing else. Written into the marker of the note.
 */
export interface Review {
  /** Commit that the plan was made of. */
  readonly commit: string;
  /** Digest of what each change does, by its id; those that a hold keeps back are among them. */
  readonly changes: Readonly<Record<string, string>>;
  /** Digest of the lines by which each change of a text was shown, by its id; not of texts that are not shown. */
  readonly shown?: Readonly<Record<string, string>>;
  /**
   * Digest of what is wanted of each flag and file that the plan names at all. Their changes come step by step, when
   * what they wait for is there: whoever merges the wish has agreed to the steps.
   */
  readonly wanted: Readonly<Record<ResourceKey, string>>;
}

/** Whoever may edit a note may write anything into its marker. */
export function isReview(value: unknown): value is Review {
  if (!isMap(value) || typeof value["commit"] !== "string") return false;
  return isDigests(value["changes"]) && isDigests(value["wanted"]) && isDigests(value["shown"] ?? {});
}

function isDigests(value: unknown): boolean {
  return isMap(value) && Object.values(value).every((digest) => typeof digest === "string");
}
