import { isMap } from "./plain-data.ts";

/** What a value is, or the texts that it may be. `models` are at least one; `textMap` has texts by name. */
export type ValueKind =
  | "text"
  | "number"
  | "whole"
  | "boolean"
  | "texts"
  | "models"
  | "maps"
  | "map"
  | "textMap"
  | readonly string[];

const NAMES: Readonly<Record<Exclude<ValueKind, readonly string[]>, string>> = {
  text: "a text",
  number: "a number",
  whole: "a whole number",
  boolean: "true or false",
  texts: "a list of texts",
  models: "a list of at least one id",
  maps: "a list of mappings",
  map: "a mapping",
  textMap: "a mapping of texts",
};

/** As the end of a sentence. */
export function allowedValue(kind: ValueKind): string {
  if (typeof kind === "string") return NAMES[kind];
  const [last = "", ...others] = kind.map((one) => `"${one}"`).reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} or ${last}`;
}

/** Texts that the gateway reads as true or false. */
const BOOLEANS = /^(?:true|false|yes|no|on|off|t|f|y|n|1|0)$/i;

/** Whether the gateway takes the value: it reads numbers and booleans out of texts too, but no text out of a number. */
export function fits(value: unknown, kind: ValueKind): boolean {
  if (typeof kind !== "string") return typeof value === "string" && kind.includes(value);
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return !Number.isNaN(numberOf(value));
    case "whole":
      return Number.isInteger(numberOf(value));
    case "boolean":
      return typeof value === "boolean" || value === 0 || value === 1 || BOOLEANS.test(String(value));
    case "map":
    case "textMap":
      return isMap(value);
    default:
      return Array.isArray(value) && (kind !== "models" || value.length > 0);
  }
}

function numberOf(value: unknown): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\s*[-+]?[\d_]*\.?\d+(?:e[-+]?\d+)?\s*$/i.test(value)
    ? Number(value.replaceAll("_", ""))
    : Number.NaN;
}
