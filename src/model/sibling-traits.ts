import { type GatewayModel, wireName } from "./gateway.ts";
import { modelNamed } from "./model-name.ts";
import { mapOf } from "./plain-data.ts";
import { compareVersions, versionOf } from "./siblings.ts";
import type { Path } from "./source.ts";

/** A key of an entry that siblings share: one model on several hosts, or a model and the version before it. */
export interface Trait {
  readonly path: Path;
  readonly between: readonly ("hosts" | "versions")[];
  /** The value in a form to compare; undefined where the key means nothing to the entry. */
  form(value: unknown, model: GatewayModel): string | undefined;
  /** The form of leaving the key out. */
  readonly absent: string;
  /** Host whose entries have values of their own. */
  readonly apart?: string;
  /** What the form must be, where that is known of the model. */
  known?(model: GatewayModel, hosts: ReadonlySet<string>): string | undefined;
}

export const TRAITS: readonly Trait[] = [
  { path: ["family"], form: familyForm, absent: "", between: ["hosts", "versions"] },
  { path: ["prompt_params", "stop"], form: stopForm, absent: "", between: ["hosts", "versions"] },
  { path: ["prompt_params", "timeout"], form: plainForm, absent: "", between: ["hosts", "versions"] },
  // Fireworks is busy so often that its entries retry more than all others.
  {
    path: ["params", "max_retries"],
    form: (value) => plainForm(value ?? 1),
    absent: "1",
    apart: "fireworks",
    between: ["hosts", "versions"],
  },
  // Only the maker's own API is behind the proxy.
  { path: ["proxy_provider"], form: plainForm, absent: "", between: ["versions"] },
  // A property of the model, which later ones lost.
  {
    path: ["supports_assistant_prefill"],
    form: prefillForm,
    absent: "false",
    known: knownPrefill,
    between: ["hosts"],
  },
];

/** Words in the names of prompt folders that say where a model is served, not which it is. */
const SERVING: ReadonlySet<string> = new Set(["litellm", "vertex", "bedrock", "fireworks"]);

/** Last Claude that takes a request which ends in an assistant turn. */
const LAST_PREFILL: readonly number[] = [4, 5];

/** What the entry says under the key; undefined for nothing. */
export function readTrait({ entry }: GatewayModel, { path }: Trait): unknown {
  return path.reduce<unknown>((value, key) => mapOf(value)[key], entry) ?? undefined;
}

export function formOf(model: GatewayModel, trait: Trait): string | undefined {
  return trait.form(readTrait(model, trait), model);
}

/**
 * Without folders and words that name a host, such as `vertex` or the middle of `claude_vertex_4_5`; `completion_fim` and
 * `completion_text` are what hosts make of one way to ask.
 */
function familyForm(value: unknown): string {
  const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === "string");
  const bare = names.map((name) =>
    name
      .replace(/^completion_(fim|text)$/, "completion")
      .split("_")
      .filter((word) => !SERVING.has(word))
      .join("_"),
  );
  return bare.filter((name) => name !== "").join(", ");
}

function stopForm(value: unknown): string {
  return Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : "";
}

function plainForm(value: unknown): string {
  return value === undefined ? "" : String(value);
}

/** The gateway looks it up for Claude alone. */
function prefillForm(value: unknown, { entry }: GatewayModel): string | undefined {
  const wire = mapOf(entry["params"])["model"];
  return typeof wire === "string" && wire.includes("claude") ? String(isTrue(value)) : undefined;
}

/** The gateway reads words for it too. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(?:true|yes|on|t|y|1)$/i.test(value));
}

/** The gateway looks it up by the wire name, which also says the version where an id says nothing. */
function knownPrefill({ id, entry }: GatewayModel, hosts: ReadonlySet<string>): string | undefined {
  const version = modelNamed(wireName(entry) ?? "", hosts)?.version ?? versionOf(id, hosts);
  return version.length === 0 ? undefined : String(compareVersions(version, LAST_PREFILL) <= 0);
}

/** Whether an entry promises what its model is known to refuse. */
export function promisesPrefill(model: GatewayModel, hosts: ReadonlySet<string>): boolean {
  const value = model.entry["supports_assistant_prefill"];
  return prefillForm(value, model) === "true" && knownPrefill(model, hosts) === "false";
}
