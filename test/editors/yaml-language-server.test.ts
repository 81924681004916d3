import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutover, folderWith } from "../cli/harness.ts";
import { type Server, startServer } from "./server.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STAGES = ["planned", "internal", "beta", "selectable", "rollout", "default", "absent"];

interface SchemaText {
  readonly properties: Readonly<Record<string, object>>;
  readonly definitions: Readonly<Record<string, SchemaText>>;
}

const SCHEMA: SchemaText = JSON.parse(readFileSync(join(ROOT, "schema/migration.schema.json"), "utf8"));

interface Home {
  readonly root: string;
  readonly schemas?: Readonly<Record<string, string>>;
  /** First line of a migration. */
  readonly modeline: string;
  remove(): Promise<void>;
}

/** This repository, whose files name their schema in the first line. */
async function repository(): Promise<Home> {
  const modeline = "# yaml-language-server: $schema=../schema/migration.schema.json\n";
  return { root: ROOT, modeline, remove: async () => {} };
}

/** A workspace of somebody else, with installed schemas that the editor's settings name. */
async function installed(): Promise<Home> {
  const { path, remove } = await folderWith({ "cutover.yaml": "apiVersion: cutover/v1\nkind: Config\n" });
  await cutover(path, ["schema", "--install"]);
  const schemas = {
    "./schema/config.schema.json": "cutover.yaml",
    "./schema/migration.schema.json": "migrations/*.yaml",
  };
  return { root: path, schemas, modeline: "", remove };
}

describe.each([
  ["by the first line of the file", repository],
  ["by the editor's settings, with installed schemas", installed],
])("yaml-language-server finds the schema %s", (_name, homeOf) => {
  let home: Home;
  let server: Server;
  let count = 0;

  beforeAll(async () => {
    home = await homeOf();
    server = await startServer(home.root, { schemas: home.schemas ?? {} });
  });

  afterAll(async () => {
    await server.stop();
    await home.remove();
  });

  const file = () => {
    count += 1;
    return `migrations/try-${count}.yaml`;
  };
  const offers = (marked: string) => server.complete(file(), home.modeline + marked);

  it("offers every stage, and says what each is", async () => {
    const found = await offers("features:\n  duo_chat:\n    stage: |\n");
    expect(found.map(({ label }) => label).sort()).toEqual([...STAGES].sort());
    for (const { about } of found) expect(about).toMatch(/^[a-z].*\.$/);
    expect(new Set(found.map(({ about }) => about)).size).toBe(STAGES.length);
    expect(found.find(({ label }) => label === "beta")?.about).toContain("beta list");
  });

  it.each([
    ["at the top", "apiVersion: cutover/v1\n|\n", Object.keys(SCHEMA.properties).filter((key) => key !== "apiVersion")],
    ["of a feature", "features:\n  duo_chat:\n    |\n", keysOf("featureMove")],
    ["of a flag", "features:\n  duo_chat:\n    flag:\n      |\n", keysOf("flag")],
    ["of an offering", "offerings:\n  claude_sonnet_4_6:\n    |\n", keysOf("offeringEntry")],
    ["of what an offering gives way to", "replaces:\n  claude_sonnet_4_5:\n    |\n", keysOf("replacement")],
  ])("offers the keys %s, each with what it means", async (_where, marked, keys) => {
    const found = await offers(marked);
    for (const key of keys) {
      const offer = found.find(({ label }) => label === key);
      expect(offer?.about, key).toMatch(/\w{3}/);
      expect(offer?.inserts, key).toMatch(new RegExp(`^"?${key}"?:`));
    }
  });

  it("offers whole pieces to fill in", async () => {
    const [whole] = (await offers("|")).filter(({ label }) => label === "new migration");
    expect(whole?.inserts).toMatch(/^apiVersion: cutover\/v1\nkind: \$\{1\|Upgrade,Integration,Deprecation\|\}\n/);
    const feature = await offers("features:\n  duo_chat:\n    |\n");
    const [move] = feature.filter(({ label }) => label === "move to a new default");
    expect(move?.inserts).toMatch(/^stage: planned\nfrom: /);
  });

  it.each([
    ["ramp: ", "features:\n  duo_chat:\n    ramp: |\n", "standard"],
    ["kind: ", "kind: |\n", "Deprecation"],
    ["provider: ", "model:\n  provider: |\n", "anthropic"],
  ])("offers a value behind `%s`", async (_key, marked, value) => {
    expect((await offers(marked)).map(({ label }) => label)).toContain(value);
  });

  it("says what a key and a value mean", async () => {
    const key = await server.hover(
      file(),
      `${home.modeline}replaces:\n  claude_sonnet_4_5:\n    cut|off: 2026-11-30\n`,
    );
    expect(key).toContain("First day without service at this host");
    const value = await server.hover(file(), `${home.modeline}features:\n  duo_chat:\n    stage: bet|a\n`);
    expect(value).toMatch(/`beta`: the model is in the beta list/);
  });

  it("reports an unknown key and an unknown value at their places, and nothing else", async () => {
    const text = `${home.modeline}apiVersion: cutover/v1
kind: Upgrade
name: try
status: draft
owner: "@ana"
summary: A try.
features:
  duo_chat:
    stagee: planned
    stage: defualt
`;
    const found = await server.check(file(), text);
    const lines = text.split("\n");
    const underlined = found.map(({ range }) =>
      lines[range.start.line]?.slice(range.start.character, range.end.character),
    );
    expect(underlined.sort()).toEqual(["defualt", "stagee"]);
    expect(found.map(({ message }) => message).join("\n")).toMatch(/stagee is not allowed/);
  });

  it("finds nothing wrong in this repository's own files", async () => {
    const files = ["cutover.yaml", ...readdirSync(join(ROOT, "migrations")).map((name) => `migrations/${name}`)];
    expect(files.length).toBeGreaterThan(2);
    for (const one of files) {
      const text = readFileSync(join(ROOT, one), "utf8");
      const named = home.modeline === "" ? text.replace(/^# yaml-language-server:.*\n/, "") : text;
      expect([one, await server.check(one, named)]).toEqual([one, []]);
    }
  });
});

function keysOf(definition: string): string[] {
  return Object.keys(SCHEMA.definitions[definition]?.properties ?? {});
}
