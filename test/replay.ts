import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const replay = join(root, "../shared/gateway/replay");
const own = join(root, "test/fixtures/replay");

/** False where ../shared is absent: then the tests over real changes are skipped. */
export const hasCases = existsSync(replay);

const folders = hasCases ? readdirSync(join(replay, "cases")).sort() : [];

/** Name of a case's folder by its number, such as `05`. */
export function caseFolder(number: string): string {
  return folders.find((name) => name.startsWith(`${number}-`)) ?? number;
}

export const caseFolders: readonly string[] = folders;

/** Folder with the two files as they were before or after the change. */
export function caseSide(folder: string, side: "before" | "after"): string {
  return join(replay, "cases", folder, side);
}

/** Day on which the change of a case was made. */
export function caseDay(folder: string): number {
  const { date } = JSON.parse(readFileSync(join(replay, "cases", folder, "case.json"), "utf8")) as { date: string };
  return Date.parse(date);
}

/** The migration that explains the change: the case's own, else the one written for it under fixtures. */
export function caseMigration(folder: string): string {
  const theirs = join(replay, "cases", folder, "migration.yaml");
  return readFileSync(existsSync(theirs) ? theirs : join(own, folder, "migration.yaml"), "utf8");
}

interface DiffSize {
  readonly added: number;
  readonly removed: number;
}

/** What compare.mjs says of a candidate. */
export interface Comparison {
  readonly equal: boolean;
  readonly remaining: readonly unknown[];
  readonly commentDifferences: readonly { readonly missing: readonly string[] }[];
  readonly referenceDiff: Readonly<Record<string, DiffSize>>;
  readonly candidateDiff: Readonly<Record<string, DiffSize>>;
}

export interface Comparer {
  /** Folder for the files of a candidate. */
  candidate(name: string): string;
  /** Compares the two files in `candidate` with those that people made. */
  compare(folder: string, candidate: string): Comparison;
  remove(): void;
}

/** Copies the scripts to where they find `yaml`. */
export function createComparer(): Comparer {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const tools = mkdtempSync(join(cache, "replay-"));
  for (const file of ["compare.mjs", "lib.mjs"]) copyFileSync(join(replay, file), join(tools, file));
  return {
    candidate(name) {
      mkdirSync(join(tools, name), { recursive: true });
      return join(tools, name);
    },
    compare: (folder, candidate) => runCompare(tools, folder, candidate),
    remove: () => rmSync(tools, { recursive: true }),
  };
}

function runCompare(tools: string, folder: string, candidate: string): Comparison {
  const argv = [join(tools, "compare.mjs"), caseSide(folder, "before"), caseSide(folder, "after"), candidate];
  try {
    return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" })) as Comparison;
  } catch (error) {
    // Exit 1 says that they differ; what it printed says where. Nothing printed: it could not run, and said why.
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    if (stdout === "") throw new Error(`compare.mjs failed: ${stderr}`);
    return JSON.parse(stdout) as Comparison;
  }
}

/** Changed lines of one file. */
export function changedLines(size: DiffSize | undefined): number {
  return (size?.added ?? 0) + (size?.removed ?? 0);
}
