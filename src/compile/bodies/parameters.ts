import { isMap, mapOf } from "../../model/plain-data.ts";
import type { OfferingEntry } from "../../model/schema/migration.gen.ts";
import { code, plainLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { table } from "./table.ts";

type Column = readonly [head: string, value: (entry: OfferingEntry) => string];

const COLUMNS: readonly Column[] = [
  ["Class", (entry) => shown(entry.model_class_provider ?? entry.params?.model_class_provider)],
  ["Name at the host", ({ params }) => shown(params?.model)],
  ["Host", ({ params, provider }) => shown(params?.custom_llm_provider ?? provider)],
  ["Context (tokens)", ({ max_context_tokens: tokens }) => shown(tokens)],
  ["Answer (tokens at most)", ({ params }) => shown(params?.max_tokens)],
  ["Temperature", ({ params }) => shown(params?.temperature)],
  ["Other parameters", ({ params }) => others(params, COLUMN_PARAMS)],
  ["Prompt parameters", ({ prompt_params: params }) => others(params, [])],
  ["Cost", ({ cost_indicator: cost }) => shown(cost)],
];

const COLUMN_PARAMS: readonly string[] = [
  "model",
  "model_class_provider",
  "custom_llm_provider",
  "max_tokens",
  "temperature",
];

/** Keys whose values are nobody's business. */
const SECRET = /^(?:api_key|extra_headers|default_headers)$/;

/** What the migration says about the entry of each model; columns in which nothing is said are left out. */
export function parameters({ migration }: Subject): string | undefined {
  const offerings = Object.entries(migration.offerings ?? {});
  const columns = COLUMNS.filter(([, value]) => offerings.some(([, entry]) => value(entry) !== ""));
  if (columns.length === 0) return undefined;
  const rows = offerings.map(([id, entry]) => [code(id), ...columns.map(([, value]) => value(entry))]);
  return table(["Offering", ...columns.map(([head]) => head)], rows);
}

/** Empty for what the migration leaves as it is. */
function shown(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return "taken out";
  const text = String(value);
  // Tokens are written with or without `_` between their digits.
  return /^\d[\d_]*$/.test(text) ? grouped(text.replaceAll("_", "")) : plainOrCode(text);
}

/** `1,000,000` */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

function plainOrCode(text: string): string {
  return /^\$+$|^\d[\d.]*$/.test(text) ? plainLine(text) : code(text);
}

function others(params: unknown, known: readonly string[]): string {
  const rest = Object.entries(mapOf(params)).filter(([key]) => !known.includes(key));
  return rest.map(([key, value]) => (SECRET.test(key) ? code(key) : code(`${key}: ${asText(value)}`))).join(", ");
}

function asText(value: unknown): string {
  if (value === null) return "taken out";
  return isMap(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
