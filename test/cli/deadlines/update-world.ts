import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "../../../src/cli/io.ts";
import { parseDeadlines } from "../../../src/load/deadlines.ts";
import type { Deadlines } from "../../../src/model/schema/deadlines.gen.ts";
import { type GithubServer, startGithub } from "../../github-server.ts";
import { cutover, folderWith, type Ran } from "../harness.ts";

export const TABLE = "src/internal/data/deprecated-models.ts";
export const SHARED = "src/resources/shared.ts";
export const ANTHROPIC = "anthropics/anthropic-sdk-typescript";
export const OPENAI = "openai/openai-node";
export const MODEL_EOL = "thossullivan/model-eol";
export const RSS = "deprecations/deprecations-rss";

const DOCS = "https://docs.example.com/deprecations";

export function anthropicTable(days: Readonly<Record<string, string>>): string {
  const rows = Object.entries(days).map(([id, day]) => `  '${id}': '${day}',\n`);
  return `export const DEPRECATED_MODELS: { readonly [key: string]: string } = {\n${rows.join("")}} as const;\n`;
}

export function openaiComment(days: Readonly<Record<string, string>>): string {
  const items = Object.entries(days).map(([id, day]) => ` * - "${id}": Announced shutdown date: ${day}. See ${DOCS}\n`);
  return `/**\n * Deprecated values:\n *\n${items.join("")} */\nexport type ChatModel =\n  | 'acme-5'\n`;
}

/** Without a day, a model of which no end is said. */
export function eolFeed(publisher: string, days: Readonly<Record<string, string | undefined>>): string {
  const models = Object.entries(days).map(([id, shutdown]) => ({
    id,
    source: DOCS,
    ...(shutdown !== undefined && { announced: "2026-08-01", shutdown }),
  }));
  const policy = publisher === "anthropic" ? { policy: { min_notice_days: 60, source: DOCS } } : {};
  return JSON.stringify({ spec: "model-eol/0.1", publisher, source: DOCS, ...policy, models }, null, 2);
}

export function rssRows(days: Readonly<Record<string, string>>): string {
  const rows = Object.entries(days).map(([model_id, shutdown_date]) => ({
    provider: "OpenAI",
    model_id,
    announcement_date: "2026-07-21",
    shutdown_date,
    deprecation_date: "2026-07-20",
    replacement_models: null,
    url: DOCS,
  }));
  return JSON.stringify(rows, null, 2);
}

/** Four repositories with a few models each. */
export function smallSources(): Map<string, Readonly<Record<string, string>>> {
  const none = ["openai", "google", "amazon"].map(
    (name) => [`feeds/${name}.json`, eolFeed(name, { "acme-new": undefined })] as const,
  );
  return new Map<string, Readonly<Record<string, string>>>([
    [ANTHROPIC, { [TABLE]: anthropicTable({ "acme-sonnet-4-5": "November 30th, 2026" }) }],
    [OPENAI, { [SHARED]: openaiComment({ "acme-gpt-5": "2026-12-11" }) }],
    [
      MODEL_EOL,
      {
        ...Object.fromEntries(none),
        "feeds/anthropic.json": eolFeed("anthropic", { "acme-sonnet-4-5": "2026-11-30" }),
      },
    ],
    [RSS, { "data.json": rssRows({ "acme-gpt-5": "2026-12-11" }) }],
  ]);
}

export interface UpdateWorld {
  readonly server: GithubServer;
  readonly folder: string;
  update(words?: readonly string[], io?: Partial<Io>): Promise<Ran>;
  /** Runs any command there, on the same day. */
  run(words: readonly string[], io?: Partial<Io>): Promise<Ran>;
  lock(): Promise<string>;
  facts(): Promise<Deadlines>;
  write(path: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export const TODAY = Date.parse("2026-11-23T09:00:00Z");

/** A workspace with an address of its own for GitHub. */
export async function updateWorld(
  repositories: ReadonlyMap<string, Readonly<Record<string, string>>>,
  files: Readonly<Record<string, string>>,
): Promise<UpdateWorld> {
  const server = await startGithub(repositories);
  const folder = await folderWith(files);
  const run = (words: readonly string[], io: Partial<Io> = {}) => {
    const clock = { now: () => TODAY, sleep: async () => {} };
    return cutover(folder.path, words, { clock, ...io, env: { GITHUB_API_URL: server.url, ...io.env } });
  };
  const lock = () => readFile(join(folder.path, "deadlines.lock.json"), "utf8");
  return {
    server,
    folder: folder.path,
    run,
    update: (words = [], io = {}) => run(["deadlines", "update", ...words], io),
    lock,
    facts: async () => {
      const { document, diagnostics } = parseDeadlines(await lock());
      if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
      return document.data;
    },
    write: (path, text) => writeFile(join(folder.path, path), text),
    close: async () => {
      await server.close();
      await folder.remove();
    },
  };
}
