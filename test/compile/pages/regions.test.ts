import { describe, expect, it } from "vitest";
import { neededFiles } from "../../../src/compile/needed.ts";
import { compileScene, type Scene, sceneOf, withFiles, withMigrations } from "./harness.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: models, visibility: private }
  docs: { project: acme/docs, format: markdown, path: page.md, region: feature-models, visibility: public }
  notices: { project: acme/docs, format: markdown, path: page.md, region: deprecations, visibility: public }
`;

const PAGE = `<!-- cutover:region feature-models -->
<!-- /cutover:region feature-models -->
<!-- cutover:region deprecations -->
<!-- /cutover:region deprecations -->
`;

function entry(id: string, more = ""): string {
  return `  - name: "${id.toUpperCase()}"\n    provider: Anthropic\n    gitlab_identifier: ${id}\n    description: Balanced.\n    cost_indicator: "$"\n    max_context_tokens: 1\n    model_class_provider: anthropic\n    params: { model: ${id} }\n${more}`;
}

function feature(name: string, model: string, picks: readonly string[]): string {
  return `  - feature_setting: ${name}\n    unit_primitives: []\n    default_models: [${model}]\n    selectable_models:\n${picks.map((id) => `      - ${id}\n`).join("")}`;
}

function gateway(features: string, models = ["m_1", "m_2"].map((id) => entry(id)).join("")): Record<string, string> {
  return {
    "models/models.yml": `models:\n${models}`,
    "models/unit_primitives.yml": `configurable_unit_primitives:\n${features}`,
  };
}

function migration(name: string, rest: string, status = "active"): string {
  return `apiVersion: cutover/v1\nkind: Upgrade\nname: ${name}\nstatus: ${status}\nowner: "@ana"\nsummary: A move.\n${rest}`;
}

function move(name: string, stage: string, from: string, to: string): string {
  return `features:\n  ${name}: { stage: ${stage}, from: ${from}, to: ${to}, no_flag: a test }\n`;
}

const CHAT = feature("chat", "m_1", ["m_1", "m_2"]);
const CODE = feature("code", "m_1", ["m_1"]);

function scene(migrations: Record<string, string>, files = gateway(CHAT + CODE), page = PAGE): Scene {
  return sceneOf(CONFIG, migrations, { gateway: files, docs: { "page.md": page }, notices: { "page.md": page } });
}

/** Rows of a region that one migration's merge request writes. */
function rowsOf(input: Scene, name: string, target = "docs"): string[] {
  const edit = compileScene(input).requestOf(name, target)?.edits[0];
  const before = new Set((edit?.before ?? "").split("\n"));
  return (edit?.after ?? "")
    .split("\n")
    .filter((line) => line.startsWith("|") && !before.has(line))
    .slice(edit?.before === PAGE ? 2 : 0);
}

/** The scene as it is once all its merge requests are merged. */
function merged(input: Scene): Scene {
  return compileScene(input).files.reduce(
    (all, { target, path, after }) => withFiles(all, target, { [path]: after }),
    input,
  );
}

describe("a row of a feature", () => {
  it("is taken back with the default, also by a move that is only planned", () => {
    const moved = merged(scene({ a: migration("a", move("chat", "default", "m_1", "m_2")) }));
    expect(moved.files["docs"]?.["page.md"]).toContain("| `chat` | not set | M\\_2 (Anthropic) |");
    for (const stage of ["planned", "selectable"]) {
      const back = { ...scene({ a: migration("a", move("chat", stage, "m_1", "m_2")) }), files: moved.files };
      expect(rowsOf(back, "a")).toEqual([
        "| `chat` | not set | M\\_1 (Anthropic) | M\\_1 (Anthropic); M\\_2 (Anthropic) | none |",
      ]);
      // The gateway was first.
      const after = compileScene(back).files.filter(({ target }) => target === "gateway");
      const late = after.reduce((all, { target, path, after: text }) => withFiles(all, target, { [path]: text }), back);
      expect(rowsOf(late, "a")).toHaveLength(1);
    }
  });

  it("that is only planned is not added", () => {
    const page =
      "<!-- cutover:region feature-models -->\n\n| Feature | Maturity | Default model | Models users may pick | Sizes |\n|---|---|---|---|---|\n\n<!-- /cutover:region feature-models -->\n";
    expect(rowsOf(scene({ a: migration("a", move("chat", "planned", "m_1", "m_2")) }, undefined, page), "a")).toEqual(
      [],
    );
    expect(
      rowsOf(scene({ a: migration("a", move("chat", "selectable", "m_1", "m_2")) }, undefined, page), "a"),
    ).toHaveLength(1);
  });

  it("follows its name, and goes with its feature", () => {
    const files = merged(scene({ a: migration("a", move("chat", "default", "m_1", "m_2")) })).files;
    const renamed = {
      ...scene({
        a: migration(
          "a",
          "features:\n  talk: { stage: default, formerly: chat, from: m_1, to: m_2, no_flag: a test }\n",
        ),
      }),
      files,
    };
    const after = compileScene(renamed).requestOf("a", "docs")?.edits[0]?.after ?? "";
    expect(after.match(/^\| `\w+`/gm)).toEqual(["| `talk`", "| `code`"]);
    const gone = { ...scene({ a: migration("a", "features:\n  chat: { stage: absent }\n") }), files };
    expect(compileScene(gone).requestOf("a", "docs")?.edits[0]?.after).not.toContain("`chat`");
  });

  it("shows a model's new name, and one that is removed no more, whichever file was merged first", () => {
    const changes = {
      a: migration("a", "offerings: { m_1: { name: One } }\n"),
      b: migration("b", `replaces: { m_2: { retire: remove } }\n`),
    };
    const filled = merged(scene({ z: migration("z", move("chat", "selectable", "m_1", "m_2")) })).files;
    const start = { ...scene(changes), files: filled };
    expect(rowsOf(start, "a")).toEqual([
      "| `chat` | not set | One (Anthropic) | One (Anthropic); M\\_2 (Anthropic) | none |",
      "| `code` | not set | One (Anthropic) | One (Anthropic) | none |",
    ]);
    expect(rowsOf(start, "b")).toEqual(["| `chat` | not set | M\\_1 (Anthropic) | M\\_1 (Anthropic) | none |"]);
    const edits = compileScene(start).files.filter(({ target }) => target === "gateway");
    const late = edits.reduce((all, { target, path, after }) => withFiles(all, target, { [path]: after }), start);
    expect(rowsOf(late, "a")).toHaveLength(2);
    expect(rowsOf(late, "b")).toContain("| `chat` | not set | One (Anthropic) | One (Anthropic) | none |");
    expect(compileScene(start).together("docs")?.after).toBe(compileScene(merged(start)).together("docs")?.before);
  });

  it("stays as it is where a migration moves nothing that it shows", () => {
    const other = scene({ a: migration("a", "offerings: { m_1: { max_context_tokens: 2 } }\n") });
    expect(compileScene(other).requestOf("a", "docs")?.edits).toEqual([]);
    expect(compileScene(other).requestOf("a", "notices")?.edits).toEqual([]);
  });
});

describe("a secret migration", () => {
  const SECRET = "visibility: confidential\n";
  const offering = `offerings:\n  m_3: { name: Top secret, provider: Anthropic, description: New., cost_indicator: "$", max_context_tokens: 1, model_class_provider: anthropic, params: { model: m-3 } }\n`;
  const migrations = {
    hidden: migration(
      "hidden",
      `${SECRET}${offering}replaces: { m_1: { retire: deprecate, deprecation: { date: 2026-10-01, removal_version: "19.5" } } }\n${move("chat", "default", "m_1", "m_3")}`,
    ),
    open: migration(
      "open",
      `${move("chat", "selectable", "m_1", "m_2").replace("from: m_1, to: m_2", "offer: [m_2]")}  code: { stage: default, from: m_1, to: m_2, no_flag: a test }\n`,
    ),
  };

  it("shows nowhere, neither before nor after its edits are in a gateway that not everybody may see", () => {
    const before = scene(migrations);
    const gatewayAfter = compileScene(before).files.filter(({ target }) => target === "gateway");
    const after = gatewayAfter.reduce(
      (all, { target, path, after: text }) => withFiles(all, target, { [path]: text }),
      before,
    );
    expect(after.files["gateway"]?.["models/models.yml"]).toContain("Top secret");
    for (const input of [before, after]) {
      const result = compileScene(input);
      expect(result.problems).toEqual([]);
      for (const target of ["docs", "notices"]) {
        expect(result.requestOf("hidden", target)?.edits).toEqual([]);
        const texts = [
          result.together(target)?.after,
          ...(result.requestOf("open", target)?.edits ?? []).map((edit) => edit.after),
        ];
        for (const text of texts) expect(text).not.toMatch(/secret|m_3|m-3|2026-10-01/i);
      }
      expect(result.together("docs")?.after).toContain("| `code` |");
    }
  });

  it("is written once it is open", () => {
    const open = scene({ ...migrations, hidden: migrations.hidden.replace("visibility: confidential\n", "") });
    expect(compileScene(open).together("docs")?.after).toContain("| Top secret (Anthropic) |");
    expect(compileScene(open).together("notices")?.after).toContain(
      "| `m_1` | M\\_1 | Anthropic | 2026-10-01 | 19.5 |",
    );
  });
});

describe("several migrations", () => {
  const page = PAGE.replaceAll("\n", "\r\n");
  const both = {
    a: migration("a", move("chat", "default", "m_1", "m_2")),
    b: migration("b", "features:\n  code: { stage: selectable, offer: [m_2], no_flag: a test }\n"),
  };

  it("merged one after the other in any order leave the same bytes", () => {
    const start = scene(both, undefined, page);
    const ends = [
      ["a", "b"],
      ["b", "a"],
    ].map((names) => {
      const end = names.reduce((now, name) => {
        const one = withMigrations(now, (all) => all.filter(({ data }) => data.name === name));
        return { ...merged(one), workspace: now.workspace };
      }, start);
      return end.files["docs"]?.["page.md"];
    });
    expect(ends[0]).toBe(ends[1]);
    expect(ends[0]).toBe(compileScene(start).together("docs")?.after);
    expect(ends[0]?.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("each say which line of theirs asked for each row", () => {
    const { trail = [] } = compileScene(scene(both)).together("docs") ?? {};
    const rows = trail.map((edits) =>
      edits
        .filter(({ text }) => text.includes("`"))
        .map(({ text, cause }) => [text.slice(2, 8), `${cause.file}:${cause.line}`]),
    );
    expect(rows).toEqual([
      [
        ["`chat`", "migrations/a.yaml:8"],
        ["`code`", "migrations/a.yaml:3"],
      ],
      [["`code`", "migrations/b.yaml:8"]],
    ]);
  });
});

