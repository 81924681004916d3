import { applyEdits } from "../../compile/files/edit.ts";
import { editGateway } from "../../compile/files/gateway/edit-gateway.ts";
import { readGateway } from "../../compile/files/gateway/read-gateway.ts";
import { loadMigration } from "../../load/validate.ts";
import type { GatewayFiles } from "../../model/gateway.ts";
import type { BulkMove, FeatureMove, Migration } from "../../model/schema/migration.gen.ts";
import { reaches, type Stage } from "../../model/stage.ts";
import type { ConfigDocument } from "../../model/workspace.ts";
import type { OfferingsDraft } from "../draft.ts";
import { type Group, isSingle } from "./group.ts";
import { migrationOf } from "./oracle.ts";

/** The file after an edit that is read and written as `compile` does it; without it, `problems` say what is in the way. */
export interface Checked {
  readonly result?: GatewayFiles;
  readonly problems: readonly string[];
}

/** Tries groups, which are all that is said of features. */
type Check = (groups: readonly Group[]) => Checked;

/** Tries entries on the text of the file, beside a models.yml that has the ids and no more. */
export function createCheck(input: {
  readonly before: GatewayFiles;
  readonly offerings: OfferingsDraft;
  readonly hosts: ReadonlySet<string>;
}): Check {
  const { before } = input;
  const features = { file: before.features.source.file, text: before.features.source.text };
  const models = { file: before.models.source.file, text: modelsText(input.offerings.order) };
  const { gateway } = readGateway(models, features);
  return (groups) => {
    if (gateway === undefined) return { problems: ["the files cannot be read"] };
    try {
      return tryOn(gateway, migrationOf(input.offerings, sectionsOf(groups)), input.hosts);
    } catch (error) {
      // What defeats the editor is as good as refused: it is left out and named.
      return { problems: [error instanceof Error ? error.message : String(error)] };
    }
  };
}

function tryOn(gateway: GatewayFiles, data: Migration, hosts: ReadonlySet<string>): Checked {
  if (Object.keys(data).every((key) => !SECTIONS.includes(key))) return { result: gateway, problems: [] };
  const { document, diagnostics } = loadMigration(JSON.stringify(data), "adopted.yaml");
  if (document === undefined) return { problems: diagnostics.map(({ message }) => message) };
  const { features: edits, problems } = editGateway({ gateway, migration: document, config: configOf(hosts) });
  if (problems.length > 0) return { problems: problems.map(({ message }) => message) };
  const [models, features] = [gateway.models.source, gateway.features.source];
  const edited = applyEdits(features.text, edits);
  if (!("text" in edited)) return { problems: ["two edits touch the same text"] };
  const { gateway: result } = readGateway(models, { ...features, text: edited.text });
  return result === undefined ? { problems: ["the result cannot be read"] } : { result, problems: [] };
}

const SECTIONS = ["offerings", "replaces", "features", "bulk"];

/** As the two sections of a migration. */
function sectionsOf(groups: readonly Group[]): {
  readonly features: Record<string, FeatureMove>;
  readonly bulk: BulkMove[];
} {
  const single = groups
    .filter(isSingle)
    .flatMap(({ features, entry }) => features.map((name) => [name, flagless(entry)] as const));
  const bulk = groups
    .filter((group) => !isSingle(group))
    .map(({ features, entry }) => ({ features: [...features], ...flagless(entry) }));
  return { features: Object.fromEntries(single), bulk };
}

/** From `selectable` on an entry has to say why there is no flag. */
function flagless(entry: FeatureMove): FeatureMove {
  return reaches(entry.stage as Stage, "selectable") ? { ...entry, no_flag: "By hand." } : entry;
}

function modelsText(ids: readonly string[]): string {
  if (ids.length === 0) return "models: []\n";
  return `models:\n${ids.map((id) => `  - name: "x"\n    gitlab_identifier: ${JSON.stringify(id)}\n`).join("\n")}`;
}

function configOf(hosts: ReadonlySet<string>): ConfigDocument {
  const providers = { all: { title: "All", hosts: [...hosts] } };
  const data = { apiVersion: "cutover/v1" as const, kind: "Config" as const, providers };
  return { file: "cutover.yaml", data, source: { file: "cutover.yaml", text: "", nodes: new Map() } } as ConfigDocument;
}
