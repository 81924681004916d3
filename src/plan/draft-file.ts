import { normalizeBody, parseMarker } from "../model/marker.ts";
import { type ResourceKey, referencesIn } from "../model/reference.ts";
import type { FileResource } from "../model/resource.ts";
import { readable } from "./body.ts";
import { basisOf, digestOf } from "./digest.ts";
import { draftOf, type Findings, NOTHING } from "./draft.ts";
import { decideFile, type FileDecision, openEdits, shortName } from "./file.ts";
import { editsDigest } from "./file-digest.ts";
import type { Notice, TextDiff } from "./plan.ts";
import { settleFile } from "./settle.ts";
import { diffBody, diffText } from "./text-diff.ts";
import type { World } from "./world.ts";

export interface FileFindings extends Findings {
  /** What flags have to wait for; undefined when the target holds what is wanted. */
  readonly waitsFor: string | undefined;
}

/** The merge request of one migration in one target. */
export function draftFile(
  world: World,
  wanted: FileResource,
  all: ReadonlyMap<ResourceKey, FileResource>,
): FileFindings {
  const place = world.input.observation.hidden?.find(({ kind, home }) => kind === "proposals" && home === wanted.home);
  if (place !== undefined) return unseen(wanted, place.reason);
  const { desired, notices } = settleFile(world, wanted);
  const findings = draftSettled(world, desired, all);
  // Reviewers matter while a merge request is made; later they are its people's business.
  const isMade = findings.drafts.some(({ action }) => action === "create");
  return isMade ? { ...findings, notices: [...findings.notices, ...notices] } : findings;
}

function draftSettled(world: World, desired: FileResource, all: ReadonlyMap<ResourceKey, FileResource>): FileFindings {
  const { input, facts } = world;
  const live = world.proposalOf(desired);
  const [blocker] = desired.needs;
  if (blocker !== undefined) return waitForOther(world, desired, blocker, all.get(blocker));
  const context = {
    link: world.link,
    user: input.user,
    isSaid: input.scope.user !== undefined,
    source: facts(desired.migration).digest.slice(0, 16),
  };
  const decision = decideFile(desired, live, context);
  const common = { key: desired.key, migration: desired.migration, url: live?.url };
  const name = live === undefined ? "" : shortName(live);
  const place = `${name} in ${desired.home}`;
  const leak = decision.verdict === "create" || decision.verdict === "update" ? leakOf(world, desired) : undefined;
  if (leak !== undefined) return { ...NOTHING, conflicts: [{ ...common, ...leak }], waitsFor: desired.key };
  switch (decision.verdict) {
    case "merged":
      return { ...NOTHING, waitsFor: undefined };
    case "create":
      return {
        ...NOTHING,
        drafts: [createDraft(world, desired, decision)],
        waitsFor: `the merge request of ${desired.key}`,
      };
    case "update":
    case "close":
      return {
        ...NOTHING,
        drafts: [updateDraft(world, desired, decision)],
        waitsFor: decision.verdict === "close" ? undefined : place,
      };
    case "pending": {
      const notices = [
        pending(desired, name, live?.url),
        ...decision.edited.map((block) => keptSection(common, place, block)),
      ];
      return { ...NOTHING, notices, waitsFor: place };
    }
    case "declined": {
      const by = decision.by === undefined ? "a person" : `@${decision.by}`;
      const message = `${name} in ${desired.home} was declined by ${by}; it is proposed again when its edits change`;
      return {
        ...NOTHING,
        notices: [{ ...common, kind: "declined", message, reference: `${desired.home}${name}` }],
        waitsFor: `declined ${place}`,
      };
    }
    case "conflict": {
      const { message, fix } = decision;
      return { ...NOTHING, conflicts: [{ ...common, message, fix }], waitsFor: place };
    }
  }
}

/** What may be there is unknown, so nothing is made and nothing goes on that waits for it. */
function unseen({ key, migration, home, edits, needs }: FileResource, reason: string): FileFindings {
  if (edits.length + needs.length === 0) return { ...NOTHING, waitsFor: undefined };
  const message = `${key} is left alone: the merge requests of ${home} cannot be seen (${reason})`;
  return { ...NOTHING, notices: [{ kind: "unknown", key, migration, message }], waitsFor: `access to ${home}` };
}

/** A merge request shows its texts to everybody who may read its project, long before it is merged. */
function leakOf({ input, facts }: World, { key, migration, home, target }: FileResource) {
  const visibility = input.observation.visibility?.[home] ?? "private";
  if (!facts(migration).confidential || visibility === "private") return undefined;
  const message = `${key} would show in ${home}, which is ${visibility}, what migration ${migration} keeps confidential`;
  const fix = `wait until the migration is announced ("visibility: public"), or name a private project in targets.${target}.project`;
  return { message, fix };
}

