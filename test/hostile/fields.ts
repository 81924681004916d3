import { config as configValidator } from "../../src/load/validators/config.gen.mjs";
import { evaluation as evaluationValidator } from "../../src/load/validators/evaluation.gen.mjs";
import { migration as migrationValidator } from "../../src/load/validators/migration.gen.mjs";
import type { Validator } from "../../src/load/validators/validator.ts";
import { type Found, valuesAt } from "../../src/rules/engine/values.ts";
import { type Property, propertiesOf } from "../mutation/properties.ts";
import type { Files } from "./scenes.ts";

/** One place of a workspace that may hold a text: a value, or the key of an entry. */
export interface Field {
  readonly file: string;
  readonly path: Found["path"];
  readonly isKey: boolean;
  /** File and dotted path, with what tells a key from its value. */
  readonly name: string;
}

const SCHEMAS = ["config", "migration", "evaluation"] as const;
type Schema = (typeof SCHEMAS)[number];

const VALIDATORS: Readonly<Record<Schema, Validator<unknown>>> = {
  config: configValidator,
  migration: migrationValidator,
  evaluation: evaluationValidator,
};

/** Folders on this machine: what is read from there is another workspace. */
const LOCAL = new Set(["cutover.yaml targets.ai-gateway.checkout"]);

