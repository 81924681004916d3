import { findModel, type GatewayFiles, type GatewayModel, wireName } from "../model/gateway.ts";
import { hostAtEnd } from "../model/host.ts";
import { modelName } from "../model/offering.ts";
import { modelOf } from "../model/offering-name.ts";
import { isMap, mapOf } from "../model/plain-data.ts";
import { nodeAt, type Path, pointer } from "../model/source.ts";
import { familyOf } from "./makers.ts";
import { type Relatives, relativesOf } from "./relative.ts";
import { newWireName, usual } from "./wire-name.ts";
import { indented, inline, OPEN_ENTRY, scalar } from "./yaml-text.ts";

/** Keys of an entry in the order in which people write them. */
const ORDER = [
  "provider",
  "description",
  "cost_indicator",
  "max_context_tokens",
  "proxy_provider",
  "model_class_provider",
  "supports_assistant_prefill",
  "family",
  "params",
  "prompt_params",
];

/** What each host has its own of. */
const OF_HOST = new Set(["provider", "proxy_provider", "model_class_provider"]);
const PARAMS_OF_HOST = ["custom_llm_provider", "model_class_provider", "vertex_ai_location", "max_retries"];
const PROMPT_PARAMS_OF_HOST = ["vertex_location"];

/** What is said of one model, or of one deployment, and never holds for the next. */
const NEVER_COPIED = ["model", "identifier", "api_key", "model_id", "extra_headers", "default_headers"];

/** What is certain to differ from model to model. */
const GUESSED = new Set(["description", "cost_indicator", "max_context_tokens", "max_tokens"]);

/** What holds for one model and not for its line. */
const OF_MODEL = new Set(["description", "cost_indicator", "max_context_tokens", "supports_assistant_prefill"]);

/** A draft of one entry: what it is made of, and for what. */
interface Draft {
  readonly gateway: GatewayFiles;
  readonly id: string;
  readonly hosts: ReadonlySet<string>;
  readonly relatives: Relatives;
}

/**
 * Lines of an entry under `offerings` for an offering that the gateway lacks, as its closest relative stands there.
 * Empty where the gateway has the offering; only marks where nothing there is like it. Comments begin with `~`, so that
 * they stay out of models.yml.
 */
export function newOffering(
  gateway: GatewayFiles,
  id: string,
  from: string | undefined,
  hosts: ReadonlySet<string>,
): string[] {
  if (findModel(gateway, id) !== undefined) return [];
  const relatives = relativesOf(gateway, id, from, hosts);
  return relatives === undefined ? offeringSkeleton(id) : drafted({ gateway, id, hosts, relatives });
}

/** An entry of which only the name is known; the rest is marked. */
export function offeringSkeleton(id: string): string[] {
  return [
    `${scalar(id)}:`,
    `  name: ${scalar(modelName(id))}`,
    `  ${OPEN_ENTRY} the rest of its entry in models.yml`,
    "  # provider: …",
    "  # description: …",
    '  # cost_indicator: "$"',
    "  # max_context_tokens: …",
    "  # model_class_provider: litellm",
    "  # params: { model: …, custom_llm_provider: …, temperature: 0.0, max_tokens: … }",
  ];
}

function drafted(draft: Draft): string[] {
  const { id, relatives } = draft;
  const lines = ORDER.flatMap((key) => {
    if (key === "params") return ["params:", ...indented(paramsLines(draft))];
    if (key === "prompt_params") return promptLines(draft);
    const source = sourceOf(key, relatives);
    const isGuessed = GUESSED.has(key) || (key === "family" && !relatives.isSameLine) || isElsewhere(key, relatives);
    return keyLines(draft, source, [key], isGuessed);
  });
  const marks =
    relatives.atHost === undefined
      ? [`${OPEN_ENTRY} what is of that host`, "# provider: …", "# model_class_provider: litellm"]
      : [];
  return [`${scalar(id)}:`, ...indented([`name: ${scalar(modelName(id))}`, ...marks, ...lines])];
}

/** The class depends on the model as much as on the host. */
function isElsewhere(key: string, { closest, atHost }: Relatives): boolean {
  return key === "model_class_provider" && closest !== atHost;
}

function sourceOf(key: string, { closest, atHost, twin }: Relatives): GatewayModel | undefined {
  if (OF_HOST.has(key)) return atHost;
  if (key === "supports_assistant_prefill") return twin;
  return OF_MODEL.has(key) ? (twin ?? closest) : closest;
}

function paramsLines(draft: Draft): string[] {
  return [modelLine(draft), ...partLines(draft, "params", PARAMS_OF_HOST)];
}

function promptLines(draft: Draft): string[] {
  const lines = partLines(draft, "prompt_params", PROMPT_PARAMS_OF_HOST);
  return lines.length === 0 ? [] : ["prompt_params:", ...indented(lines)];
}

/** What the closest relative has there, in its order; what is of the host comes from an entry of that host. */
function partLines(draft: Draft, part: "params" | "prompt_params", ofHost: readonly string[]): string[] {
  const { closest, atHost } = draft.relatives;
  const keys = new Set([...Object.keys(mapOf(closest.entry[part])), ...ofHost]);
  return [...keys].flatMap((key) => {
    if (NEVER_COPIED.includes(key)) return [];
    if (ofHost.includes(key)) return keyLines(draft, atHost, [part, key], atHost !== closest);
    return keyLines(draft, closest, [part, key], GUESSED.has(key));
  });
}

/** Name at the host: as the host names its relative, else as its maker names it. */
function modelLine({ id, hosts, relatives: { closest, atHost } }: Draft): string {
  const wire = atHost && familyOf(atHost.id) === familyOf(id) ? wireName(atHost.entry) : undefined;
  const made = wire === undefined || atHost === undefined ? undefined : newWireName(wire, atHost.id, id, hosts);
  if (made !== undefined) return `model: ${scalar(made)} # ~ made of that of ${atHost?.id}; to check`;
  const host = hostAtEnd(id, hosts) ?? "its maker";
  const seen = wireName(closest.entry);
  const like = seen === undefined ? "" : ` (${closest.id} is ${seen})`;
  return `model: ${scalar(usual(modelOf(id, hosts)))} ${OPEN_ENTRY} what ${host} calls it${like}`;
}

/** The key as another entry has it; nothing where that lacks it. Numbers keep the way they are written there. */
function keyLines(draft: Draft, from: GatewayModel | undefined, path: Path, isGuessed: boolean): string[] {
  const value = path.reduce<unknown>((entry, key) => mapOf(entry)[key], from?.entry) ?? undefined;
  if (from === undefined || value === undefined || (isMap(value) && Object.keys(value).length === 0)) return [];
  const key = scalar(String(path.at(-1)));
  const note = isGuessed ? ` # ~ as for ${from.id}; to check` : "";
  return [`${key}: ${typeof value === "number" ? written(draft.gateway, from, path, value) : inline(value)}${note}`];
}

function written({ models: { source } }: GatewayFiles, { index }: GatewayModel, path: Path, value: number): string {
  const at = ["models", index, ...path];
  if (!source.nodes.has(pointer(at))) return inline(value);
  const { start, end } = nodeAt(source, at).value;
  const text = source.text.slice(start, end);
  return /^[\d._]+$/.test(text) ? text : inline(value);
}
