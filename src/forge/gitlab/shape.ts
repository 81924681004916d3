import { ForgeError } from "../port.ts";

/** A JSON object of an answer, with the call it came from for messages. */
export interface Fields {
  readonly call: string;
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** `value` as a JSON object; ForgeError "broken" that names `call` where it is none. */
export function fieldsOf(value: unknown, call: string, path = ""): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unexpected(call, path, "an object");
  return { call, path, values: value as Record<string, unknown> };
}

/** `value` as a list of JSON objects. */
export function listOf(value: unknown, call: string, path = ""): Fields[] {
  if (!Array.isArray(value)) throw unexpected(call, path, "a list");
  return value.map((entry, index) => fieldsOf(entry, call, `${path}[${index}]`));
}

export function text(fields: Fields, key: string): string {
  return typed(fields, key, "text", isText);
}

/** Text; undefined where the field is absent, null or empty. */
export function optionalText(fields: Fields, key: string): string | undefined {
  const value = fields.values[key];
  return value === undefined || value === null || value === "" ? undefined : text(fields, key);
}

export function integer(fields: Fields, key: string): number {
  return typed(fields, key, "a whole number", isInteger);
}

export function flag(fields: Fields, key: string): boolean {
  return typed(fields, key, "true or false", isBoolean);
}

export function texts(fields: Fields, key: string): string[] {
  return typed(fields, key, "a list of texts", isTexts);
}

export function child(fields: Fields, key: string): Fields {
  return fieldsOf(fields.values[key], fields.call, inside(fields, key));
}

/** A child object; undefined where it is absent or null. */
export function optionalChild(fields: Fields, key: string): Fields | undefined {
  const value = fields.values[key];
  return value === undefined || value === null ? undefined : child(fields, key);
}

export function children(fields: Fields, key: string): Fields[] {
  return listOf(fields.values[key], fields.call, inside(fields, key));
}

function typed<T>(fields: Fields, key: string, what: string, is: (value: unknown) => value is T): T {
  const value = fields.values[key];
  if (!is(value)) throw unexpected(fields.call, inside(fields, key), what);
  return value;
}

function inside(fields: Fields, key: string): string {
  return fields.path === "" ? key : `${fields.path}.${key}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function unexpected(call: string, path: string, what: string): ForgeError {
  const subject = path === "" ? "" : ` "${path}"`;
  return new ForgeError(
    "broken",
    `${call} answered in a shape we do not know:${subject} should be ${what}`,
    "is gitlab.url the address of a GitLab server of version 18 or newer?",
  );
}
