import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Claim, Reading, Source } from "../../../src/deadlines/source.ts";
import { ShapeError } from "../../../src/deadlines/source.ts";
import { sources } from "../../../src/deadlines/sources/index.ts";
import { parseDeadlines } from "../../../src/load/deadlines.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../../shared/deadlines");

/** False where ../shared is absent: then the tests over the real feeds are skipped. */
export const hasFeeds = existsSync(folder);

/** The text of a real feed. */
export function feed(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** The feeds of model-eol by their path in the repository. */
export function eolFeeds(): Map<string, string> {
  const names = ["anthropic", "openai", "google", "amazon"];
  return new Map(names.map((name) => [`feeds/${name}.json`, feed(`model-eol.${name}.json`)]));
}

export function rssFeed(): Map<string, string> {
  return new Map([["data.json", feed("deprecations-rss.json")]]);
}

export function sourceOf(id: string): Source {
  const source = sources.find((one) => one.id === id);
  if (source === undefined) throw new Error(`no source ${id}`);
  return source;
}

/** What a source says, or how it refuses; anything else that is thrown is thrown on. */
export function attempt(source: Source, texts: ReadonlyMap<string, string>): Reading | ShapeError {
  try {
    return source.read(texts);
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** Days by host and name as the source writes it. */
export function daysOf(claims: readonly Claim[]): Map<string, string | undefined> {
  return new Map(claims.map(({ host, model, as, cutoff }) => [`${host} ${as ?? model}`, cutoff]));
}

/** Days by host and model, of those that have one. */
export function byModel(claims: readonly Claim[]): Map<string, string> {
  return new Map(
    claims.flatMap(({ host, model, cutoff }) => (cutoff === undefined ? [] : [[`${host} ${model}`, cutoff] as const])),
  );
}

/** How many claims there are by host. */
export function hostsOf(claims: readonly Claim[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { host } of claims) counts[host] = (counts[host] ?? 0) + 1;
  return counts;
}

/** What keeps a reading from standing in a lock file, or makes two claims of one. */
export function problemsIn({ id }: Source, { claims, policies }: Reading): string[] {
  const facts = claims.map((claim) => ({ ...claim, source: id, seen: "2026-11-23" }));
  const lock = { version: 1, offerings: {}, policies: policies.map((policy) => ({ ...policy, source: id })), facts };
  const { diagnostics } = parseDeadlines(JSON.stringify(lock));
  const keys = claims.map(({ host, model }) => `${host} ${model}`);
  const repeated = keys.filter((key, index) => keys.indexOf(key) !== index);
  return [...diagnostics.map(({ message }) => message), ...repeated.map((key) => `two claims of ${key}`)];
}
