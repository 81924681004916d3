import { isScalar, parseDocument } from "yaml";
import { escapeUnprintable, isUnprintable } from "../emit-yaml.ts";
import type { Plain } from "./wanted.ts";

/** Numbers that PyYAML reads as numbers: a float needs its point, an exponent its sign. */
const NUMBER = /^[-+]?(0|[1-9][0-9_]*|[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?)$/;

/** The value in double quotes, or as it is where it is no string. Numbers get a point where their exponent needs one. */
export function renderScalar(value: Plain): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "number") return String(value);
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}

export function quote(text: string): string {
  return escapeUnprintable(JSON.stringify(text));
}

/** True where YAML 1.1 reads exactly `value` out of the text, as PyYAML does too. */
export function readsAs(text: string, value: Plain): boolean {
  if (text === "" || /^[&*!|>%@`]/.test(text) || text === "=" || text === "<<" || !isPrintable(text)) return false;
  if (typeof value === "number" && !NUMBER.test(text)) return false;
  const document = parseDocument(text, { version: "1.1", prettyErrors: false });
  if (document.errors.length > 0 || !isScalar(document.contents) || document.contents.comment) return false;
  return Object.is(document.toJS({ maxAliasCount: 0 }), value);
}

/** True for a text of one line in which every reader of YAML finds nothing that has to be escaped. */
function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text) && !isUnprintable(text);
}

/** True for a text without quotes that may stand between brackets or braces. */
export function safeInFlow(text: string): boolean {
  return /^["']/.test(text) || !/[,[\]{}:]/.test(text);
}

/** `value` with the quotes of its model: the text that stands there, or beside it. */
export function quotedLike(model: string | undefined, value: string): string {
  if (model?.startsWith("'") && !value.includes("'") && isPrintable(value)) return `'${value}'`;
  const plain = model !== undefined && model !== "" && !/^["']/.test(model);
  return plain && readsAs(value, value) && safeInFlow(value) ? value : quote(value);
}

/** A key as text: plain where it can be. */
export function renderKey(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) && readsAs(key, key) ? key : quote(key);
}
