import { readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { tryCase } from "../../scripts/rules/open-case.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { withoutConsequences } from "../../src/rules/engine/consequences.ts";
import { mergeProblems } from "../../src/rules/engine/merge.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { valuesAt } from "../../src/rules/engine/values.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { EXCLUDED, REFERENCES } from "./exclusions.ts";
import { type Mutation, misname, misnameKey, mutationsOf } from "./mutations.ts";
import { type Property, propertiesOf, readSchema } from "./properties.ts";

const ROOT = join(import.meta.dirname, "base");
const DAY = Date.parse("2026-05-20T00:00:00Z");

const FILES = {
  config: ["cutover.yaml"],
  migration: ["migrations/claude-sonnet-4-6.yaml", "migrations/sonnet-for-agents.yaml"],
  evaluation: ["evals/duo-chat.json"],
} as const;

type Name = keyof typeof FILES;

const ajv = new Ajv({ strict: false, allErrors: true, schemas: [readSchema("common")] });
const valid = {
  config: ajv.compile(readSchema("config")),
  migration: ajv.compile(readSchema("migration")),
  evaluation: ajv.compile(readSchema("evaluation")),
};

async function lint(file = "", text = ""): Promise<readonly Diagnostic[]> {
  const path = join(ROOT, file);
  const disk = { ...fs, readFile: async (name: string) => (name === path ? Buffer.from(text) : fs.readFile(name)) };
  const { input, problems } = await tryCase(ROOT, DAY, disk);
  if (input === undefined) return problems;
  return withoutConsequences(mergeProblems(runRules({ ...input, rules }).diagnostics, problems));
}

/** The first place of the base files that has the property. */
function occurrence(name: Name, { route }: Pick<Property, "route">) {
  for (const file of FILES[name]) {
    const text = readFileSync(join(ROOT, file), "utf8");
    const [found] = valuesAt(parse(text), route).filter(({ value }) => value !== undefined);
    if (found !== undefined) return { file, text, ...found };
  }
  return undefined;
}

const counts = { made: 0, found: 0 };
afterAll(() => {
  const share = Math.floor((counts.found / counts.made) * 1000) / 10;
  process.stdout.write(
    `mutations with exactly one finding at their place: ${counts.found} of ${counts.made}, ${share} %\n`,
  );
});

let base: Promise<readonly Diagnostic[]> | undefined;

/** What is new, as text, and whether it is exactly one finding that covers the mistake. */
async function judge(file: string, { text, places }: Mutation, isDoubt = false): Promise<string> {
  counts.made += 1;
  base ??= lint();
  const known = new Set((await base).map(identity));
  const all = (await lint(file, text)).filter((one) => !known.has(identity(one)));
  const errors = all.filter(({ severity }) => severity === "error");
  const found = isDoubt ? all : errors;
  const [one] = found;
  const isThere = places.some(
    ({ start, end }) => one !== undefined && one.range.start <= start && one.range.end >= end,
  );
  const isTight = places.some(({ start, end }) => one !== undefined && one.range.end - one.range.start <= end - start);
  if (found.length === 1 && one?.file === file && isThere && isTight) {
    counts.found += 1;
    return "";
  }
  const said = found.map(({ rule, message, range }) => `${rule} ${range.start}-${range.end} ${message}`).join("\n  ");
  return `expected one at ${places.map(({ start, end }) => `${start}-${end}`).join(", ")}, got ${found.length}\n  ${said}\n${text}`;
}

function identity({ rule, file, message }: Diagnostic): string {
  return `${rule} ${file} ${message}`;
}

it("the base has no errors", async () => {
  expect((await lint()).filter(({ severity }) => severity === "error")).toEqual([]);
});

describe.each(Object.keys(FILES) as Name[])("%s", (name) => {
  const properties = propertiesOf(name);

  it("has every property of its schema in the base", () => {
    const absent = properties.filter((one) => occurrence(name, one) === undefined).map(({ route }) => route);
    expect(absent.filter((route) => EXCLUDED.absent[`${name} ${route}`] === undefined)).toEqual([]);
  });

  const cases = properties.flatMap((property) => {
    const found = occurrence(name, property);
    if (found === undefined) return [];
    return mutationsOf(found.text, property, found.path)
      .filter(({ kind }) => EXCLUDED[kind]?.[`${name} ${property.route}`] === undefined)
      .filter(({ kind, text }) => kind !== "missing" || !valid[name](parse(text)))
      .map((mutation) => ({ ...mutation, file: found.file }));
  });

  it.each(cases)("$kind: $route", async ({ file, ...mutation }) => {
    expect(await judge(file, mutation)).toBe("");
  });
});

describe("names", () => {
  it("of every kind that the schemas know are references or excluded by name", () => {
    const kinds = new Set(["offeringId", "featureId", "catalogId", "targetId", "user", "milestone"]);
    const open = (Object.keys(FILES) as Name[]).flatMap((name) =>
      propertiesOf(name)
        .filter(({ definitions }) => [...definitions].some((one) => kinds.has(one)))
        .map(({ route }) => `${name} ${route}`)
        .filter((key) => REFERENCES[key] === undefined && EXCLUDED["unknown reference"]?.[key] === undefined),
    );
    expect(open).toEqual([]);
  });

  const cases = Object.entries(REFERENCES).map(([key, reference]) => {
    const [name = "", route = ""] = key.split(" ");
    return { name: name as Name, route, ...reference };
  });

  it.each(cases)("unknown reference: $name $route", async ({ name, route, write, isKey, isDoubt }) => {
    const found = occurrence(name, { route });
    if (found === undefined) throw new Error(`the base has nothing at ${route}`);
    const list = Array.isArray(found.value) ? [...found.path, 0] : found.path;
    const mutation = isKey ? misnameKey(found.text, route, found.path, write) : misname(found.text, route, list, write);
    expect(await judge(found.file, mutation, isDoubt)).toBe("");
  });
});
