import common from "../../schema/common.schema.json" with { type: "json" };
import config from "../../schema/config.schema.json" with { type: "json" };
import deadlines from "../../schema/deadlines.schema.json" with { type: "json" };
import evaluation from "../../schema/evaluation.schema.json" with { type: "json" };
import migration from "../../schema/migration.schema.json" with { type: "json" };

/** What we read of a JSON Schema to speak about it. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  /** What each value of `enum` stands for, in its order. */
  readonly enumDescriptions?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A schema with the file that its references start from. */
export interface SchemaNode {
  readonly schema: Schema;
  readonly home: Schema;
}

export type SchemaName = "config" | "deadlines" | "evaluation" | "migration";

const FILES: Readonly<Record<string, Schema>> = {
  "common.schema.json": common as Schema,
  "config.schema.json": config as Schema,
  "deadlines.schema.json": deadlines as Schema,
  "evaluation.schema.json": evaluation as Schema,
  "migration.schema.json": migration as Schema,
};

/** The schema of a whole file. */
export function rootNode(name: SchemaName): SchemaNode {
  const schema = fileNamed(`${name}.schema.json`);
  return { schema, home: schema };
}

function fileNamed(name: string): Schema {
  const file = FILES[name];
  if (file === undefined) throw new Error(`a schema refers to ${name}, which is not known here`);
  return file;
}

/** Follows `$ref` to where something is said. */
export function resolved({ schema, home }: SchemaNode): SchemaNode {
  if (schema.$ref === undefined) return { schema, home };
  const [file = "", path = ""] = schema.$ref.split("#");
  const target = file === "" ? home : fileNamed(file);
  const found = path === "" ? target : target.definitions?.[path.slice("/definitions/".length)];
  if (found === undefined) throw new Error(`a schema refers to ${schema.$ref}, which does not exist`);
  return resolved({ schema: found, home: target });
}

/** What a value means, in the words of its place or else of its definition, and what each of its words stands for. */
export function meaningOf(node: SchemaNode): string | undefined {
  const { description, enum: values = [], enumDescriptions = [] } = resolved(node).schema;
  const words = enumDescriptions.map((meaning, index) => `${values[index]}: ${meaning}`);
  const all = [node.schema.description ?? description ?? "", ...words].join(" ");
  return all === "" ? undefined : all;
}

/** The forms that a value may take, where there are several; otherwise the schema itself. */
export function formsOf(node: SchemaNode): SchemaNode[] {
  const { schema, home } = resolved(node);
  const branches = schema.anyOf?.filter((branch) => !isRequirement(branch)) ?? [];
  if (branches.length === 0) return [{ schema, home }];
  return branches.flatMap((branch) => formsOf({ schema: branch, home }));
}

/** True for `{ required: [...] }`: that says which keys go together, and nothing about forms. */
export function isRequirement(schema: Schema): boolean {
  return schema.required !== undefined && Object.keys(schema).length === 1;
}

/** The form whose type a value has. */
export function formFor(node: SchemaNode, value: unknown): SchemaNode | undefined {
  return formsOf(node).find(({ schema }) => typesOf(schema).includes(typeOf(value)));
}

/** JSON types that a schema allows; a whole number is a number here. */
export function typesOf({ type, enum: values }: Schema): string[] {
  if (type === undefined) return [...new Set((values ?? []).map(typeOf))];
  return [type].flat().map((one) => (one === "integer" ? "number" : one));
}

/** JSON type of a value. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** The schema of a key or an item, as it stands under its parent. */
export function childNode({ schema, home }: SchemaNode, key: string): SchemaNode | undefined {
  const named = schema.properties?.[key];
  if (named !== undefined) return { schema: named, home };
  const other = schema.items ?? schema.additionalProperties;
  return typeof other === "object" ? { schema: other, home } : undefined;
}

/** A schema and all that is said of the same value by `allOf`. */
export function withAllOf(node: SchemaNode): SchemaNode[] {
  const { schema, home } = resolved(node);
  return [{ schema, home }, ...(schema.allOf ?? []).flatMap((part) => withAllOf({ schema: part, home }))];
}
