import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What is read of a JSON Schema here; on purpose not the reader of src/load. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A property of a file, with everything that the schema says of its value. */
export interface Property {
  /** Dotted; `*` stands for the keys of a map and the items of a list: `features.*.flag.name`. */
  readonly route: string;
  /** True for an item of a list or an entry of a map, whose name is no key of the schema. */
  readonly isEntry: boolean;
  /** JSON types that the value may have. */
  readonly types: ReadonlySet<string>;
  /** Texts that the value may be, if these are all. */
  readonly words: readonly string[];
  readonly isUnique: boolean;
  /** Names of the definitions that the value is described by, such as `offeringId`. */
  readonly definitions: ReadonlySet<string>;
}

const FOLDER = new URL("../../schema/", import.meta.url);

export function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`${name}.schema.json`, FOLDER)), "utf8"));
}

interface Form {
  readonly schema: Schema;
  readonly home: string;
  readonly names: readonly string[];
}

/** All properties of a schema's files, each once, parents first. */
export function propertiesOf(name: string): Property[] {
  const found = new Map<string, Property>();
  walk([{ schema: readSchema(name), home: name, names: [] }], [], found);
  return [...found.values()];
}

function walk(nodes: readonly Form[], route: readonly string[], found: Map<string, Property>): void {
  const forms = nodes.flatMap((node) => formsOf(node));
  const children = new Map<string, Form[]>();
  const add = (key: string, schema: Schema | boolean | undefined, home: string): void => {
    if (typeof schema !== "object") return;
    children.set(key, [...(children.get(key) ?? []), { schema, home, names: [] }]);
  };
  for (const { schema, home } of forms) {
    for (const [key, child] of Object.entries(schema.properties ?? {})) add(key, child, home);
    add("*", schema.additionalProperties, home);
    add("*", schema.items, home);
  }
  for (const [key, child] of children) {
    const at = [...route, key];
    found.set(at.join("."), describe(at, child.flatMap(formsOf)));
    walk(child, at, found);
  }
}

function describe(route: readonly string[], forms: readonly Form[]): Property {
  const words = forms.flatMap(({ schema }) => (schema.enum ?? []).filter((word) => typeof word === "string"));
  return {
    route: route.join("."),
    isEntry: route.at(-1) === "*",
    types: new Set(forms.flatMap(({ schema }) => typesOf(schema))),
    words,
    isUnique: forms.some(({ schema }) => schema.uniqueItems === true),
    definitions: new Set(forms.flatMap(({ names }) => names)),
  };
}

/** The alternatives of a schema, with references followed. Conditions say nothing about a value's own form. */
function formsOf(form: Form): Form[] {
  const { schema, home, names } = form;
  if (schema.$ref !== undefined) {
    const [file = "", path = ""] = schema.$ref.split("#");
    const target = file === "" ? home : file.replace(".schema.json", "");
    const definition = path.slice("/definitions/".length);
    const found = readSchema(target).definitions?.[definition];
    if (found === undefined) throw new Error(`no definition for ${schema.$ref}`);
    return formsOf({ schema: found, home: target, names: [...names, definition] });
  }
  const nested = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [form, ...nested.flatMap((one) => formsOf({ schema: one, home, names }))];
}

function typesOf({ type, enum: values }: Schema): string[] {
  if (type !== undefined) return typeof type === "string" ? [type] : [...type];
  return (values ?? []).map((value) => (value === null ? "null" : typeof value));
}
