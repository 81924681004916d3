import { isObject } from "../params.ts";
import type { TypeRef, Value, Variable } from "./parser.ts";
import { print, SCHEMA } from "./schema.ts";

/** Why a value is not of its type, with the place inside it. */
interface Complaint {
  path: (string | number)[];
  text: string;
}

/** The variables of a request; a complaint names the variable as GitLab does. */
export function readVariables(variables: Variable[], given: Record<string, unknown>): Record<string, unknown> | string {
  const result: Record<string, unknown> = {};
  for (const { name, type, fallback } of variables) {
    const value = Object.hasOwn(given, name) ? given[name] : fallback ? literal(fallback, {}) : undefined;
    if (value === undefined && !type.required) continue;
    const complaint = check(value ?? null, type, []);
    if (complaint) {
      const place = complaint.path.length > 0 ? ` for ${complaint.path.join(".")}` : "";
      return `Variable $${name} of type ${print(type)} was provided invalid value${place} (${complaint.text})`;
    }
    result[name] = value;
  }
  return result;
}

/** A written value, with the variables in it replaced; an absent variable leaves its field out. */
export function literal(value: Value, variables: Record<string, unknown>): unknown {
  if (value.kind === "variable") return variables[value.name];
  if (value.kind === "literal") return value.value;
  if (value.kind === "enum") return value.name;
  if (value.kind === "list") return value.items.map((item) => literal(item, variables));
  const entries = Object.entries(value.fields).map(([key, item]) => [key, literal(item, variables)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** The first complaint about a value, or null. */
export function check(value: unknown, type: TypeRef, path: (string | number)[]): Complaint | null {
  if (value === null || value === undefined) {
    return type.required ? { path, text: "Expected value to not be null" } : null;
  }
  if (type.kind === "list") {
    const items = Array.isArray(value) ? value : [value];
    return first(items.map((item, index) => () => check(item, type.of, [...path, index])));
  }
  const fields = SCHEMA.inputs.get(type.name);
  if (fields) return checkObject(value, type.name, fields, path);
  const text = scalarComplaint(value, type.name);
  return text === null ? null : { path, text };
}

function checkObject(
  value: unknown,
  name: string,
  fields: Record<string, TypeRef>,
  path: (string | number)[],
): Complaint | null {
  if (!isObject(value)) return { path, text: `Expected ${JSON.stringify(value)} to be a key-value object.` };
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) return { path: [...path, unknown], text: `Field is not defined on ${name}` };
  return first(
    Object.entries(fields).map(
      ([key, type]) =>
        () =>
          check(value[key], type, [...path, key]),
    ),
  );
}

function first(checks: (() => Complaint | null)[]): Complaint | null {
  for (const run of checks) {
    const complaint = run();
    if (complaint) return complaint;
  }
  return null;
}

function scalarComplaint(value: unknown, type: string): string | null {
  const shown = JSON.stringify(value);
  const values = SCHEMA.enums.get(type);
  if (values) return values.includes(String(value)) ? null : `Expected ${shown} to be one of: ${values.join(", ")}`;
  if (type === "Boolean" && typeof value !== "boolean") return `Could not coerce value ${shown} to Boolean`;
  if (type === "Int" && !Number.isInteger(value)) return `Could not coerce value ${shown} to Int`;
  if (type === "String" && typeof value !== "string") return `Could not coerce value ${shown} to String`;
  if (type === "Date" && !/^\d{4}-\d{2}-\d{2}$/.test(String(value))) return `Could not coerce value ${shown} to Date`;
  if (type.length > 2 && type.endsWith("ID")) return globalIdComplaint(value, type);
  return null;
}

const ACCEPTED: Record<string, RegExp> = {
  WorkItemID: /^(?:WorkItem|Issue)$/,
  LabelID: /^(?:Project|Group)?Label$/,
  UserID: /^User$/,
  MilestoneID: /^Milestone$/,
  NoteID: /^(?:Discussion)?Note$/,
  NoteableID: /^(?:WorkItem|Issue|Epic|MergeRequest)$/,
  WorkItemsTypeID: /^WorkItems::Type$/,
};

function globalIdComplaint(value: unknown, type: string): string | null {
  const match = /^gid:\/\/gitlab\/([\w:]+)\/\d+$/.exec(String(value));
  if (!match) return `${JSON.stringify(value)} is not a valid GitLab ID.`;
  const fits = ACCEPTED[type]?.test(match[1] ?? "") ?? true;
  return fits ? null : `${JSON.stringify(value)} does not represent an instance of ${type.slice(0, -2)}`;
}

/** The number in a global id that `check` has passed. */
export function idOf(value: unknown): number {
  return Number(/\d+$/.exec(String(value))?.[0]);
}
