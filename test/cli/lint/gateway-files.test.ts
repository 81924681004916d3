import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cutover } from "../harness.ts";
import { ACME, CONFIG, FEATURES, folder, GATEWAY, MODELS, migration, places, textAt, UNSELECTABLE } from "./acme.ts";

const FILE = "gateway/ai_gateway/model_selection/unit_primitives.yml";
/** A default that is not among what users may select. */
const WRONG = { [FILE]: UNSELECTABLE };
const FOUND = `${FILE}:14:9 default-not-selectable`;

it("are linted without any workspace", async () => {
  const cwd = await folder({ ...GATEWAY, ...WRONG });
  const ran = await cutover(cwd, ["lint", FILE, "--format", "json"]);
  expect(ran.code).toBe(1);
  expect(places(ran.out)).toEqual([FOUND]);
  const other = await cutover(join(cwd, "gateway"), ["lint", FILE.slice("gateway/".length)]);
  expect(other.out).toMatch(/^ai_gateway\/model_selection\/unit_primitives.yml:14:9: error/);
  const clean = await cutover(cwd, ["lint", FILE.replace("unit_primitives", "models")]);
  expect(clean.out).toMatch(/^no problems found in 1 file /);
});

it("are linted in pairs", async () => {
  const cwd = await folder({ "models.yml": MODELS, "a/models.yml": MODELS, "a/unit_primitives.yml": FEATURES });
  const ran = await cutover(cwd, ["lint", "a/models.yml", "models.yml"]);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('"models.yml" is half of a gateway\'s configuration: there is no unit_primitives.yml');
});

it("are wrong together where either cannot be read", async () => {
  const cwd = await folder({ "a/models.yml": MODELS, "a/unit_primitives.yml": "" });
  const ran = await cutover(cwd, ["lint", "a/models.yml", "--format", "json"]);
  expect(ran.code).toBe(1);
  expect(places(ran.out)).toEqual(["a/unit_primitives.yml:1:1 schema"]);
});

it("are a warning in a workspace and an error where they are named", async () => {
  const cwd = await folder({ ...ACME, ...WRONG });
  const all = await cutover(cwd, ["lint"]);
  expect(all.code).toBe(0);
  expect(all.out).toContain("ai_gateway/model_selection/unit_primitives.yml:14:9: warning[default-not-selectable]");
  for (const path of [FILE, "gateway", join(cwd, FILE)]) {
    const named = await cutover(cwd, ["lint", path, "--format", "json"]);
    expect([named.code, places(named.out)]).toEqual([1, [FOUND]]);
  }
});

it("are shown by one path in every format, related places too", async () => {
  const cwd = await folder({ ...ACME, ...WRONG });
  const ran = await cutover(cwd, [
    "lint",
    FILE,
    "--format",
    "sarif",
    "--output",
    "github=out.txt",
    "--output",
    "junit=out.xml",
  ]);
  expect(ran.out).toContain(`"uri": "${FILE}"`);
  expect(ran.out).not.toContain('"uri": "ai_gateway');
  expect(await textAt(cwd, "out.txt")).toContain(`file=${FILE},line=14`);
  expect(await textAt(cwd, "out.xml")).toContain(`name="${FILE}"`);
});

it("show YAML that cannot be read", async () => {
  const cwd = await folder({ ...GATEWAY, [FILE]: `${FEATURES}  - feature_setting: [\n` });
  const ran = await cutover(cwd, ["lint", FILE]);
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(new RegExp(`^${FILE}:17:22: error\\[syntax\\]`));
});

it("know their prompts where those lie beside them", async () => {
  const models = FILE.replace("unit_primitives", "models");
  const prompts = ["base", "claude_4_5"].map((folder) => [
    `gateway/ai_gateway/prompts/definitions/chat/react/${folder}/1.0.0.yml`,
    "name: Chat\n",
  ]);
  for (const files of [GATEWAY, ACME]) {
    const cwd = await folder({ ...files, ...Object.fromEntries(prompts) });
    const ran = await cutover(cwd, ["lint", models, "--format", "json"]);
    expect(places(ran.out)).toEqual([`${models}:20:13 family-without-prompts`]);
    expect((await cutover(cwd, ["lint", models.replace("models", "unit_primitives")])).code).toBe(0);
  }
  expect(await cutover(await folder(GATEWAY), ["lint", models])).toMatchObject({ code: 0, err: "" });
});

