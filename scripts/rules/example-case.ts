import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parseExample } from "../../src/rules/engine/example.ts";
import { type Case, openCase } from "./open-case.ts";

const USUAL_DAY = Date.parse("2026-05-20T00:00:00Z");

/** Top-level keys, as they are written where an example leaves them out. */
type Defaults = Readonly<Record<string, string>>;

const CONFIG: Defaults = {
  apiVersion: "apiVersion: cutover/v1",
  kind: "kind: Config",
  targets:
    "targets:\n  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets }",
};

const MIGRATION: Defaults = {
  apiVersion: "apiVersion: cutover/v1",
  kind: "kind: Upgrade",
  name: "name: NAME",
  status: "status: active",
  owner: 'owner: "@ana"',
  summary: "summary: Better at long agentic work.",
  references:
    "references:\n  announcement: https://example.com/news/model\n  documentation: https://example.com/docs/model",
};

const GATEWAY: Readonly<Record<string, string>> = {
  "targets/ai-gateway/models.yml": `models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_sonnet_4_6
  - gitlab_identifier: claude_haiku_4_5
`,
  "targets/ai-gateway/unit_primitives.yml": `configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [duo_chat]
    default_models: [claude_sonnet_4_5]
    selectable_models: [claude_sonnet_4_5, claude_haiku_4_5]
  - feature_setting: code_suggestions
    unit_primitives: [complete_code]
    default_models: [claude_haiku_4_5]
`,
};

/** Lints an example in a folder of its own. What it leaves out is put at the end of each file, so its lines stay. */
export async function openExample(example: string): Promise<Case> {
  const { asOf, files } = parseExample(example);
  const root = await fs.mkdtemp(join(tmpdir(), "cutover-example-"));
  try {
    for (const [file, text] of complete(files)) {
      await fs.mkdir(dirname(join(root, file)), { recursive: true });
      await fs.writeFile(join(root, file), text);
    }
    return await openCase(root, asOf ?? USUAL_DAY);
  } finally {
    await fs.rm(root, { recursive: true, force: true });
  }
}

function complete(files: readonly { readonly file: string; readonly text: string }[]): ReadonlyMap<string, string> {
  const all = new Map(Object.entries({ ...GATEWAY, "cutover.yaml": "" }));
  for (const { file, text } of files) all.set(file, text);
  const migrations = [...all.keys()].filter((file) => file.startsWith("migrations/"));
  if (migrations.length === 0) all.set("migrations/claude-sonnet-4-6.yaml", "");
  return new Map([...all].map(([file, text]) => [file, completed(file, text)]));
}

function completed(file: string, text: string): string {
  if (file === "cutover.yaml") return withDefaults(text, CONFIG);
  if (!file.startsWith("migrations/")) return text;
  const name = basename(file).replace(/\.ya?ml$/, "");
  const whole = withDefaults(text, { ...MIGRATION, name: `name: ${name}` });
  // A migration says something about at least one of these.
  const says = ["offerings", "replaces", "features", "bulk"].some((key) => hasKey(whole, key));
  return says ? whole : `${whole}features:\n  duo_chat: { stage: planned }\n`;
}

function withDefaults(text: string, defaults: Defaults): string {
  const missing = Object.entries(defaults).flatMap(([key, lines]) => (hasKey(text, key) ? [] : [`${lines}\n`]));
  return text + missing.join("");
}

function hasKey(text: string, key: string): boolean {
  return new RegExp(`^${key}:`, "m").test(text);
}