it("an empty table of migrations is filled with all that are not over for nothing", () => {
  const config = CONFIG.replace(/region: feature-models/, "region: migrations");
  const page = "<!-- cutover:region migrations -->\n<!-- /cutover:region migrations -->\n";
  const keep = "replaces: { m_1: { retire: keep } }\n";
  const all = ["active", "cancelled", "complete", "draft", "paused"].map((status) => [
    status,
    migration(status, keep, status),
  ]);
  const input = sceneOf(config, Object.fromEntries(all), { ...scene({}).files, docs: { "page.md": page } });
  expect(
    compileScene(input)
      .together("docs")
      ?.after?.match(/^\| `\w+`/gm),
  ).toEqual(["| `active`", "| `complete`", "| `paused`"]);
});

it.each([
  ["is secret now", "visibility: confidential\n", "active"],
  ["is cancelled", "", "cancelled"],
])("what a migration has proposed is taken back once it %s, though no page is read for it", (_what, rest, status) => {
  const { files, ...input } = scene({ a: migration("a", `${move("chat", "default", "m_1", "m_2")}${rest}`, status) });
  const { gateway: own = {} } = files;
  expect(neededFiles(input.workspace).has("docs")).toBe(false);
  const { requestOf } = compileScene({ ...input, files: { gateway: own } });
  expect([requestOf("a", "docs"), requestOf("a", "notices")]).toMatchObject([
    { branch: "cutover/docs/a", edits: [] },
    { branch: "cutover/notices/a", edits: [] },
  ]);
});

it("a page that is needed and was not read is left out", () => {
  const { files, ...input } = scene({ a: migration("a", move("chat", "default", "m_1", "m_2")) });
  const { gateway: own = {} } = files;
  expect(compileScene({ ...input, files: { gateway: own } }).requestOf("a", "docs")).toBeUndefined();
});

it("no ramp waits for a page", () => {
  const flagged = `features:\n  chat:\n    stage: rollout\n    from: m_1\n    to: m_2\n    flag: { name: chat_m_2 }\n    ramp: { steps: [{ percentage: 100, soak: 1d }], start: 2026-05-18 }\n    step: 1\n`;
  const config = CONFIG.replace(
    "project: acme/ai } }",
    "project: acme/ai }, flags: { backend: project, project: acme/ai } }",
  );
  const input = sceneOf(config, { a: migration("a", flagged) }, scene({}).files);
  const flags = compileScene(input).resources.filter(({ kind }) => kind === "flag");
  expect(flags).toMatchObject([{ after: ["file/a/gateway"] }]);
});
