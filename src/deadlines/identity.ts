import { type GatewayModel, wireName } from "../model/gateway.ts";
import { hostWords } from "../model/host.ts";
import { mapOf } from "../model/plain-data.ts";
import { HOST, MODEL } from "./shape.ts";

/** Where facts of a model are found: who serves it, and the names that facts may have for it, best first. */
export interface Identity {
  readonly host: string;
  readonly keys: readonly [string, ...string[]];
}

/** What LiteLLM calls hosts that sources call something else. */
const ROUTER_WORDS: Readonly<Record<string, string>> = {
  azure_ai: "azure",
  bedrock_converse: "bedrock",
  cohere_chat: "cohere",
  gemini: "google",
  vertex_ai_beta: "vertex",
};

/** How wire names of a host begin where they name the way to it; elsewhere what is before a slash is a maker. */
const ROUTES: Readonly<Record<string, RegExp>> = {
  anthropic: /^(anthropic\/)+/,
  azure: /^(azure(_ai)?\/)+/,
  bedrock: /^.*\//,
  cohere: /^(cohere(_chat)?\/)+/,
  fireworks: /^(fireworks_ai\/)*(accounts\/[^/]+\/models\/)?/,
  google: /^(gemini\/|models\/)+/,
  groq: /^(groq\/)+/,
  mistral: /^(mistral\/)+/,
  openai: /^(openai\/)+/,
  vertex: /^(vertex_ai\/)*((projects\/.*\/)?publishers\/[^/]+\/models\/)?/,
  xai: /^(xai\/)+/,
};

/** Hosts whose pages name models without the day of the snapshot that offerings name. */
const UNDATED: ReadonlySet<string> = new Set(["azure", "vertex"]);

const SELF_HOSTED = "self-hosted";

/** What the lock file takes as the name of an offering. */
const OFFERING = /^[a-z0-9][a-z0-9_.-]*$/;

/** Bare name of a model at a host, under which the facts of all sources and the offerings meet. */
export function modelKey(host: string, id: string): string {
  const name = id.trim().toLowerCase();
  const route = Object.hasOwn(ROUTES, host) ? ROUTES[host] : undefined;
  const bare = (route === undefined ? name : name.replace(route, "")).replace(/@(default|latest)$/, "");
  return (host === "bedrock" ? withoutRegion(bare) : bare).replaceAll("@", "-");
}

/** All names that facts may have for a model, best first: the exact one before one that leaves out the snapshot. */
export function keysOf(host: string, model: string): Identity["keys"] {
  const key = modelKey(host, model);
  const undated = key.replace(/-(20\d{6}|20\d{2}-\d{2}-\d{2})$/, "");
  return UNDATED.has(host) && undated !== key ? [key, undated] : [key];
}

/** Undefined for self-hosted entries, and for what no fact can name. `hosts` are those that the catalog knows. */
export function identityOf(model: GatewayModel, hosts: ReadonlySet<string>): Identity | undefined {
  const host = hostOf(model, hosts);
  const name = wireName(model.entry);
  if (host === undefined || name === undefined || !HOST.is(host) || !OFFERING.test(model.id)) return undefined;
  const keys = keysOf(host, name);
  return keys.every(MODEL.is) ? { host, keys } : undefined;
}

/** Of an entry that no host serves; no source says anything of these, but a person may. */
export function selfHosted({ id, entry }: GatewayModel): Identity | undefined {
  const name = modelKey(SELF_HOSTED, wireName(entry) ?? id);
  return OFFERING.test(id) && MODEL.is(name) ? { host: SELF_HOSTED, keys: [name] } : undefined;
}

function hostOf(model: GatewayModel, hosts: ReadonlySet<string>): string | undefined {
  const words = hostWords(model, hosts);
  if (words.length === 0) return undefined;
  // LiteLLM goes where it is told to before it looks at the name; what people are shown comes last.
  const { custom_llm_provider: named } = mapOf(model.entry["params"]);
  const told = words.find(({ key }) => key === "custom_llm_provider")?.host;
  if (told === undefined && typeof named === "string" && named !== "") return hostOfRouter(named);
  return told ?? words.find(({ host }) => host !== undefined)?.host;
}

function hostOfRouter(word: string): string {
  const name = word.toLowerCase().replace(/\s+/g, "-");
  return (Object.hasOwn(ROUTER_WORDS, name) ? ROUTER_WORDS[name] : undefined) ?? name;
}

/** `global.anthropic.claude-sonnet-4-20250514-v1:0`: the region, the maker and Bedrock's own version say nothing more. */
function withoutRegion(name: string): string {
  const bare = name.replace(/^((us-gov|[a-z][a-z0-9]*)\.)+(?=[a-z])/, "");
  // A second version is another model, unless the day of its snapshot says so already: of `claude-v2:1` it is all the name
  // that there is, and `titan-embed-text-v2:0` came beside `titan-embed-text-v1:2:8k`.
  const version = bare.startsWith("claude-")
    ? /((?<=-20\d{6})-v\d+|(?<=\d[^/]*)-v1)(:\d+)*(:\d+k)?$/
    : /-v1(:\d+)+(:\d+k)?$|(?<=-v\d+):0(:\d+k)?$/;
  return bare.replace(version, "");
}
