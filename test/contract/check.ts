import type { WatchedRequest } from "../../src/sandbox/watch.ts";
import { EXCEPTIONS, type Exception, WIDER } from "./exceptions.ts";
import { findOperation, type Operation, type Schema } from "./openapi.ts";

/** Whose request it is: of our client everything must be right, of a person the method and the path. */
export type Sender = "client" | "person";

export interface Checked {
  /** Method and path with stars for its parameters. */
  readonly call: string;
  /** One line each; none is what is wanted. */
  readonly complaints: readonly string[];
}

/** A request against the published description. Null for pages of the web interface, which are no API. */
export function checkRequest(request: WatchedRequest, sender: Sender): Checked | null {
  const { method, target } = request;
  const [path = "", query = ""] = target.split("?", 2);
  if (path === "/api/graphql" && isExcepted(`${method} ${path}`, "call")) {
    return { call: `${method} ${path}`, complaints: [] };
  }
  if (!path.startsWith("/api/v4/")) {
    return sender === "person" ? null : { call: `${method} ${path}`, complaints: [`${method} ${path} is no API`] };
  }
  const operation = findOperation(method, path.slice("/api/v4".length));
  if (!operation) return unpublished(method, path.slice("/api/v4".length));
  const complaints = sender === "person" ? [] : [...checkQuery(operation, query), ...checkBody(operation, request)];
  return { call: operation.call, complaints: complaints.map((text) => `${operation.call}: ${text}`) };
}

function unpublished(method: string, path: string): Checked {
  const known = EXCEPTIONS.find(({ call, lacks }) => lacks === "call" && fits(call, `${method} ${path}`));
  const complaints = known ? [] : [`${method} ${path} is not among GitLab's published calls`];
  return { call: known?.call ?? `${method} ${path}`, complaints };
}

function fits(pattern: string, call: string): boolean {
  const [parts, segments] = [pattern.split("/"), call.split("/")];
  return parts.length === segments.length && parts.every((part, at) => part === "*" || part === segments[at]);
}

function isExcepted(call: string, what: Exception["lacks"] | string): boolean {
  return EXCEPTIONS.some(
    (exception) => exception.call === call && (exception.lacks === what || exception.lacks.includes(String(what))),
  );
}

/** A parameter may stand in the query of any call; `iids[]` is the list `iids`, `page[]` of a text is none. */
function checkQuery({ call, query, body }: Operation, text: string): string[] {
  return [...new URLSearchParams(text)].flatMap(([key, value]) => {
    const name = key.replace(/\[\]$/, "");
    const schema = query.get(name) ?? body?.properties?.[name];
    if (isExcepted(call, name)) return [];
    if (!schema) return [`the query has "${name}", which is not described; there are ${[...query.keys()].join(", ")}`];
    const isItem = key !== name;
    if (isItem && schema.type !== undefined && schema.type !== "array")
      return [`query "${name}" is a list, not ${schema.type}`];
    const meant = isItem ? (schema.items ?? (schema.oneOf ? schema : {})) : schema;
    return complaintOfText(value, meant).map((complaint) => `query "${name}" ${complaint}`);
  });
}

const TEXTS: Readonly<Record<string, RegExp>> = { integer: /^-?\d*$/, boolean: /^(?:true|false)$/ };

function complaintOfText(value: string, schema: Schema): string[] {
  if (schema.oneOf) {
    const fits = schema.oneOf.some((one) => complaintOfText(value, one).length === 0);
    return fits ? [] : [`is "${value}", not ${typesOf(schema.oneOf)}`];
  }
  if (schema.enum && !schema.enum.map(String).includes(value)) {
    return [`is "${value}", not one of ${schema.enum.join(", ")}`];
  }
  const pattern = TEXTS[schema.type ?? ""];
  return pattern && !pattern.test(value) ? [`is "${value}", not ${schema.type}`] : [];
}

function checkBody({ call, body, query }: Operation, request: WatchedRequest): string[] {
  if (isExcepted(call, "body")) return [];
  if (request.body === "") {
    const given = new URLSearchParams(request.target.split("?", 2)[1] ?? "");
    const missing = (body?.required ?? []).filter((key) => !query.has(key) && !given.has(key));
    return missing.map((key) => `"${key}" is missing, as the whole body is`);
  }
  if (!request.contentType?.startsWith("application/json")) return [`a body of type "${request.contentType}"`];
  if (!body) return ["a body, where none is described"];
  const sent: unknown = JSON.parse(request.body);
  return complaintsOf(call, sent, body, "");
}

function complaintsOf(call: string, value: unknown, schema: Schema, path: string): string[] {
  // Nothing is described as nullable, and everything is: null clears.
  if (value === null || isExcepted(call, path)) return [];
  if (schema.oneOf) {
    // Lists are described by the type of their items.
    const items = Array.isArray(value) ? value : [value];
    const fits = (item: unknown) => schema.oneOf?.some((one) => complaintsOf(call, item, one, path).length === 0);
    return items.every(fits) ? [] : [`"${path}" is ${shown(value)}, not ${typesOf(schema.oneOf)}`];
  }
  if (schema.enum && !schema.enum.includes(value)) return [`"${path}" is ${shown(value)}, not one of ${schema.enum}`];
  const type = typeOf(value);
  if (schema.type !== undefined && type !== schema.type) {
    const wider = WIDER.some(({ from, takes }) => from === schema.type && takes === type);
    return wider ? [] : [`"${path}" is ${shown(value)}, not ${schema.type}`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => (schema.items ? complaintsOf(call, item, schema.items, `${path}[]`) : []));
  }
  return type === "object" && schema.properties
    ? complaintsOfFields(call, value as Record<string, unknown>, schema, path)
    : [];
}

function complaintsOfFields(call: string, value: Record<string, unknown>, schema: Schema, path: string): string[] {
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  const missing = (schema.required ?? []).filter((key) => !(key in value)).map((key) => `"${at(key)}" is missing`);
  const fields = Object.entries(value).flatMap(([key, item]) => {
    const known = schema.properties?.[key];
    if (known) return complaintsOf(call, item, known, at(key));
    return isExcepted(call, at(key)) ? [] : [`the body has "${at(key)}", which is not described`];
  });
  return [...missing, ...fields];
}

function typesOf(schemas: readonly Schema[]): string {
  return schemas.map(({ type }) => type).join(" or ");
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
