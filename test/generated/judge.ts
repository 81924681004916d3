import { diffLines } from "diff";
import { parse } from "yaml";
import type { Texts } from "./gateway-text.ts";
import { blocksOf } from "./lines.ts";

export type Plain = Readonly<Record<string, unknown>>;

/** Both files as the gateway reads them. */
export interface Meaning {
  readonly models: readonly Plain[];
  readonly features: readonly Plain[];
}

export function meaningOf(texts: Texts): Meaning {
  return {
    models: entriesOf(texts.models, "models"),
    features: entriesOf(texts.features, "configurable_unit_primitives"),
  };
}

/** Reading takes longer than all the rest, and most files are looked at more than once. */
const known = new Map<string, readonly Plain[]>();

function entriesOf(text: string, key: string): readonly Plain[] {
  const parsed =
    known.get(text) ?? (parse(text, { version: "1.1", uniqueKeys: false }) as Record<string, readonly Plain[]>)[key];
  known.set(text, parsed ?? []);
  return parsed ?? [];
}

/** Whether both say the same: the order of keys is free, that of lists and entries is not. */
export function meansTheSame(a: Texts, b: Texts): boolean {
  return stable(meaningOf(a)) === stable(meaningOf(b));
}

export function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const HALVES = [
  ["models", "gitlab_identifier"],
  ["features", "feature_setting"],
] as const;

/** Comments of the people's files that the other has not in the same entry. */
export function missingComments(people: Texts, other: Texts): string[] {
  return HALVES.flatMap(([half, key]) => {
    const theirs = commentsById(people[half], key);
    const ours = commentsById(other[half], key);
    return [...theirs].flatMap(([id, comments]) => {
      const rest = [...(ours.get(id) ?? [])];
      return comments.filter((comment) => {
        const at = rest.indexOf(comment);
        if (at >= 0) rest.splice(at, 1);
        return at < 0;
      });
    });
  });
}

function commentsById(text: string, key: string): Map<string, string[]> {
  const lines = text.split("\n");
  const blocks = blocksOf(lines, key);
  const head = lines.slice(0, blocks[0]?.lead ?? lines.length);
  return new Map([
    ["", commentsIn(head)],
    ...blocks.map((one) => [one.id, commentsIn(lines.slice(one.lead, one.end))] as const),
  ]);
}

function commentsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const bare = line.replaceAll(/"[^"]*"|'[^']*'/g, (quoted) => "x".repeat(quoted.length));
    const at = bare.search(/(?<=^|\s)#/);
    return at < 0 ? [] : [line.slice(at)];
  });
}

/** Added and removed lines of both files. */
export function changedLines(before: Texts, after: Texts): number {
  return HALVES.reduce((sum, [half]) => {
    const changes = diffLines(before[half], after[half]).filter(({ added, removed }) => added || removed);
    return sum + changes.reduce((count, change) => count + change.count, 0);
  }, 0);
}

/** Entries in which the other has not kept what people kept: the whole text, or single lines of one that they changed. */
export function touched(before: Texts, people: Texts, other: Texts): string[] {
  return HALVES.flatMap(([half, key]) => {
    const theirs = textsById(people[half], key);
    const ours = textsById(other[half], key);
    return [...textsById(before[half], key)].flatMap(([id, text]) => {
      if (theirs.get(id) === text) return ours.get(id) === text ? [] : [id];
      const kept = common(text.split("\n"), theirs.get(id)?.split("\n") ?? []);
      return common(kept, ours.get(id)?.split("\n") ?? []).length < kept.length ? [id] : [];
    });
  });
}

/** Lines that are in both, as often as they are in both. */
function common(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

function textsById(text: string, key: string): Map<string, string> {
  const lines = text.split("\n");
  return new Map(blocksOf(lines, key).map(({ id, lead, end }) => [id, lines.slice(lead, end).join("\n")]));
}
