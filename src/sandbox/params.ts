import { badParameter } from "./errors.ts";

/** Query and body of a request, merged; a value is whatever JSON holds, or text from a query. */
export type Params = Record<string, unknown>;

const BRACKETS = /\[([^\]]*)\]/g;

/** Reads `a=1&b[]=2&not[labels]=x` as Rails does: `[]` makes a list, `[key]` an object. */
export function parseQuery(text: string): Params {
  const result: Params = Object.create(null) as Params;
  for (const [name, value] of new URLSearchParams(text)) {
    const head = name.split("[", 1)[0] ?? "";
    const path = [head, ...[...name.slice(head.length).matchAll(BRACKETS)].map((match) => match[1] ?? "")];
    put(result, path, value);
  }
  return result;
}

function put(into: Params, path: string[], value: string): void {
  const [key = "", next, ...rest] = path;
  if (next === undefined) {
    into[key] = value;
  } else if (next === "" && rest.length === 0) {
    const list = Array.isArray(into[key]) ? into[key] : [];
    into[key] = [...list, value];
  } else {
    const inner = isObject(into[key]) ? into[key] : (Object.create(null) as Params);
    into[key] = inner;
    put(inner, [next, ...rest], value);
  }
}

export function isObject(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function has(params: Params, key: string): boolean {
  return Object.hasOwn(params, key);
}

/** Names all that is missing in one message, as Grape does: `title is missing, source_branch is missing`. */
export function requireParams(params: Params, keys: readonly string[]): void {
  const missing = keys.filter((key) => !has(params, key));
  if (missing.length > 0) throw badParameter(missing.map((key) => `${key} is missing`).join(", "));
}

export function requireOneOf(params: Params, keys: readonly string[]): void {
  if (keys.some((key) => has(params, key))) return;
  throw badParameter(`${keys.join(", ")} are missing, at least one parameter must be provided`);
}

/** Text, or undefined where absent or null. Numbers and booleans become text. */
export function text(params: Params, key: string): string | undefined {
  const value = params[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object") throw badParameter(`${key} is invalid`);
  return String(value);
}

/** Text that must not be empty where it is given. */
export function filled(params: Params, key: string): string | undefined {
  const value = text(params, key);
  if (has(params, key) && (value === undefined || value.trim() === "")) throw badParameter(`${key} is empty`);
  return value;
}

export function oneOf(params: Params, key: string, values: readonly string[]): string | undefined {
  const value = text(params, key);
  if (value !== undefined && !values.includes(value)) throw badParameter(`${key} does not have a valid value`);
  return value;
}

export function integer(params: Params, key: string): number | undefined {
  const value = text(params, key);
  if (value === undefined || value === "") return undefined;
  if (!/^-?\d+$/.test(value)) throw badParameter(`${key} is invalid`);
  return Number(value);
}

export function boolean(params: Params, key: string): boolean | undefined {
  const value = text(params, key);
  if (value === undefined || value === "") return undefined;
  if (["true", "t", "1", "on"].includes(value)) return true;
  if (["false", "f", "0", "off"].includes(value)) return false;
  throw badParameter(`${key} is invalid`);
}

/** A comma-separated text or a list; null is the empty list, which is how `labels: null` clears. */
export function commaList(params: Params, key: string): string[] | undefined {
  if (!has(params, key)) return undefined;
  const value = params[key];
  if (value === null || value === undefined) return [];
  const items = Array.isArray(value) ? value.flatMap((item) => String(item).split(",")) : String(value).split(",");
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

/** A list of integers; zeros mean nobody, and go. */
export function idList(params: Params, key: string): number[] | undefined {
  const items = commaList(params, key);
  if (items?.some((item) => !/^\d+$/.test(item))) throw badParameter(`${key} is invalid`);
  return items?.map(Number).filter((id) => id !== 0);
}

/** An ISO date or instant, in milliseconds. */
export function instant(params: Params, key: string): number | undefined {
  const value = text(params, key);
  if (value === undefined || value === "") return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw badParameter(`${key} is invalid`);
  return time;
}
