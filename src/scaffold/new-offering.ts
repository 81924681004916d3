import { findModel, type GatewayFiles, type GatewayModel } from "../model/gateway.ts";
import { hostAtEnd } from "../model/host.ts";
import { modelName } from "../model/offering.ts";
import { lineOf, modelOf } from "../model/offering-name.ts";
import { mapOf } from "../model/plain-data.ts";
import { inline, scalar } from "./yaml-text.ts";

/** Keys of an entry in the order in which people write them. */
const ORDER = [
  "provider",
  "description",
  "cost_indicator",
  "max_context_tokens",
  "proxy_provider",
  "model_class_provider",
  "family",
  "params",
  "prompt_params",
];

/** What is certain to differ from model to model. */
const GUESSED = new Set(["description", "cost_indicator", "max_context_tokens"]);

/**
 * Lines of an entry under `offerings` for an offering that the gateway lacks, as its closest relative stands there.
 * Empty where the gateway has the offering, or nothing like it.
 */
export function newOffering(
  gateway: GatewayFiles,
  id: string,
  from: string | undefined,
  hosts: ReadonlySet<string>,
): string[] {
  if (findModel(gateway, id) !== undefined) return [];
  const relative = relativeOf(gateway, id, from, hosts);
  if (relative === undefined) return [`${id}: {} # to fill in: the entry of models.yml`];
  const { entry } = relative;
  const kept = ORDER.filter((key) => entry[key] !== undefined && entry[key] !== null).map((key) => {
    if (key === "params") return paramsLine(relative, id, hosts);
    const note = GUESSED.has(key) ? ` # as for ${relative.id}; to check` : "";
    return `${key}: ${inline(entry[key])}${note}`;
  });
  return [`${id}:`, ...[`name: ${scalar(modelName(id))}`, ...kept].map((line) => `  ${line}`)];
}

/** The same line of models at the same host, else what is moved away from, else any entry of that host. */
function relativeOf(
  { models }: GatewayFiles,
  id: string,
  from: string | undefined,
  hosts: ReadonlySet<string>,
): GatewayModel | undefined {
  const atHost = models.entries.filter((other) => hostAtEnd(other.id, hosts) === hostAtEnd(id, hosts));
  const inLine = atHost.filter((other) => lineOf(other.id, hosts) === lineOf(id, hosts));
  return (
    inLine.find((other) => other.id === from) ??
    inLine.at(-1) ??
    atHost.at(-1) ??
    models.entries.find((other) => other.id === from)
  );
}

function paramsLine(relative: GatewayModel, id: string, hosts: ReadonlySet<string>): string {
  const params = mapOf(relative.entry["params"]);
  const { model } = params;
  const wire = typeof model === "string" ? wireName(model, relative.id, id, hosts) : undefined;
  const note = wire === undefined ? "to fill in: the model's name at its host" : `as for ${relative.id}; to check`;
  return `params: ${inline(wire === undefined ? params : { ...params, model: wire })} # ${note}`;
}

/** The relative's name at its host with the new model in it and no snapshot; undefined where it holds no model. */
function wireName(model: string, oldId: string, newId: string, hosts: ReadonlySet<string>): string | undefined {
  for (const spell of [dashed, dotted]) {
    const old = spell(modelOf(oldId, hosts));
    if (!model.includes(old)) continue;
    const rest = model.slice(model.indexOf(old) + old.length).replace(/^[-@]\d{4}-?\d{2}-?\d{2}(-v\d+(:\d+)?)?/, "");
    return `${model.slice(0, model.indexOf(old))}${spell(modelOf(newId, hosts))}${rest}`;
  }
  return undefined;
}

function dashed(model: string): string {
  return model.replaceAll("_", "-");
}

function dotted(model: string): string {
  return model.replace(/(?<=_\d+)_(?=\d+(_|$))/g, ".").replaceAll("_", "-");
}
