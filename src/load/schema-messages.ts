import { type Problem, quote } from "./problem.ts";
import { quoteWritten, writeMeant } from "./schema-fixes.ts";
import {
  formsOf,
  isRequirement,
  meaningOf,
  type Schema,
  type SchemaNode,
  typesOf,
  withAllOf,
} from "./schema-lookup.ts";
import { keyRange, type Misfit, nameRange, place, subject, valueRange } from "./schema-misfit.ts";
import { exampleWords, expectedWords, foundWords, suggestion, withArticle } from "./schema-words.ts";
import type { SchemaError } from "./validators/validator.ts";

type Describe = (error: SchemaError, misfit: Misfit) => Problem | undefined;

// Keywords that are left out (if, allOf, propertyNames' own pattern and the like) are echoes of one that is here.
const MESSAGES: Readonly<Record<string, Describe>> = {
  additionalProperties: unknownKey,
  anyOf: choice,
  dependencies: dependency,
  enum: unknownValue,
  exclusiveMinimum: ({ params }, misfit) => outOfRange(misfit, `above ${params["limit"]}`),
  maximum: ({ params }, misfit) => outOfRange(misfit, `at most ${params["limit"]}`),
  maxLength: tooLong,
  minItems: (_, misfit) => empty(misfit, "at least one item"),
  minimum: ({ params }, misfit) => outOfRange(misfit, `at least ${params["limit"]}`),
  minLength: (_, misfit) => empty(misfit, "text"),
  minProperties: (_, misfit) => empty(misfit, "at least one key"),
  not: exclusion,
  oneOf: choice,
  pattern: wrongPattern,
  propertyNames: wrongKey,
  required: missingKey,
  type: wrongType,
  uniqueItems: twice,
};

// These may stand in allOf or behind a condition; the others are the value's own or none of its business.
const SHARED = new Set(["anyOf", "not", "oneOf", "required"]);

/** The problem that a finding stands for; undefined where it is an echo of another one. */
export function describe(error: SchemaError, misfit: Misfit): Problem | undefined {
  const isOwn = Object.hasOwn(misfit.node.schema, error.keyword) || SHARED.has(error.keyword);
  const isAboutKey = error.propertyName !== undefined && error.keyword !== "propertyNames";
  return isOwn && !isAboutKey ? MESSAGES[error.keyword]?.(error, misfit) : undefined;
}

/** A value of a type that none of the allowed forms has. */
export function describeWrongForm(misfit: Misfit): Problem {
  const { value, node } = misfit;
  const range = valueRange(misfit);
  const expected = expectedWords(node);
  const written = misfit.source.text.slice(range.start, range.end);
  const message =
    value === null
      ? `${subject(misfit)} has no value; expected ${expected}`
      : `${subject(misfit)} takes ${expected}, not ${foundWords(value, written)}`;
  return { range, message, hint: wrongFormHint(misfit, written), fix: quoteWritten(misfit, range) };
}

/** A value of the right form that is still of the wrong type: 2.5, or "64_000" in quotes, for a whole number. */
function wrongType({ params }: SchemaError, misfit: Misfit): Problem | undefined {
  const own = [misfit.node.schema.type].flat();
  const expected = [params["type"]].flat() as readonly string[];
  // The other forms complain about the type as well.
  return expected.some((type) => own.includes(type)) ? describeWrongForm(misfit) : undefined;
}

