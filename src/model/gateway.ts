import { mapOf } from "./plain-data.ts";
import type { SourceDocument } from "./source.ts";

/** The files in the folder of a gateway. */
export const GATEWAY_FILES = ["models.yml", "unit_primitives.yml"] as const;

/** One entry of `models.yml`: an offering as the gateway knows it. Paths lead to it in `GatewayFiles.models.source`. */
export interface GatewayModel {
  readonly id: string;
  /** Position in the list `models`. */
  readonly index: number;
  /** The whole entry as plain data, read by YAML 1.1 rules. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** One entry of `unit_primitives.yml`, both spellings of the default folded into `defaults`. */
export interface GatewayFeature {
  readonly name: string;
  /** Position in the list `configurable_unit_primitives`. */
  readonly index: number;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly defaults: readonly string[];
  /** Key that carries the defaults in this file: a scalar before 2026-04-14, a list since. */
  readonly defaultsKey: "default_model" | "default_models";
  /** Undefined when the key is absent: then the feature has no pick list. */
  readonly selectable: readonly string[] | undefined;
  readonly beta: readonly string[] | undefined;
  readonly dev: readonly string[] | undefined;
  readonly sizes: Readonly<Record<string, string>>;
}

/** Both gateway files, parsed and located. */
export interface GatewayFiles {
  readonly models: { readonly source: SourceDocument; readonly entries: readonly GatewayModel[] };
  readonly features: { readonly source: SourceDocument; readonly entries: readonly GatewayFeature[] };
}

/** Whether the list that a file is made of stands in it more than once: then most of its entries are hidden. */
export function listsTwice({ repeats = [] }: SourceDocument): boolean {
  return repeats.some(({ path }) => path.length === 1);
}

/** Last entry with that id: the gateway loads the list into a map, so the last one wins. */
export function findModel(files: GatewayFiles, id: string): GatewayModel | undefined {
  return files.models.entries.findLast((model) => model.id === id);
}

/** Last entry of that feature setting, for the same reason. */
export function findFeature(files: GatewayFiles, name: string): GatewayFeature | undefined {
  return files.features.entries.findLast((feature) => feature.name === name);
}

/** The entries that count: the gateway forgets one that a later one of its id overrules. */
export function modelsIn({ models: { entries } }: GatewayFiles): GatewayModel[] {
  const last = new Map(entries.map((model) => [model.id, model]));
  return entries.filter((model) => last.get(model.id) === model);
}

/** What the host calls an entry's model; undefined where the entry does not say. */
export function wireName({ params }: Readonly<Record<string, unknown>>): string | undefined {
  const { model } = mapOf(params);
  return typeof model === "string" ? model : undefined;
}
