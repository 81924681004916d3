import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach } from "vitest";
import { acmeSeed, PEOPLE } from "../../src/cli/demo/seed.ts";
import type { Io } from "../../src/cli/io.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { type Sandbox, type SandboxOptions, type Seed, startSandbox } from "../../src/sandbox/server.ts";
import { cutover, folderWith, type Ran } from "../cli/harness.ts";

export const NOW = Date.parse("2026-11-23T09:00:00Z");
const REPOSITORY = new URL("../../", import.meta.url);

/** All three tokens, as docs/permissions.md asks for them. */
export const TOKENS: Readonly<Record<string, string>> = {
  CUTOVER_TOKEN: PEOPLE.bot.token,
  CUTOVER_PLAN_TOKEN: PEOPLE.reader.token,
  CUTOVER_NOTE_TOKEN: PEOPLE.notes.token,
};

/** The variables of the pipeline, as they should be. */
export const VARIABLES = [
  { key: "CUTOVER_TOKEN", value: PEOPLE.bot.token, protected: true, masked: true },
  { key: "CUTOVER_PLAN_TOKEN", value: PEOPLE.reader.token, masked: true },
  { key: "CUTOVER_NOTE_TOKEN", value: PEOPLE.notes.token, masked: true },
];

/** The whole answer of `doctor --format json`. */
export interface Report {
  readonly counts: Readonly<Record<Finding["severity"], number>>;
  readonly findings: readonly Finding[];
}

export interface Stand {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Runs a command line; the tokens are all three unless `env` names others. */
  run(argv: readonly string[], own?: Partial<Io>): Promise<Ran>;
  /** What doctor finds, and its exit code. */
  examine(own?: Partial<Io>, ...argv: string[]): Promise<Report & { readonly code: number; readonly out: string }>;
  /** Changes cutover.yaml, or another file of the workspace. */
  edit(change: (text: string) => string, path?: string): Promise<void>;
}

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** Acme's server over HTTP, whose clock is the tool's, with everything as it should be and then what a test seeds. */
export async function startStand(seed: Seed = {}, options: Partial<SandboxOptions> = {}): Promise<Stand> {
  const sandbox = await startSandbox({
    now: new Date(NOW).toISOString(),
    date: "clock",
    tier: "ultimate",
    seed: acmeSeed(),
    ...options,
  });
  sandbox.seed({ projects: [{ path: "acme/ai", variables: VARIABLES }] });
  sandbox.seed(seed);
  const { path: folder, remove } = await folderWith({
    "cutover.yaml": (await readFile(new URL("cutover.yaml", REPOSITORY), "utf8")).replace(
      "url: https://gitlab.example.com",
      `url: ${sandbox.url}\n  users: { apply: "@cutover-bot", notes: "@cutover-notes" }`,
    ),
  });
  await cp(new URL("migrations", REPOSITORY), join(folder, "migrations"), { recursive: true });
  ended.push(() => sandbox.close(), remove);
  const clock = { now: () => NOW, sleep: async () => {} };
  const run: Stand["run"] = (argv, own) => cutover(folder, argv, { env: TOKENS, clock, ...own });
  return {
    sandbox,
    folder,
    run,
    async examine(own, ...argv) {
      const ran = await run(["doctor", "--format", "json", ...argv], own);
      if (ran.err !== "") throw new Error(ran.err);
      return { ...(JSON.parse(ran.out) as Report), code: ran.code, out: ran.out };
    },
    async edit(change, path = "cutover.yaml") {
      const file = join(folder, path);
      const before = await readFile(file, "utf8");
      const after = change(before);
      if (after === before) throw new Error("the edit changes nothing");
      await writeFile(file, after);
    },
  };
}