function wrongFormHint({ value, node }: Misfit, written: string): string | undefined {
  const types = formsOf(node).flatMap(({ schema }) => typesOf(schema));
  if (types.includes("string") && (typeof value === "number" || typeof value === "boolean"))
    return `put it in quotes: "${written}"`;
  if (types.includes("number") && typeof value === "string" && /^["'][\d_.]+["']$/.test(written))
    return "take the quotes away";
  if (types.includes("array") && typeof value === "string") return `write it as a list: [${written}]`;
  return value === null ? "give it a value, or take the key away" : describedBy(node);
}

function unknownKey({ params }: SchemaError, misfit: Misfit): Problem {
  const key = String(params["additionalProperty"]);
  const range = keyRange(misfit, key);
  const meant = misfit.unknown.get(key);
  const known = Object.keys(misfit.node.schema.properties ?? {});
  const [head = ""] = key.split(":");
  if (key.includes(":") && known.includes(head))
    return { range, message: `a space is missing behind ${quote(`${head}:`)}` };
  const message = `unknown key ${quote(key)} ${place(misfit)}`;
  if (meant !== undefined) {
    const fix = writeMeant(misfit.source, range, key, meant);
    return { range, message: `${message}; did you mean ${quote(meant)}?`, fix };
  }
  return { range, message, hint: `known here: ${known.join(", ")}` };
}

function missingKey({ params, schemaPath }: SchemaError, misfit: Misfit): Problem | undefined {
  // One of several requirements: what they are about together is reported as a choice.
  if (/\/(anyOf|oneOf)\/\d+\/required$/.test(schemaPath)) return undefined;
  const key = String(params["missingProperty"]);
  if ([...misfit.unknown.values()].includes(key)) return undefined;
  const where = schemaPath.endsWith("/then/required")
    ? `${place(misfit)}${condition(schemaPath, misfit)}`
    : place(misfit);
  const { schema, home } = misfit.node;
  const missing = schema.properties?.[key];
  const hint = missing === undefined ? undefined : meaningOf({ schema: missing, home });
  return { range: nameRange(misfit), message: `missing key "${key}" ${where}`, hint };
}

/** One of several keys is needed, or one at most is allowed. */
function choice({ keyword, params, schemaPath }: SchemaError, misfit: Misfit): Problem | undefined {
  const branches = schemaAt(schemaPath, misfit.node) as readonly Schema[] | undefined;
  if (!Array.isArray(branches) || !branches.every(isRequirement)) return undefined;
  const keys = branches.flatMap((branch) => branch.required ?? []);
  if (Array.isArray(params["passingSchemas"])) return notBoth(keys, misfit);
  if ([...misfit.unknown.values()].some((meant) => meant !== undefined && keys.includes(meant))) return undefined;
  const names = keys.map((key) => `"${key}"`);
  const needed =
    keys.length === 2 ? `${keyword === "oneOf" ? "either " : ""}${names.join(" or ")}` : `one of ${keys.join(", ")}`;
  return { range: nameRange(misfit), message: `${subject(misfit)}${condition(schemaPath, misfit)} needs ${needed}` };
}

function exclusion({ schemaPath }: SchemaError, misfit: Misfit): Problem | undefined {
  const excluded = schemaAt(schemaPath, misfit.node) as Schema | undefined;
  return excluded?.required === undefined ? undefined : notBoth(excluded.required, misfit);
}

function notBoth(keys: readonly string[], misfit: Misfit): Problem {
  const names = keys.map((key) => `"${key}"`).join(" or ");
  const ranges = keys.map((key) => keyRange(misfit, key)).sort((a, b) => a.start - b.start);
  const range = ranges.at(-1) ?? nameRange(misfit);
  return { range, message: `${subject(misfit)} takes either ${names}, not both` };
}

function dependency({ params }: SchemaError, misfit: Misfit): Problem | undefined {
  const key = String(params["property"]);
  if ([...misfit.unknown.values()].includes(String(params["missingProperty"]))) return undefined;
  return { range: keyRange(misfit, key), message: `"${key}" needs "${params["missingProperty"]}" beside it` };
}

function wrongKey({ params }: SchemaError, misfit: Misfit): Problem {
  const key = String(params["propertyName"]);
  const { schema, home } = misfit.node;
  const [names] = formsOf({ schema: schema.propertyNames ?? {}, home });
  const what = names === undefined ? "a key" : withArticle(names.schema.title ?? "key");
  const example = names === undefined ? "" : exampleWords(names);
  return {
    range: keyRange(misfit, key),
    message: `${quote(key)} is not ${what}${example}`,
    hint: names?.schema.description,
  };
}

function unknownValue({ params }: SchemaError, { value, node, key, ...misfit }: Misfit): Problem {
  const allowed = (params["allowedValues"] as readonly unknown[]).map(String);
  const range = valueRange({ ...misfit, value, node, key });
  const unknown = `unknown ${node.schema.title ?? key ?? "value"} ${typeof value === "string" ? quote(value) : String(value)}`;
  if (allowed.length === 1) return { range, message: `${unknown}; expected ${allowed.join("")}` };
  const meant = typeof value === "string" ? suggestion(value, allowed) : undefined;
  return {
    range,
    message: `${unknown}${meant === undefined ? "" : `; did you mean "${meant}"?`} (allowed: ${allowed.join(", ")})`,
    fix: meant === undefined ? undefined : writeMeant(misfit.source, range, String(value), meant),
  };
}

function wrongPattern(_: SchemaError, misfit: Misfit): Problem {
  const { value, node } = misfit;
  if (String(value).trim() === "") return empty(misfit, "text");
  const what = withArticle(node.schema.title ?? "value of this form");
  return {
    range: valueRange(misfit),
    message: `${quote(String(value))} is not ${what}${exampleWords(node)}`,
    hint: describedBy(node),
  };
}

function outOfRange(misfit: Misfit, expected: string): Problem {
  return { range: valueRange(misfit), message: `${subject(misfit)} must be ${expected}, not ${misfit.value}` };
}

function tooLong({ params }: SchemaError, misfit: Misfit): Problem {
  const length = String(misfit.value).length;
  return {
    range: valueRange(misfit),
    message: `${subject(misfit)} has ${length} characters; at most ${params["limit"]} are allowed`,
  };
}

function empty(misfit: Misfit, expected: string): Problem {
  return { range: valueRange(misfit), message: `${subject(misfit)} is empty; expected ${expected}` };
}

function twice({ params }: SchemaError, misfit: Misfit): Problem {
  const [first, second] = [Number(params["i"]), Number(params["j"])].sort((a, b) => a - b);
  const item = (misfit.value as readonly unknown[])[second ?? 0];
  const range = misfit.source.nodes.get(`${misfit.at}/${second}`)?.value ?? valueRange(misfit);
  const related = misfit.source.nodes.get(`${misfit.at}/${first}`)?.value;
  return {
    range,
    message: `${quote(String(item))} stands twice in ${subject(misfit)}`,
    related: related === undefined ? undefined : { range: related, message: "first written here" },
  };
}

/** ` with stage "default"`: what makes a requirement hold here. */
function condition(schemaPath: string, misfit: Misfit): string {
  const parent = schemaPath.replace(/\/then\/.*$/, "");
  if (parent === schemaPath) return "";
  const premise = (schemaAt(`${parent}/if`, misfit.node) as Schema | undefined) ?? {};
  const values = Object.keys(premise.properties ?? {});
  const named = values.length > 0 ? values : (premise.required ?? []);
  const words = named.map((key) => (values.length > 0 ? `${key} "${valueAt(misfit.value, key)}"` : `"${key}"`));
  return words.length === 0 ? "" : ` with ${words.join(" and ")}`;
}

/** What stands at a schema path, in the schema of the value or one that its allOf refers to. */
function schemaAt(schemaPath: string, node: SchemaNode): unknown {
  const parts = schemaPath.replace(/^#\/?/, "").split("/");
  for (const { schema } of withAllOf(node)) {
    const found = parts.reduce<unknown>(valueAt, schema);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function describedBy({ schema }: SchemaNode): string | undefined {
  return schema.examples === undefined ? undefined : schema.description;
}
