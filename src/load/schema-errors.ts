import type { SourceDocument } from "../model/source.ts";
import type { Problem } from "./problem.ts";
import { childNode, formFor, resolved, rootNode, type SchemaName, type SchemaNode } from "./schema-lookup.ts";
import { describe, describeWrongForm } from "./schema-messages.ts";
import type { Misfit } from "./schema-misfit.ts";
import { suggestion } from "./schema-words.ts";
import type { SchemaError } from "./validators/validator.ts";

// Far more than is ever shown, and few enough to be put into words in no time.
const MOST = 1000;

/** Puts what a validator found into our words: one problem for each mistake, at its exact place. */
export function describeSchemaErrors(
  errors: readonly SchemaError[],
  schema: SchemaName,
  data: unknown,
  source: SourceDocument,
): Problem[] {
  const byPlace = new Map<string, SchemaError[]>();
  for (const error of errors.slice(0, MOST)) {
    const found = byPlace.get(error.instancePath);
    if (found === undefined) byPlace.set(error.instancePath, [error]);
    else found.push(error);
  }
  const problems = [...byPlace].flatMap(([at, found]) =>
    describePlace(found, misfitAt(at, rootNode(schema), data, source)),
  );
  return problems.length > 0 ? problems : errors.slice(0, 1).map((error) => unnamed(error, source));
}

/** A file that does not fit must never pass without a word, also when a keyword is new here. */
function unnamed({ instancePath, keyword }: SchemaError, source: SourceDocument): Problem {
  const range = source.nodes.get(instancePath)?.value ?? { start: 0, end: 0 };
  return { range, message: `this does not fit the schema (${keyword})` };
}

function describePlace(errors: readonly SchemaError[], misfit: Misfit): Problem[] {
  const form = formFor(misfit.node, misfit.value);
  // Every form complains about a value that has the type of none; one sentence says it all.
  if (form === undefined) return [describeWrongForm(misfit)];
  const known = { ...misfit, node: form, unknown: unknownKeys(errors, form, misfit.value) };
  const problems = errors.flatMap((error) => describe(error, known) ?? []);
  const isKeyed = typeof misfit.value === "object";
  // Of a plain value one complaint is enough: what has the wrong pattern is often too long as well.
  return isKeyed ? problems : problems.slice(0, 1);
}

/** Keys that do not belong, with the missing key that each was probably meant to be. */
function unknownKeys(
  errors: readonly SchemaError[],
  { schema }: SchemaNode,
  value: unknown,
): Map<string, string | undefined> {
  const present = Object.keys(value ?? {});
  const absent = Object.keys(schema.properties ?? {}).filter((key) => !present.includes(key));
  const unknown = errors.filter(({ keyword }) => keyword === "additionalProperties");
  return new Map(
    unknown.map(({ params }) => {
      const key = String(params["additionalProperty"]);
      return [key, suggestion(key, absent)];
    }),
  );
}

/** Follows a JSON pointer through data and schema at once. */
function misfitAt(at: string, root: SchemaNode, data: unknown, source: SourceDocument): Misfit {
  let misfit: Misfit = {
    source,
    at,
    value: data,
    key: undefined,
    role: "root",
    parentKey: undefined,
    node: root,
    unknown: new Map(),
  };
  for (const part of at.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const parent = formFor(misfit.node, misfit.value) ?? resolved(misfit.node);
    const isNamed = parent.schema.properties?.[key] !== undefined;
    misfit = {
      ...misfit,
      value: (misfit.value as Record<string, unknown>)[key],
      key,
      role: isNamed ? "property" : Array.isArray(misfit.value) ? "item" : "entry",
      parentKey: misfit.key,
      node: childNode(parent, key) ?? parent,
    };
  }
  return misfit;
}