function createDraft(world: World, desired: FileResource, { thing }: Extract<FileDecision, { verdict: "create" }>) {
  return draftOf(world, desired, {
    id: "create",
    action: "create",
    level: "file",
    summary: `open a merge request in ${desired.home}: ${count(thing.files.length)}${undone(world, desired)}`,
    fields: [
      { path: "title", after: thing.title },
      { path: "branch", after: `${thing.branch} into ${thing.base}` },
      ...(thing.labels.length > 0 ? [{ path: "labels", after: thing.labels }] : []),
      ...(thing.reviewers.length > 0 ? [{ path: "reviewers", after: thing.reviewers }] : []),
    ],
    diffs: [...fileDiffs(world, desired), diffBody("", readable(thing.body))],
    effect: { do: "create", thing },
    basis: { regions: regionsOf(desired), migration: world.facts(desired.migration).digest },
    needs: namedIn(desired),
    waitsFor: desired.requires,
    // Nothing is there that it could be about: an older merge request of the branch is done with.
    at: undefined,
    url: undefined,
  });
}

/** What was merged and is wanted once more was taken back by people: they say no for good by closing the new one. */
function undone(world: World, desired: FileResource): string {
  const before = world.proposalOf(desired);
  const isSame = before && parseMarker(before.body)?.applied.edits === editsDigest(desired);
  if (before?.state !== "merged" || !isSame) return "";
  return ` (${shortName(before)} was merged, and ${desired.base} does not hold it any more)`;
}

function updateDraft(
  world: World,
  desired: FileResource,
  decision: Extract<FileDecision, { verdict: "update" | "close" }>,
) {
  const { verdict, patch, why } = decision;
  const live = world.proposalOf(desired);
  const name = live === undefined ? "" : shortName(live);
  const verb = verdict === "close" ? "close" : patch.rebuild === undefined ? "describe" : "rebuild";
  const body = patch.body === undefined ? [] : [diffBody(readable(live?.body ?? ""), readable(patch.body))];
  return draftOf(world, desired, {
    id: verdict,
    action: verdict,
    level: "file",
    summary: `${verb} ${name} in ${desired.home}: ${why}`,
    fields: [
      ...(verdict === "close" ? [{ path: "state", before: "open", after: "closed" }] : []),
      ...(patch.title === undefined ? [] : [{ path: "title", before: live?.title, after: patch.title }]),
    ],
    diffs: [
      ...(patch.rebuild === undefined ? [] : fileDiffs(world, desired)),
      ...body.filter(({ hunks }) => hunks !== ""),
    ],
    effect: { do: "update-proposal", patch },
    basis: {
      object: live && basisOf(live),
      regions: patch.rebuild && regionsOf(desired),
      migration: world.facts(desired.migration).digest,
    },
    needs: namedIn(desired),
    waitsFor: desired.requires,
  });
}

function waitForOther(
  world: World,
  desired: FileResource,
  blocker: ResourceKey,
  other: FileResource | undefined,
): FileFindings {
  const live = other && world.proposalOf(other);
  const name = live?.state === "open" ? shortName(live) : `the merge request of ${blocker}`;
  const notice: Notice = {
    kind: "waiting",
    key: desired.key,
    migration: desired.migration,
    message: `the edits of ${desired.key} build on those of ${blocker} and wait for ${name}`,
    url: live?.url,
    reference: live?.state === "open" ? `${live.locator.home}${name}` : name,
  };
  return { ...NOTHING, notices: [notice], waitsFor: name };
}

function pending({ key, migration, home, requires }: FileResource, name: string, url: string | undefined): Notice {
  const blockers = requires.length === 0 ? "" : `, which needs ${requires.join(" and ")} merged first`;
  return {
    kind: "waiting",
    key,
    migration,
    message: `waiting for ${name} in ${home}${blockers}`,
    url,
    reference: `${home}${name}`,
  };
}

function keptSection(common: Pick<Notice, "key" | "migration" | "url">, name: string, block: string): Notice {
  return { ...common, kind: "kept", message: `section "${block}" of ${name} was edited by a person and stays` };
}

/** Digests of the texts that the edits were made to. */
function regionsOf({ edits }: FileResource): Record<string, string> {
  return Object.fromEntries(edits.map(({ path, before }) => [path, digestOf(before ?? null)]));
}

function fileDiffs(world: World, desired: FileResource): TextDiff[] {
  return openEdits(desired, world.link).map(({ path, before, after, causes }) => diffText(path, before, after, causes));
}

function namedIn({ edits, blocks }: FileResource): ResourceKey[] {
  const texts = [...edits.map(({ after }) => after ?? ""), ...blocks.map(({ text }) => normalizeBody(text))];
  return [...new Set(texts.flatMap(referencesIn))];
}

function count(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}
