import { referencesIn, resolveReferences } from "../model/reference.ts";
import type { FileEdit, FileResource } from "../model/resource.ts";
import { digestOf } from "./digest.ts";
import type { Link } from "./item.ts";
import { essenceOf } from "./text-diff.ts";

/** Digest of what a migration changes in a target, which stays the same while the target moves elsewhere. */
export function editsDigest({ edits }: FileResource): string {
  return digestsOf(edits).edits;
}

/**
 * The same with the lines around each edit: a branch that was made for one of this digest still applies to the head, and
 * gives what is wanted there. Undefined where the head holds everything but for links, which are known later.
 */
export function placedDigest({ edits }: FileResource): string | undefined {
  return digestsOf(edits).placed;
}

/** Digest of where the links in the edits lead now; undefined where they have none. */
export function linksDigest({ edits }: FileResource, link: Link): string | undefined {
  const keys = [...new Set(edits.flatMap(({ after }) => referencesIn(after ?? "")))].sort();
  return keys.length === 0 ? undefined : digestOf(keys.map((key) => [key, link(key) ?? null]));
}

interface Digests {
  readonly edits: string;
  readonly placed: string | undefined;
}

// Both need the differences between whole files, and are asked for several times in every plan.
const known = new WeakMap<readonly FileEdit[], Digests>();

function digestsOf(edits: readonly FileEdit[]): Digests {
  const found = known.get(edits);
  if (found !== undefined) return found;
  const digest = (some: readonly FileEdit[], around: number) =>
    digestOf(some.map(({ path, before, after }) => [path, essenceOf(before, after, around)]));
  const open = edits.filter((edit) => !isHeldButForLinks(edit));
  const digests = {
    edits: digest(edits, 0),
    placed: open.length === 0 ? undefined : digest(open, AROUND),
  };
  known.set(edits, digests);
  return digests;
}

/** Lines on both sides that git has to find again where it is to apply a change. */
const AROUND = 3;

function isHeldButForLinks({ before, after }: FileEdit): boolean {
  if (before === undefined || after === undefined || referencesIn(after).length === 0) return false;
  const parts = resolveReferences(after, () => "\0").split("\0");
  return new RegExp(`^${parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\S+")}$`).test(before);
}
