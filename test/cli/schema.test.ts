import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cutover, filesBelow, folderWith } from "./harness.ts";

const NAMES = ["migration", "config", "evaluation", "deadlines", "plan", "rollout", "status"];
const FILES = NAMES.map((name) => `schema/${name}.schema.json`);
const CONFIG = "apiVersion: cutover/v1\nkind: Config\n";

const folders: { path: string; remove(): Promise<void> }[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderWith(files);
  folders.push(folder);
  return folder.path;
}

async function printed(name: string): Promise<Record<string, unknown>> {
  const { code, out } = await cutover("/", ["schema", name]);
  expect(code).toBe(0);
  return JSON.parse(out);
}

describe("cutover schema", () => {
  it("lists what there is, a line each", async () => {
    const { code, out } = await cutover("/", ["schema"]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(NAMES);
    expect(lines[0]).toContain("migrations/*.yaml");
  });

  it.each(NAMES)("prints %s as one file that needs no other", async (name) => {
    const schema = await printed(name);
    expect(JSON.stringify(schema)).not.toContain("common.schema.json");
    expect(schema["$schema"]).toBe("http://json-schema.org/draft-07/schema#");
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, key]) => key);
    const definitions = Object.keys(schema["definitions"] ?? {});
    expect(references.filter((key) => key !== undefined && !definitions.includes(key))).toEqual([]);
    expect(definitions.filter((key) => !references.includes(key))).toEqual([]);
  });

  it("prints what a validator takes and judges by", async () => {
    const validate = new Ajv({ allErrors: true, strict: false }).compile(await printed("migration"));
    const text = await readFile(new URL("../load/fixtures/complete-migration.yaml", import.meta.url), "utf8");
    const migration = parse(text);
    validate(migration);
    expect(validate.errors).toBe(null);
    const [first] = Object.values<Record<string, unknown>>(migration.features);
    if (first !== undefined) first["stage"] = "defualt";
    expect(validate(migration)).toBe(false);
    expect(validate.errors?.[0]).toMatchObject({ keyword: "enum", instancePath: expect.stringMatching(/stage$/) });
  });

  it("says what was meant by a name that is none", async () => {
    const { code, out, err } = await cutover("/", ["schema", "migrations"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe(
      'cutover: unknown schema "migrations"; did you mean "migration"?\n  hint: schemas: migration, config, evaluation, deadlines, plan, rollout, status\n',
    );
  });
});

describe("cutover schema --install", () => {
  it("writes them into the workspace, from any folder in it, and says how editors find them", async () => {
    const root = await folderOf({ "cutover.yaml": CONFIG, "migrations/notes.txt": "" });
    const { code, out, err } = await cutover(join(root, "migrations"), ["schema", "--install"]);
    expect(code).toBe(0);
    expect(out).toBe(FILES.map((file) => `wrote ../${file}\n`).join(""));
    expect(await filesBelow(join(root, "schema"))).toEqual(NAMES.map((name) => `${name}.schema.json`).sort());
    expect(err).toContain("# yaml-language-server: $schema=../schema/migration.schema.json\n");
    expect(err).toContain('"./schema/config.schema.json": "cutover.yaml"');
    expect(err).toContain('["./schema/migration.schema.json"] = "migrations/*.yaml"');
    expect(await readFile(join(root, "schema/config.schema.json"), "utf8")).toBe(
      (await cutover("/", ["schema", "config"])).out,
    );
  });

  it("does nothing the second time", async () => {
    const root = await folderOf({ "cutover.yaml": CONFIG });
    await cutover(root, ["schema", "--install"]);
    const { code, out } = await cutover(root, ["schema", "--install"]);
    expect([code, out]).toEqual([0, FILES.map((file) => `unchanged ${file}\n`).join("")]);
  });

  it("overwrites nothing that says something else, unless it is told to", async () => {
    const root = await folderOf({ "cutover.yaml": CONFIG, "schema/config.schema.json": "{}\n" });
    const refused = await cutover(root, ["schema", "--install"]);
    expect([refused.code, refused.out]).toEqual([2, ""]);
    expect(refused.err).toContain('"schema/config.schema.json" would be overwritten with something else');
    expect(await filesBelow(join(root, "schema"))).toEqual(["config.schema.json"]);
    expect(await readFile(join(root, "schema/config.schema.json"), "utf8")).toBe("{}\n");

    expect((await cutover(root, ["schema", "--install", "--force"])).code).toBe(0);
    expect(await readFile(join(root, "schema/config.schema.json"), "utf8")).toContain("The catalog of a workspace");
  });

  it("takes a folder, and one schema", async () => {
    const root = await folderOf({});
    const { code, out, err } = await cutover(root, ["schema", "migration", "--install", "editor/schemas"]);
    expect([code, out]).toEqual([0, "wrote editor/schemas/migration.schema.json\n"]);
    expect(await filesBelow(root)).toEqual(["editor/schemas/migration.schema.json"]);
    expect(err).toContain("$schema=../editor/schemas/migration.schema.json");
    expect(err).not.toContain("config.schema.json");
  });

  it("wants a workspace or a folder", async () => {
    const root = await folderOf({});
    expect(await cutover(root, ["schema", "--install", "--workspace", root])).toMatchObject({ code: 2, out: "" });
    expect(await cutover(root, ["schema", "--force"])).toMatchObject({ code: 2, out: "" });
  });

  it("leaves what it cannot read to the user", async () => {
    const root = await folderOf({ "cutover.yaml": CONFIG });
    await writeFile(join(root, "schema"), "a file in the way");
    const { code, err } = await cutover(root, ["schema", "--install"]);
    expect(code).not.toBe(0);
    expect(err).toMatch(/^cutover: /);
  });
});
