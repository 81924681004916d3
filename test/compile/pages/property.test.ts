import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../../src/compile/index.ts";
import { closingsIn } from "../../../src/model/closing-word.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { hostile, htmlIn, mentionsIn } from "../bodies/markdown.ts";
import { readTables } from "./gfm-table.ts";
import { compileScene, sceneOf } from "./harness.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: models }
  docs: { project: acme/docs, format: markdown, path: page.md, region: feature-models }
  notices: { project: acme/docs, format: markdown, path: page.md, region: deprecations }
  moves: { project: acme/docs, format: markdown, path: page.md, region: migrations }
`;

function migration(name: string, feature: string, rest = ""): string {
  return `apiVersion: cutover/v1\nkind: Upgrade\nname: ${name}\nstatus: active\nowner: "@ana"\nsummary: A move.\n${rest}features:
  ${feature}: { stage: default, from: claude_sonnet_4_5, to: claude_sonnet_4_6, no_flag: a test }\n`;
}

function modelsFile(name = "Claude Sonnet"): string {
  const entry = (id: string) =>
    `  - name: ${JSON.stringify(name)}\n    provider: Anthropic\n    gitlab_identifier: ${id}\n    description: Balanced.\n    cost_indicator: "$"\n    max_context_tokens: 1\n    model_class_provider: anthropic\n    params: { model: ${id} }\n    deprecation: { deprecation_date: ${JSON.stringify(name)}, removal_version: "19.5" }\n`;
  return `models:\n${entry("claude_sonnet_4_5")}${entry("claude_sonnet_4_6")}`;
}

const FEATURES = `configurable_unit_primitives:\n${["chat", "code", "third"]
  .map((name) => `  - feature_setting: ${name}\n    unit_primitives: []\n    default_models: [claude_sonnet_4_5]\n`)
  .join("")}`;

const GATEWAY = { "models/models.yml": modelsFile(), "models/unit_primitives.yml": FEATURES };

const newline = fc.constantFrom("\n", "\r\n");
const proseLine = fc.constantFrom(
  "",
  "text",
  "  text with blanks  ",
  "# Heading",
  "| a | b |",
  "|---|---|",
  "Claude Sonnet (Anthropic)",
  "> quote",
  "\tcode",
  "<br>",
  "\u00e9\u4e2d\ud83d\ude00",
  "| `chat` | not ours |",
);
const prose = fc.array(fc.tuple(proseLine, newline)).map((lines) => lines.map(([line, end]) => line + end).join(""));
const HEADS = ["Feature", "Maturity", "Default model", "Models users may pick", "Sizes"];
const padding = fc.constantFrom("", " ", "   ");
const row = fc
  .tuple(fc.constantFrom("`chat`", "`code`", "Bot (`bot`)", "by hand \\| x", "\\`third\\`"), padding, padding)
  .map(([first, left, right]) => `|${[first, "a", "b", "c", "d"].map((text) => left + text + right).join("|")}|`);
const table = fc
  .tuple(fc.uniqueArray(row, { selector: (line) => /`\w+`/.exec(line)?.[0] ?? line, maxLength: 5 }), newline)
  .map(([rows, end]) => [`| ${HEADS.join(" | ")} |`, "|---|---|---|---|---|", ...rows, ""].join(end));

test("what stands outside of the region, and rows of others, are kept to the byte", () => {
  let count = 0;
  fc.assert(
    fc.property(
      fc.constantFrom("", "\ufeff", "---\ntitle: Models\n---\n", "+++\r\ntitle = 1\r\n+++\r\n"),
      prose,
      fc.oneof(table, fc.constantFrom("", "\n", "\r\n\r\n", "\n\n\n")),
      prose,
      newline,
      fc.constantFrom("", "\n", "\r\n", "\n\n", "end"),
      (front, above, inner, below, end, last) => {
        const head = `${front}${above}\n<!-- cutover:region feature-models -->${end}`;
        const foot = `<!-- /cutover:region feature-models -->${last === "end" ? "\nend" : last + below}`;
        const page = `${head}${inner}${foot}`;
        const { result, after } = written(page);
        if (result.problems.length > 0) {
          expect(after).toBe(page);
          return;
        }
        count += 1;
        expect(after.startsWith(head)).toBe(true);
        expect(after.endsWith(foot)).toBe(true);
        const region = after.slice(head.length, after.length - foot.length);
        const kept = inner
          .split(/(?<=\n)/)
          .filter((line) => line.trim() !== "" && !/`(?:chat|code)`/.test(line.replaceAll("\\`", "")));
        const lines = region.split(/(?<=\n)/);
        expect(lines.filter((line) => kept.includes(line))).toEqual(kept);
        const [read] = readTables(region);
        const keys = read?.rows.flatMap(([first = ""]) => /(?<!\\)`(\w+)(?<!\\)`/.exec(first)?.[1] ?? []) ?? [];
        expect(keys.filter((key) => key === "chat" || key === "code").sort()).toEqual(["chat", "code"]);
        // Whoever ends lines in their own way finds no other newline in what was added.
        if (inner === "") expect(region.replaceAll(end, "")).not.toMatch(/[\r\n]/);
        expect(written(after).after).toBe(after);
      },
    ),
    { numRuns: 100 },
  );
  expect(count).toBeGreaterThan(50);
});

