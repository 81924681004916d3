import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { GatewayFiles } from "../../../model/gateway.ts";
import { claimsFiles } from "../../../model/stage.ts";
import type { ConfigDocument, MigrationDocument } from "../../../model/workspace.ts";
import type { Edit } from "../edit.ts";
import { isFlow, locateFile } from "./block.ts";
import { desiredEntries } from "./desired.ts";
import { type EntryFile, editEntries } from "./edit-entries.ts";
import { hostsOf } from "./names.ts";
import { problem, withoutRepeats } from "./problems.ts";
import { FEATURES_KEY, MODELS_KEY } from "./read-gateway.ts";
import { verifyResult } from "./verify.ts";
import type { Work } from "./work.ts";

export interface GatewayEdits {
  /** Edits of models.yml and of unit_primitives.yml, sorted. None at all where there is a problem. */
  readonly models: readonly Edit[];
  readonly features: readonly Edit[];
  readonly problems: readonly Diagnostic[];
}

const NOTHING: GatewayEdits = { models: [], features: [], problems: [] };

/** What one migration does to the gateway's files. The result is read again and has to be what was asked for. */
export function editGateway(input: {
  readonly gateway: GatewayFiles;
  readonly migration: MigrationDocument;
  /** Its providers may name hosts that ids end in, beside those that the gateway uses. */
  readonly config?: ConfigDocument;
}): GatewayEdits {
  const { gateway, migration, config } = input;
  if (!claimsFiles(migration.data.status)) return NOTHING;
  const work: Work = { gateway, document: migration, hosts: hostsOf(config?.data), problems: [] };
  const desired = desiredEntries(work);
  const models = {
    source: gateway.models.source,
    key: MODELS_KEY,
    current: plain(gateway.models),
    last: "deprecation",
    separated: true,
  };
  const features = {
    source: gateway.features.source,
    key: FEATURES_KEY,
    current: plain(gateway.features),
    last: "dev",
    separated: false,
  };
  refuseBrackets(work, models);
  refuseBrackets(work, features);
  if (work.problems.length > 0) return { ...NOTHING, problems: withoutRepeats(work.problems) };
  const edits = {
    models: editEntries(models, desired.models, desired.modelRemovedBy),
    features: editEntries(features, desired.features, desired.featureRemovedBy),
  };
  verifyResult(work, [models, edits.models, desired.models], [features, edits.features, desired.features]);
  return work.problems.length > 0 ? { ...NOTHING, problems: work.problems } : { ...edits, problems: [] };
}

function plain({ entries }: { readonly entries: readonly { readonly entry: unknown }[] }): unknown[] {
  return entries.map(({ entry }) => entry);
}

/** Entries are edited as lines. */
function refuseBrackets({ document, problems }: Work, { source, key, current }: EntryFile): void {
  if (current.length === 0 || !isFlow(locateFile(source), [key])) return;
  const message = `${source.file} has its entries in brackets; only entries with a line each for their keys can be edited`;
  problems.push(problem(document, ["name"], "compile", message));
}