it("are linted beside files of the workspace", async () => {
  const elsewhere = Object.fromEntries(
    Object.entries({ ...GATEWAY, ...WRONG }).map(([file, text]) => [file.replace("gateway/", "old/"), text]),
  );
  const cwd = await folder({ ...ACME, ...elsewhere, "migrations/chat.yaml": migration("chatt") });
  const ran = await cutover(cwd, ["lint", "migrations", FILE.replace("gateway/", "old/"), "--format", "json"]);
  expect(places(ran.out)).toEqual([
    "migrations/chat.yaml:3:7 name-matches-file",
    `${FOUND.replace("gateway/", "old/")}`,
  ]);
});

it("of another target are never fixed unless they are named", async () => {
  const again = '      - "claude_sonnet_4_6"\n';
  const noted = FEATURES.replace(again, `${again}${again}`);
  const cwd = await folder({ ...ACME, "cutover.yaml": CONFIG, [FILE]: noted });
  expect((await cutover(cwd, ["lint", "--fix", "--unsafe"])).code).toBe(0);
  expect(await textAt(cwd, FILE)).toBe(noted);
  const named = await cutover(cwd, ["lint", "--fix", FILE]);
  expect(named.err).toMatch(new RegExp(`^fixed ${FILE}:10:9: .*\\[duplicate-list-item\\]`));
  expect(await textAt(cwd, FILE)).toBe(FEATURES);
});

describe("of two targets with one path", () => {
  const config =
    `${CONFIG.replace("path: ai_gateway/model_selection, checkout: gateway", "path: m, checkout: A")}`.replace(
      "features:\n",
      "  second: { project: acme/second, format: ai-gateway, path: m, checkout: B }\nfeatures:\n",
    );
  const wrong = MODELS.replace(
    "max_tokens: 4_096\n",
    "max_tokens: 4_096\n    deprecation: { removal_version: 19.10 }\n",
  );
  const long = `# ${"a comment that makes places differ ".repeat(20)}\n`;
  const pair = (name: string, models: string) => ({
    [`${name}/m/models.yml`]: models,
    [`${name}/m/unit_primitives.yml`]: FEATURES,
  });
  const files = (a: string, b: string) => ({
    ...{ "cutover.yaml": config, "migrations/chat.yaml": migration("chat") },
    ...pair("A", a),
    ...pair("B", b),
  });
  const UNQUOTED = "removal-version-unquoted";
  const found = (out: string) => places(out).filter((place) => place.includes(UNQUOTED));

  it.each([
    ["the first", wrong, `${long}${MODELS}`, "m/models.yml:13:37", "A/m/models.yml"],
    ["the second", MODELS, `${long}${wrong}`, "second/m/models.yml:14:37", "B/m/models.yml"],
  ])("findings are those of %s, and --fix mends that one alone", async (_, a, b, place, path) => {
    const cwd = await folder(files(a, b));
    expect(found((await cutover(cwd, ["lint", "--format", "json"])).out)).toEqual([`${place} ${UNQUOTED}`]);
    expect((await cutover(cwd, ["lint"])).out).toMatch(/> 1[34] \| .*removal_version: 19\.10/);
    await cutover(cwd, ["lint", "--fix", path]);
    const mend = (text: string) => text.replace("19.10", '"19.10"');
    expect([await textAt(cwd, "A/m/models.yml"), await textAt(cwd, "B/m/models.yml")]).toEqual([mend(a), mend(b)]);
  });

  it("each has its own, and the path that was named is that of one", async () => {
    const cwd = await folder(files(wrong, `${long}${wrong}`));
    const all = await cutover(cwd, ["lint", "--format", "json"]);
    expect(found(all.out)).toEqual([`m/models.yml:13:37 ${UNQUOTED}`, `second/m/models.yml:14:37 ${UNQUOTED}`]);
    const named = await cutover(cwd, ["lint", "--format", "json", "B/m/models.yml"]);
    expect(found(named.out)).toEqual([`B/m/models.yml:14:37 ${UNQUOTED}`]);
    await cutover(cwd, ["lint", "--fix", "B"]);
    expect(await textAt(cwd, "A/m/models.yml")).toBe(wrong);
    expect(await textAt(cwd, "B/m/models.yml")).toBe(`${long}${wrong}`.replace("19.10", '"19.10"'));
  });
});

it("are hinted at where there is no workspace", async () => {
  const cwd = await folder({ "models.yml": MODELS, "unit_primitives.yml": FEATURES, "foo.yml": "a: b\n" });
  for (const path of ["foo.yml", "."]) {
    const ran = await cutover(cwd, ["lint", path]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("lint models.yml unit_primitives.yml") });
  }
});

it("that cannot be read are why rules are skipped", async () => {
  const cwd = await folder({ ...ACME, [FILE]: "configurable_unit_primitives: [\n" });
  const ran = await cutover(cwd, ["lint"]);
  expect(ran.err).toContain("skipped because ai_gateway/model_selection/unit_primitives.yml could not be read");
  expect(ran.err).not.toContain("for want of");
});
