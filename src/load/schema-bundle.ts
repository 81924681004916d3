import common from "../../schema/common.schema.json" with { type: "json" };
import config from "../../schema/config.schema.json" with { type: "json" };
import deadlines from "../../schema/deadlines.schema.json" with { type: "json" };
import evaluation from "../../schema/evaluation.schema.json" with { type: "json" };
import migration from "../../schema/migration.schema.json" with { type: "json" };
import plan from "../../schema/plan.schema.json" with { type: "json" };
import rollout from "../../schema/rollout.schema.json" with { type: "json" };
import status from "../../schema/status.schema.json" with { type: "json" };

const COMMON = "common.schema.json#/definitions/";
const LOCAL = "#/definitions/";

type Definitions = Readonly<Record<string, object>>;

/** A schema as one file: JSON Schema draft-07 that refers to no other file. */
export interface BundledSchema {
  readonly description: string;
  readonly definitions: Definitions;
}

/** Schemas that have a file of their own; those of the files that people write come first. */
export const SCHEMAS = { migration, config, evaluation, deadlines, plan, rollout, status } as const;

export type SchemaFile = keyof typeof SCHEMAS;

/** The schema with the shared definitions that it needs, so that a copy of it works anywhere. */
export function bundleSchema(name: SchemaFile): BundledSchema {
  // A relative $id names a file that stands elsewhere now.
  const { $id: _, definitions, ...schema } = SCHEMAS[name];
  const shared: Definitions = common.definitions;
  const needed = reachable({ ...schema, definitions }, shared);
  const all = { ...definitions, ...Object.fromEntries([...needed].sort().map((key) => [key, shared[key] ?? {}])) };
  return local({ ...schema, definitions: all });
}

/** Names of the shared definitions that a schema refers to, also by way of others. */
function reachable(schema: object, shared: Definitions): ReadonlySet<string> {
  const found = new Set(referred(schema, COMMON));
  for (const key of found) for (const next of referred(shared[key] ?? {}, LOCAL)) found.add(next);
  return found;
}

function referred(schema: object, prefix: string): string[] {
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === "$ref" && typeof value === "string")
      return value.startsWith(prefix) ? [value.slice(prefix.length)] : [];
    return typeof value === "object" && value !== null ? referred(value, prefix) : [];
  });
}

/** The same with every reference to the shared definitions turned to the schema's own. */
function local<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(`"$ref":"${COMMON}`, `"$ref":"${LOCAL}`));
}
