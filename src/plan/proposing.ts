import { parseMarker } from "../model/marker.ts";
import type { Observation, ObservedProposal } from "../model/observed.ts";
import type { Block, FileResource } from "../model/resource.ts";
import { digestOf } from "./digest.ts";
import type { MigrationFacts } from "./world.ts";

/** A file of the workspace that Cutover itself proposes, by a merge request of its own. */
export interface Proposed {
  /** Name of its branch and, as a migration's, of its merge request. */
  readonly name: string;
  /** From the root of the repository. */
  readonly path: string;
  /** As the workspace has it; undefined for a new one. */
  readonly before?: string | undefined;
  readonly text: string;
  /** Conventional commit. */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** What the text follows from. While that is the same, another text, as of another day, is no reason to write. */
  readonly cause: string;
  /** True where not all that it follows from could be looked at: then what people have of it already is not written anew. */
  readonly isPartial?: boolean;
}

/** Where merge requests of a workspace's own files go. */
export interface ProposingPlace {
  readonly project: string;
  readonly base: string;
  /** Second part of their branches. */
  readonly part: string;
  readonly commit?: string | undefined;
  /** Texts at the head of `base`, by path from the root. */
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** What people have made of it, where that is for them alone to change. */
export type Standing =
  | { readonly kind: "open"; readonly live: ObservedProposal }
  | { readonly kind: "dismissed"; readonly live: ObservedProposal }
  /** The text that it was made from is not the one that stands there. */
  | { readonly kind: "behind" };

export function proposedFile(proposed: Proposed, place: ProposingPlace, labels: readonly string[]): FileResource {
  const { name, path, text: after, title, blocks } = proposed;
  const cause = { file: path, line: 1 };
  const before = place.files.get(path);
  const edits = before === after ? [] : [{ path, before, after, causes: [cause] }];
  return { ...bare(name, place), base: place.base, cause, title, blocks, labels, edits };
}

/** What is wanted of a merge request of ours whose file nobody wants any more: nothing, so that it is closed. */
export function withdrawn(live: ObservedProposal, place: ProposingPlace): FileResource {
  const name = live.branch.split("/").at(-1) ?? "";
  return {
    ...bare(name, place),
    base: live.base,
    cause: { file: live.branch, line: 1 },
    title: live.title,
    blocks: [],
    labels: [],
    edits: [],
  };
}

/** Undefined where it is for us to make or to write. */
export function standingOf(
  proposed: Proposed,
  { files, base }: ProposingPlace,
  live: ObservedProposal | undefined,
  user: string,
): Standing | undefined {
  const { path, text, before, isPartial = false } = proposed;
  const head = files.get(path);
  const own = live?.author === user && live.base === base ? live : undefined;
  if (isPartial && own?.state === "open") return { kind: "open", live: own };
  if (head === text) return undefined;
  if (head !== before) return { kind: "behind" };
  if (own === undefined || !(isPartial || isSameCause(proposed, own))) return undefined;
  if (own.state === "open") return { kind: "open", live: own };
  return own.state === "closed" && own.closedBy !== user ? { kind: "dismissed", live: own } : undefined;
}

/**
 * The look without what is not about these files. What was merged once and is gone by now would not be proposed again;
 * with another cause it is.
 */
export function proposingLook(look: Observation, proposed: readonly (Proposed & { readonly branch: string })[]) {
  const isNew = (live: ObservedProposal) =>
    proposed.some((one) => one.branch === live.branch && !isSameCause(one, live));
  return {
    ...look,
    items: [],
    strays: [],
    proposals: look.proposals.map((live) =>
      live.state === "merged" && isNew(live) ? { ...live, head: new Map<string, undefined>() } : live,
    ),
    unknown: { ...look.unknown, labels: [] },
  };
}

/** Each stands for itself, as a migration does; its digest is what the marker keeps as `source`. */
export function proposedFacts({ name, path, cause }: Pick<Proposed, "name" | "path" | "cause">): MigrationFacts {
  return { name, file: path, digest: digestOf(cause), status: "active", confidential: false, adopted: [] };
}

function isSameCause(proposed: Proposed, { body }: ObservedProposal): boolean {
  const source = parseMarker(body)?.applied.source;
  return source !== undefined && source !== "" && proposedFacts(proposed).digest.startsWith(source);
}

function bare(name: string, { project, part, commit }: ProposingPlace) {
  return {
    kind: "file",
    key: `file/${name}/${part}`,
    migration: name,
    target: part,
    home: project,
    commit,
    branch: `cutover/${part}/${name}`,
    reviewers: [],
    requires: [],
    needs: [],
  } as const;
}