function written(page: string) {
  const scene = sceneOf(
    CONFIG.replace(/ {2}(?:notices|moves).*\n/g, ""),
    { a: migration("a", "chat"), b: migration("b", "code") },
    { gateway: GATEWAY, docs: { "page.md": page } },
  );
  const result = compileScene(scene);
  return { result, after: result.together("docs")?.after ?? "" };
}

test("no text of anybody breaks a table, runs as a command or calls people", () => {
  const page = "<!-- cutover:region feature-models -->\n<!-- /cutover:region feature-models -->\n"
    .concat("<!-- cutover:region deprecations -->\n<!-- /cutover:region deprecations -->\n")
    .concat("<!-- cutover:region migrations -->\n<!-- /cutover:region migrations -->\n");
  const text = fc.oneof(
    hostile,
    hostile.map((one) => `${one}<!-- /cutover:region feature-models -->\n${one}`),
  );
  fc.assert(
    fc.property(text, text, text, (title, model, advice) => {
      const readable = (one: string): string =>
        JSON.stringify(`x${one.replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, " ")}`);
      const config = `${CONFIG}features: { chat: { title: ${readable(title)} } }\n`;
      const rest = `model: { provider: anthropic, family: ${readable(title)}, version: "1" }\nreplaces: { claude_sonnet_4_5: { recommended: { model: ${readable(advice)} } } }\n`;
      const files = { ...GATEWAY, "models/models.yml": modelsFile(JSON.parse(readable(model))) };
      const scene = sceneOf(
        config,
        { a: migration("a", "chat", rest) },
        {
          gateway: files,
          docs: { "page.md": page },
          notices: { "page.md": page },
          moves: { "page.md": page },
        },
      );
      const result = compileScene(scene);
      expect(result.problems).toEqual([]);
      const counts = { docs: [5, 3], notices: [8, 2], moves: [8, 1] } as const;
      for (const [target, [columns, rows]] of Object.entries(counts)) {
        const after = result.together(target)?.after ?? "";
        const tables = readTables(after);
        expect(tables.map((one) => one.rows.length)).toEqual([rows]);
        for (const cells of tables[0]?.rows ?? []) expect(cells).toHaveLength(columns);
        expect(mentionsIn(after)).toEqual([]);
        expect(commandsIn(after)).toEqual([]);
        expect(closingsIn(after)).toEqual([]);
        expect(htmlIn(after).map((html) => html.trim())).toEqual(page.trim().split("\n"));
        const again = compile({
          workspace: scene.workspace,
          targets: new Map(
            Object.entries({ ...scene.files, [target]: { "page.md": after } }).map(([id, texts]) => [
              id,
              { target: id, files: new Map(Object.entries(texts)) },
            ]),
          ),
        });
        expect(again.files.find((file) => file.target === target)?.after).toBe(after);
      }
    }),
    { numRuns: 60 },
  );
});
