import { isObject } from "../params.ts";
import { check, literal, readVariables } from "./coerce.ts";
import { location, SyntaxProblem } from "./lexer.ts";
import { type Document, type Field, type Operation, parse, type Selection } from "./parser.ts";
import { SCHEMA } from "./schema.ts";
import { type GraphqlError, validate } from "./validate.ts";

/** An object of the answer: its type, and how each of its fields is come by. */
export interface Node {
  type: string;
  fields: Record<string, Resolved | ((args: Record<string, unknown>) => Resolved)>;
}

export type Resolved = string | number | boolean | null | Node | Resolved[];

/** Thrown by a resolver: its field becomes null and the message goes to the top-level errors. */
export class FieldError extends Error {}

export const UNAVAILABLE =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

export interface GraphqlResponse {
  data?: Record<string, unknown> | null;
  errors?: GraphqlError[];
}

export interface Roots {
  Query: Node;
  Mutation: Node;
}

const MAX_QUERY = 10_000;

/** Runs one operation. Whatever goes wrong is told in `errors`; there is no other way. */
export function execute(roots: Roots, body: Record<string, unknown>, withheld: ReadonlySet<string>): GraphqlResponse {
  const source = body["query"];
  if (typeof source !== "string" || source.trim() === "") return failure("No query string was present");
  if (source.length > MAX_QUERY) return failure("Query too large");
  try {
    const document = parse(source);
    const operation = pick(document, body["operationName"]);
    if (!operation) return failure("An operation name is required");
    const problems = validate(source, document, operation, withheld);
    if (problems.length > 0) return { errors: problems };
    const variables = readVariables(operation.variables, isObject(body["variables"]) ? body["variables"] : {});
    if (typeof variables === "string") return failure(variables);
    return run({ source, document, variables, errors: [] }, operation, roots);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { errors: [{ message: error.message, locations: [location(source, error.offset)] }] };
  }
}

function failure(message: string): GraphqlResponse {
  return { errors: [{ message }] };
}

function pick(document: Document, name: unknown): Operation | undefined {
  if (typeof name === "string" && name !== "") return document.operations.find((operation) => operation.name === name);
  return document.operations.length === 1 ? document.operations[0] : undefined;
}

interface Run {
  source: string;
  document: Document;
  variables: Record<string, unknown>;
  errors: GraphqlError[];
}

function run(state: Run, operation: Operation, roots: Roots): GraphqlResponse {
  const root = operation.kind === "query" ? roots.Query : roots.Mutation;
  const data = select(state, root, operation.selections, []);
  return state.errors.length > 0 ? { data, errors: state.errors } : { data };
}

function select(state: Run, node: Node, selections: Selection[], path: (string | number)[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const field of fieldsFor(state, node, selections)) {
    const value = resolve(state, node, field, [...path, field.key]);
    const known = result[field.key];
    // The same field may be selected twice, in a fragment and beside it.
    result[field.key] = isObject(known) && isObject(value) ? { ...known, ...value } : value;
  }
  return result;
}

function fieldsFor(state: Run, node: Node, selections: Selection[]): Field[] {
  return selections.flatMap((selection) => {
    if (selection.kind === "field") return included(state, selection) ? [selection] : [];
    const fragment = selection.kind === "inline" ? selection : state.document.fragments.get(selection.name);
    if (!fragment) return [];
    const applies = fragment.type === null || fragment.type === node.type || fragment.type === interfaceOf(node.type);
    return applies ? fieldsFor(state, node, fragment.selections) : [];
  });
}

function interfaceOf(type: string): string {
  if (type.startsWith("WorkItemWidgetDefinition")) return "WorkItemWidgetDefinition";
  return type.startsWith("WorkItemWidget") ? "WorkItemWidget" : type;
}

function included(state: Run, field: Field): boolean {
  return field.directives.every(({ name, args }) => {
    const condition = args["if"] ? literal(args["if"], state.variables) : true;
    return name === "skip" ? condition === false : condition === true;
  });
}

function resolve(state: Run, node: Node, field: Field, path: (string | number)[]): unknown {
  if (field.name === "__typename") return node.type;
  const resolver = node.fields[field.name];
  try {
    const args = readArguments(state, node, field);
    return complete(state, typeof resolver === "function" ? resolver(args) : (resolver ?? null), field, path);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    state.errors.push({ message: error.message, locations: [location(state.source, field.offset)], path });
    return null;
  }
}

function readArguments(state: Run, node: Node, field: Field): Record<string, unknown> {
  const types = SCHEMA.objects.get(node.type)?.[field.name]?.args ?? {};
  const args: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(field.args)) {
    const read = literal(value, state.variables);
    const type = types[name];
    const complaint = type ? check(read, type, []) : null;
    if (complaint)
      throw new FieldError(`Argument '${name}' on Field '${field.name}' has an invalid value: ${complaint.text}`);
    if (read !== undefined) args[name] = read;
  }
  return args;
}

function complete(state: Run, value: Resolved, field: Field, path: (string | number)[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => complete(state, item, field, [...path, index]));
  if (value === null || typeof value !== "object") return value;
  return select(state, value, field.selections, path);
}
