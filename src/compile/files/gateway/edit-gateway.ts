import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { GatewayFiles } from "../../../model/gateway.ts";
import { movesOf } from "../../../model/move.ts";
import { hostsOf } from "../../../model/offering-name.ts";
import { sameData } from "../../../model/plain-data.ts";
import { claimsFiles } from "../../../model/stage.ts";
import type { ConfigDocument, MigrationDocument } from "../../../model/workspace.ts";
import type { Edit } from "../edit.ts";
import { desiredEntries } from "./desired.ts";
import { editEntries, entriesAfter } from "./edit-entries.ts";
import { problem, withoutRepeats } from "./problems.ts";
import { FEATURES_KEY, MODELS_KEY, readGateway } from "./read-gateway.ts";
import { refuseShape } from "./refuse-shape.ts";
import { type VerifiedHalf, verifyResult } from "./verify.ts";
import type { Work } from "./work.ts";

export interface GatewayEdits {
  /** Edits of models.yml and of unit_primitives.yml, sorted. None at all where there is a problem. */
  readonly models: readonly Edit[];
  readonly features: readonly Edit[];
  readonly problems: readonly Diagnostic[];
  /** The files with the edits made; undefined where there is a problem. */
  readonly result?: GatewayFiles | undefined;
}

const NOTHING: GatewayEdits = { models: [], features: [], problems: [] };

/**
 * What one migration does to the gateway's files. The result is read again: it has to be what was asked for, and asking
 * once more must change nothing.
 */
export function editGateway(input: {
  readonly gateway: GatewayFiles;
  readonly migration: MigrationDocument;
  /** Its providers may name hosts that ids end in, beside those that the gateway uses. */
  readonly config?: ConfigDocument;
  /** How the result is read: all at once, unless it is worth while to remember what the entries say. */
  readonly read?: typeof readGateway;
}): GatewayEdits {
  const { gateway, migration, config, read = readGateway } = input;
  if (!claimsFiles(migration.data.status)) return { ...NOTHING, result: gateway };
  const moves = movesOf(migration.data);
  const work: Work = { gateway, document: migration, moves, hosts: hostsOf(config?.data), problems: [] };
  const edits = makeEdits(work);
  let result: GatewayFiles | undefined = gateway;
  if (edits !== undefined && edits.models.length + edits.features.length > 0) {
    result = verifyResult(work, edits.modelHalf, edits.featureHalf, read);
    if (result !== undefined) refuseUnrest(work, result);
  }
  if (edits === undefined || work.problems.length > 0) return { ...NOTHING, problems: withoutRepeats(work.problems) };
  return { models: edits.models, features: edits.features, problems: [], result };
}

interface MadeEdits {
  readonly models: readonly Edit[];
  readonly features: readonly Edit[];
  readonly modelHalf: VerifiedHalf;
  readonly featureHalf: VerifiedHalf;
}

/** Undefined where there are problems; they are noted. */
function makeEdits(work: Work): MadeEdits | undefined {
  const { gateway, problems } = work;
  const desired = desiredEntries(work);
  const modelFile = {
    source: gateway.models.source,
    key: MODELS_KEY,
    current: plain(gateway.models),
    last: "deprecation",
    separated: true,
  };
  const featureFile = {
    source: gateway.features.source,
    key: FEATURES_KEY,
    current: plain(gateway.features),
    last: "dev",
    separated: false,
  };
  refuseShape(work, modelFile, desired.models);
  refuseShape(work, featureFile, desired.features);
  if (problems.length > 0) return undefined;
  const models = editEntries(modelFile, desired.models, desired.modelRemovedBy);
  const features = editEntries(featureFile, desired.features, desired.featureRemovedBy);
  return {
    models,
    features,
    modelHalf: { file: modelFile, edits: models, desired: desired.models },
    featureHalf: { file: featureFile, edits: features, desired: desired.features },
  };
}

/** A migration whose wishes contradict each other would change its own result again, for ever. */
function refuseUnrest(work: Work, result: GatewayFiles): void {
  const again: Work = { ...work, gateway: result, problems: [] };
  const edits = makeEdits(again);
  const change = edits && [...edits.models, ...edits.features][0];
  const id = edits && (restless(edits.modelHalf) ?? restless(edits.featureHalf));
  const reason =
    again.problems[0]?.message ??
    (change && `line ${change.cause.line} would change ${id === undefined ? "the files" : `"${id}"`} once more`);
  if (reason === undefined) return;
  const message = `the wishes of this migration contradict each other; on its own result: ${reason}`;
  work.problems.push(problem(work.document, ["name"], "compile", message));
}

/** The first entry that would not be left as it is where it is; a comment does not count. */
function restless({ file: { current }, desired }: VerifiedHalf): string | undefined {
  return entriesAfter(current, desired)
    .map((entry, index) => (sameData(entry, current[index]) ? undefined : desired[index]?.id))
    .find((id) => id !== undefined);
}

function plain({ entries }: { readonly entries: readonly { readonly entry: unknown }[] }): unknown[] {
  return entries.map(({ entry }) => entry);
}
