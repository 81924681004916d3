import type { ResourceKey } from "../model/reference.ts";
import type { Resource } from "../model/resource.ts";
import type { Change, Conflict, FieldChange, Notice, TextDiff } from "./plan.ts";
import { withoutText } from "./text-diff.ts";
import type { World } from "./world.ts";

/**
 * Order in which a plan is applied. Down comes first: it waits for nothing. The rest goes so that everything that is
 * named exists before what names it.
 */
export const LEVELS = [
  "lower",
  "lowered",
  "comment",
  "feature",
  "main",
  "relation",
  "claim",
  "flag",
  "file",
  "intent",
  "raise",
  "note",
] as const;
export type Level = (typeof LEVELS)[number];

/** A change before its dependencies and holds are known. */
export interface Draft extends Omit<Change, "dependsOn" | "held"> {
  readonly level: Level;
  /** Keys of things that must exist: found there, or made by a change before this one. */
  readonly needs: readonly ResourceKey[];
  /** Keys whose changes in this plan come first, or ids of single changes. */
  readonly follows: readonly ResourceKey[];
  /** Key without a change of which before this one nothing is done: what makes a flag's name ours, what a note is about. */
  readonly onlyWith?: ResourceKey | undefined;
}

export interface Findings {
  readonly drafts: readonly Draft[];
  readonly conflicts: readonly Conflict[];
  readonly notices: readonly Notice[];
}

export const NOTHING: Findings = { drafts: [], conflicts: [], notices: [] };

export function joined(findings: readonly Findings[]): Findings {
  return {
    drafts: findings.flatMap(({ drafts }) => drafts),
    conflicts: findings.flatMap(({ conflicts }) => conflicts),
    notices: findings.flatMap(({ notices }) => notices),
  };
}

type Own = "action" | "level" | "summary" | "effect" | "basis";
type Optional =
  | "fields"
  | "diffs"
  | "needs"
  | "follows"
  | "onlyWith"
  | "cause"
  | "at"
  | "url"
  | "record"
  | "waitsFor"
  | "take";

/** Fills in what a change takes from the resource that it is about; texts of what is confidential are left out. */
export function draftOf(
  world: World,
  desired: Resource,
  own: { readonly id: string } & Pick<Draft, Own> & Partial<Pick<Draft, Optional>>,
): Draft {
  const { kind, key, migration, feature } = desired;
  const thing = world.things.get(key);
  const confidential = isConfidential(world, desired);
  const { id, fields = [], diffs = [], ...rest } = own;
  return {
    kind,
    key,
    migration,
    feature,
    confidential,
    cause: desired.cause,
    needs: [],
    follows: [],
    waitsFor: [],
    at: thing?.locator,
    url: thing?.url,
    desired,
    take: world.input.take?.get(key),
    ...rest,
    id: `${key}:${id}`,
    fields: isSecret(world, desired, own.action) ? fields.map(({ path }): FieldChange => ({ path })) : fields,
    diffs: confidential ? diffs.map((diff): TextDiff => withoutText(diff)) : diffs,
  };
}

/**
 * True while not even titles and labels may be shown. What is to be made for a migration that everybody may read says no
 * more in its fields than that file; on what is there, people may have written something else.
 */
export function isSecret(world: World, desired: Resource, action: Draft["action"]): boolean {
  return isConfidential(world, desired) && (action !== "create" || world.facts(desired.migration).confidential);
}

/** True while no text of the object may be shown: of itself, also where people made it so, or because its migration is not announced. */
function isConfidential({ facts, ownership }: World, desired: Resource): boolean {
  const own = (desired.kind === "epic" || desired.kind === "issue") && desired.confidential;
  return own || ownership.holders.get(desired.key)?.item.confidential === true || facts(desired.migration).confidential;
}
