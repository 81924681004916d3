import { type Move, movesOf } from "./move.ts";
import type { Migration } from "./schema/migration.gen.ts";
import type { Path } from "./source.ts";
import { reaches } from "./stage.ts";

/** What a migration asserts about one thing outside. */
export interface Claim {
  /** From general to special, such as `feature duo_chat default`; a claim covers everything below it. */
  readonly subject: readonly [kind: "feature" | "offering" | "flag", name: string, ...rest: string[]];
  /** Equal texts assert the same. */
  readonly value: string;
  /** Where the migration says so. */
  readonly path: Path;
}

const GONE = "is gone";
/** Keys of an offering that say where its entry stands, not what it says. */
const NOT_OF_ENTRY = new Set(["place", "move", "in_place_of"]);

/** All claims of a migration, whatever its status. */
export function claimsOf(migration: Migration): Claim[] {
  return [...movesOf(migration).flatMap(claimsOfMove), ...offeringClaims(migration), ...replacementClaims(migration)];
}

/** Whether both are about the same thing, or one about a part of what the other is about. */
export function overlap(a: Claim, b: Claim): boolean {
  const length = Math.min(a.subject.length, b.subject.length);
  return a.subject.slice(0, length).join("\n") === b.subject.slice(0, length).join("\n");
}

/** `default of "duo_chat"` */
export function describeClaim({ subject: [kind, name, ...rest] }: Claim): string {
  if (rest.length === 0) return `${kind} "${name}"`;
  if (rest[0] === "list") return `"${rest[2]}" in the lists of "${name}"`;
  if (rest[0] === "size") return rest[1] === undefined ? `sizes of "${name}"` : `${rest[1]} size of "${name}"`;
  return `${rest.join(".")} of ${kind === "offering" ? "offering " : ""}"${name}"`;
}

function claimsOfMove(move: Move): Claim[] {
  const { feature, path, entry, effective } = move;
  if (effective === "absent") return [{ subject: ["feature", feature], value: GONE, path: [...path, "stage"] }];
  const claims = [...defaultClaims(move), ...listClaims(move)];
  if (entry.flag !== undefined) claims.push(flagClaim(move));
  // What is planned touches no key of the feature's entry.
  if (effective === "planned") return claims;
  const keys = leaves(entry.entry ?? {}, [...path, "entry"], []);
  claims.push(...keys.map((leaf) => ({ ...leaf, subject: ["feature", feature, ...sizeWord(leaf.subject)] as const })));
  if (entry.define !== undefined) {
    const value = JSON.stringify(entry.define.unit_primitives);
    claims.push({ subject: ["feature", feature, "unit_primitives"], value, path: [...path, "define"] });
  }
  if (entry.formerly !== undefined) {
    claims.push({ subject: ["feature", entry.formerly], value: GONE, path: [...path, "formerly"] });
  }
  return claims;
}

/** A size that is taken out by its key is the one that `sizes` speaks of. */
function sizeWord([key, ...rest]: readonly string[]): string[] {
  return [key === "models_for_size_preference" ? "size" : (key ?? ""), ...rest];
}

/** Below `default` the claim is that the old value stands. */
function defaultClaims({ feature, path, from, to, sizes, effective }: Move): Claim[] {
  const reached = reaches(effective, "default");
  const claims: Claim[] = Object.entries(sizes).map(([size, value]) => ({
    subject: ["feature", feature, "size", size],
    value: JSON.stringify(reached ? value.to : (value.from ?? null)),
    path: [...path, "sizes", size],
  }));
  if (to !== undefined) {
    const value = JSON.stringify(reached ? to : (from ?? null));
    claims.push({ subject: ["feature", feature, "default"], value, path: [...path, "to"] });
  }
  return claims;
}

function listClaims({ feature, path, to, offer, withdraw, effective, entry }: Move): Claim[] {
  const list = effective === "internal" ? "dev" : effective === "beta" ? "beta" : "selectable";
  const inList = (id: string, at: Path): Claim => ({
    subject: ["feature", feature, "list", list, id],
    value: "in",
    path: at,
  });
  const added =
    effective === "planned"
      ? []
      : [
          ...(to ?? []).map((id, index) => inList(id, [...path, "to", ...(Array.isArray(entry.to) ? [index] : [])])),
          ...offer.map(({ id }, index) => inList(id, [...path, "offer", index])),
        ];
  const left = withdraw.flatMap(({ id, at }, index): Claim[] =>
    reaches(effective, at)
      ? ["dev", "beta", "selectable"].map((name) => ({
          subject: ["feature", feature, "list", name, id],
          value: "out",
          path: [...path, "withdraw", index],
        }))
      : [],
  );
  return [...added, ...left];
}

/** Two entries may share a flag only if it does the same for both and stands at the same step. */
function flagClaim({ path, entry: { flag, ramp, step } }: Move): Claim {
  const { name, code: _code, confirmed: _confirmed, ...rest } = flag ?? { name: "" };
  return { subject: ["flag", name], value: JSON.stringify([rest, ramp, step]), path: [...path, "flag", "name"] };
}

function offeringClaims({ offerings }: Migration): Claim[] {
  return Object.entries(offerings ?? {}).flatMap(([id, entry]): Claim[] => {
    const keys = Object.fromEntries(Object.entries(entry).filter(([key]) => !NOT_OF_ENTRY.has(key)));
    const path = ["offerings", id];
    const claims = leaves(keys, path, []).map(
      (leaf): Claim => ({ ...leaf, subject: ["offering", id, ...leaf.subject] }),
    );
    const old = entry.in_place_of;
    return old === undefined
      ? claims
      : [...claims, { subject: ["offering", old], value: GONE, path: [...path, "in_place_of"] }];
  });
}

function replacementClaims({ replaces }: Migration): Claim[] {
  return Object.entries(replaces ?? {}).flatMap(([id, { retire, deprecation }]): Claim[] => {
    const path = ["replaces", id];
    if (retire === "remove") return [{ subject: ["offering", id], value: GONE, path: [...path, "retire"] }];
    if (retire !== "deprecate" || deprecation === undefined) return [];
    const block = { deprecation_date: deprecation.date, removal_version: deprecation.removal_version };
    return Object.entries(block).map(([key, value]) => ({
      subject: ["offering", id, "deprecation", key],
      value: JSON.stringify(value),
      path: [...path, "deprecation", key === "deprecation_date" ? "date" : key],
    }));
  });
}

/** Claims of a patch: one per value that is no map. */
function leaves(
  value: unknown,
  path: Path,
  subject: readonly string[],
): { subject: readonly string[]; value: string; path: Path }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [{ subject, value: JSON.stringify(value), path }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key], [...subject, key]));
}