/** Texts as a schema may want them: as they are, on one line, in one word, without what parts labels, in an address. */
const FITTINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/[\s\u0085]+/g, " ").trim(),
  (text) => text.replace(/[\s,\u0085]+/g, " ").trim(),
  (text) => text.replace(/[\s/~%@#&\u0085]+/g, " ").trim(),
  (text) => `https://a.b/${text.replace(/\s/g, "")}`,
  (text) => `https://${text.replace(/[\s/]/g, "")}`,
  (text) =>
    text
      .replace(/[\\\p{Cc}\u2028\u2029]/gu, "")
      .replace(/\/{2,}|^\/+|\/+$/g, "")
      .replace(/(^|\/)\.+(?=\/|$)/g, "$1x"),
];

function schemaOf(file: string): Schema {
  return file === "cutover.yaml" ? "config" : file.startsWith("evals/") ? "evaluation" : "migration";
}

/** Every text that stands in the files, every key that the schema leaves to people, and what may be a text by the schemas. */
export function fieldsOf(files: Files): Field[] {
  const fields = new Map<string, Field>();
  const add = (file: string, path: Found["path"], isKey: boolean): void => {
    const name = `${file} ${path.join(".")}${isKey ? " (key)" : ""}`;
    if (!LOCAL.has(name)) fields.set(name, { file, path, isKey, name });
  };
  for (const [file, data] of files) {
    walk(data, [], (path, value) => {
      if (typeof value === "string") add(file, path, false);
      if (typeof path.at(-1) === "string" && isFree({ file, path, isKey: true, name: "" }, data)) add(file, path, true);
    });
    for (const { route } of textProperties(schemaOf(file)))
      for (const { path, value } of valuesAt(data, route))
        if (typeof value !== "object" || value === null) add(file, path, false);
  }
  return [...fields.values()];
}

/** Properties of a schema that take a text of a person's own, as dotted patterns. */
export function textProperties(schema: Schema): Property[] {
  return propertiesOf(schema).filter(({ types, words, definitions }) => {
    const isNumber = definitions.has("integer") || definitions.has("integerOrNull");
    return types.has("string") && words.length === 0 && !isNumber;
  });
}

// Names of things: what else a place takes than a text is in the base, and a name is no text of a person's own.
const NAMES = ["offeringId", "offeringIds", "catalogId", "targetId", "featureId", "hosts"];

export function isName({ definitions }: Property): boolean {
  return NAMES.some((name) => definitions.has(name));
}

export function isAt(field: Field, schema: Schema, route: string): boolean {
  const parts = route.split(".");
  return (
    schemaOf(field.file) === schema &&
    !field.isKey &&
    parts.length === field.path.length &&
    parts.every((part, at) => part === "*" || part === String(field.path[at]))
  );
}

/** Files with a text wherever the schemas let one stand and nothing or null stands there. */
export function completed(files: Files): Files {
  const nulls = fieldsOf(files).filter(({ file, path, isKey }) => !isKey && valueAt(files.get(file), path) === null);
  const full = new Map(put(files, new Map(nulls.map((field) => [field, "text"]))).files);
  for (const [file, data] of full) {
    const absent = textProperties(schemaOf(file)).filter(
      (property) => !isName(property) && !valuesAt(data, property.route).some(({ value }) => typeof value === "string"),
    );
    full.set(
      file,
      absent.reduce((whole, { route }) => withNew(whole, route, VALIDATORS[schemaOf(file)]), data),
    );
  }
  return full;
}

/** The data with a text at a property that it lacks, in the first place where the schema takes one. */
function withNew(data: unknown, route: string, validate: Validator<unknown>): unknown {
  const key = route.split(".").at(-1) ?? "";
  const parents = route.includes(".") ? valuesAt(data, route.slice(0, -key.length - 1)) : [{ path: [], value: data }];
  const places = key === "*" ? [] : parents.filter(({ value }) => isMap(value) && value[key] === undefined);
  for (const { path } of places) {
    for (const text of ["text", "https://a.b/text"]) {
      const copy = structuredClone(data);
      const holder = valueAt(copy, path);
      if (isMap(holder)) holder[key] = text;
      if (validate(copy)) return copy;
    }
  }
  return data;
}

function isMap(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a field takes texts beyond names, numbers, dates and words of a list. */
export function isOpen(files: Files, field: Field): boolean {
  const samples = ["a|b", "a `b`", "a/b`c"];
  return samples.some((text) => put(files, new Map([[field, text]])).placed.size > 0);
}

/** Fields among the given ones whose schema takes the text as it is: then it is no more than a plain word. */
export function acceptedBy(files: Files, texts: ReadonlyMap<Field, string>): Field[] {
  return [...files].flatMap(([file, data]) => {
    const own = [...texts].filter(([field]) => field.file === file && !field.isKey);
    const validate = VALIDATORS[schemaOf(file)];
    validate(withTexts(data, own));
    const wrong = (validate.errors ?? []).map(placeOf);
    return own.map(([field]) => field).filter((field) => !wrong.some((at) => pointerOf(field, "") === at));
  });
}

/** Files with texts in them; a text that a schema refuses in every form is left out, and its field keeps what it has. */
export function put(
  files: Files,
  texts: ReadonlyMap<Field, string>,
): { files: Files; placed: ReadonlyMap<Field, string> } {
  const result = new Map<string, unknown>();
  const placed = new Map<Field, string>();
  for (const [file, data] of files) {
    const own = [...texts].filter(([field]) => field.file === file);
    result.set(file, own.length === 0 ? data : fitted(data, own, VALIDATORS[schemaOf(file)], placed));
  }
  return { files: result, placed };
}

function fitted(
  data: unknown,
  texts: readonly (readonly [Field, string])[],
  validate: Validator<unknown>,
  placed: Map<Field, string>,
): unknown {
  const forms = new Map(texts.map(([field]) => [field, 0]));
  for (;;) {
    const current = texts.flatMap(([field, text]) => {
      const form = FITTINGS[forms.get(field) ?? 0];
      return form === undefined ? [] : [[field, form(text)] as const];
    });
    const next = withTexts(data, current);
    if (next !== undefined && validate(next)) {
      for (const [field, text] of current) placed.set(field, text);
      return next;
    }
    const wrong = next === undefined ? new Set<string>() : new Set((validate.errors ?? []).map(placeOf));
    const exact = current.filter(([field, text]) => wrong.has(pointerOf(field, text)));
    const below = current.filter(([field, text]) => [...wrong].some((at) => pointerOf(field, text).startsWith(at)));
    const blamed = exact.length > 0 ? exact : below.length > 0 ? below : current;
    if (blamed.length === 0) throw new Error("the base itself is refused");
    for (const [field] of blamed) forms.set(field, (forms.get(field) ?? 0) + 1);
  }
}

function placeOf({ instancePath, params, propertyName }: NonNullable<Validator<unknown>["errors"]>[number]): string {
  const key = propertyName ?? params["propertyName"] ?? params["additionalProperty"];
  return typeof key === "string" ? `${instancePath}/${escaped(key)} (key)` : instancePath;
}

function pointerOf({ path, isKey }: Field, text: string): string {
  const parts = isKey ? [...path.slice(0, -1), text] : path;
  return `${parts.map((part) => `/${escaped(String(part))}`).join("")}${isKey ? " (key)" : ""}`;
}

function escaped(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Values first, as the paths of keys are those of the base; undefined where two keys would be one. */
function withTexts(data: unknown, texts: readonly (readonly [Field, string])[]): unknown {
  const copy = structuredClone(data);
  for (const [{ path, isKey }, text] of texts) {
    if (isKey) continue;
    const holder = parentAt(copy, path);
    holder[path.at(-1) ?? ""] = text;
  }
  const keys = texts.filter(([{ isKey }]) => isKey).sort(([a], [b]) => b.path.length - a.path.length);
  for (const [{ path }, text] of keys) {
    const holder = parentAt(copy, path);
    const entries = Object.entries(holder).map(([key, value]) => [key === path.at(-1) ? text : key, value] as const);
    if (new Set(entries.map(([key]) => key)).size < entries.length || text === "__proto__") return undefined;
    for (const key of Object.keys(holder)) delete holder[key];
    for (const [key, value] of entries) holder[key] = value;
  }
  return copy;
}

function parentAt(data: unknown, path: Found["path"]): Record<string | number, unknown> {
  return valueAt(data, path.slice(0, -1)) as Record<string | number, unknown>;
}

function valueAt(data: unknown, path: Found["path"]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string | number, unknown>)[part], data);
}

/** Whether a key is a name that people choose as they like, even an odd one. */
function isFree(field: Field, data: unknown): boolean {
  const validate = VALIDATORS[schemaOf(field.file)];
  return ["a|b", "a `b`"].some((text) => validate(withTexts(data, [[field, text]])));
}

function walk(value: unknown, path: Found["path"], see: (path: Found["path"], value: unknown) => void): void {
  if (path.length > 0) see(path, value);
  if (typeof value !== "object" || value === null) return;
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, child] of entries) walk(child, [...path, key], see);
}
