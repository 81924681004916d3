import type { Migration } from "../../model/schema/migration.gen.ts";
import type { Path } from "../../model/source.ts";
import { inEntries, textsAt, valuesAt } from "./values.ts";

/** A place where a migration names an offering. */
export interface Mention {
  readonly id: string;
  readonly path: Path;
  /** The id is the key at `path`, not the value. */
  readonly isKey?: boolean;
  /** What is moved away from may be gone already; what is moved to may not. */
  readonly past: boolean;
}

const FUTURE = [
  ...inEntries(["to", "offer", "offer.*.id", "sizes.*", "sizes.*.to"]),
  "candidates.offerings.*.id",
] as const;

const PAST = [
  ...inEntries(["from", "offer.*.after", "offer.*.before", "withdraw", "withdraw.*.id", "sizes.*.from"]),
  "bulk.*.select.default_is",
  "bulk.*.select.lists",
  "offerings.*.in_place_of",
  "offerings.*.place.after",
  "offerings.*.place.before",
] as const;

/** Every offering that a migration names, but for those that it declares itself. */
export function mentionsOf(migration: Migration): Mention[] {
  const find = (patterns: readonly string[], past: boolean): Mention[] =>
    patterns.flatMap((pattern) => textsAt(migration, pattern).map(({ path, value }) => ({ id: value, path, past })));
  const replaced = valuesAt(migration, "replaces.*").map(({ path }) => ({
    id: String(path.at(-1)),
    path,
    isKey: true,
    past: true,
  }));
  return [...replaced, ...find(FUTURE, false), ...find(PAST, true), ...flagMentions(migration)];
}

/** The two sides of a flag are offerings only where it switches the model. */
function flagMentions(migration: Migration): Mention[] {
  return inEntries(["flag"]).flatMap((pattern) =>
    valuesAt(migration, pattern).flatMap(({ path, value }) => {
      const [controls] = textsAt(value, "controls");
      if (controls !== undefined && controls.value !== "model") return [];
      return ["off", "on"].flatMap((side) =>
        textsAt(value, side).map((text) => ({ id: text.value, path: [...path, side], past: side === "off" })),
      );
    }),
  );
}
