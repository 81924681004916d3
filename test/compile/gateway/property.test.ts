import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { applyEdits } from "../../../src/compile/files/edit.ts";
import { loadMigration } from "../../../src/load/validate.ts";
import { claimsOf, overlap } from "../../../src/model/claim.ts";
import { findFeature, findModel, type GatewayFiles } from "../../../src/model/gateway.ts";
import { movesOf } from "../../../src/model/move.ts";
import type { Migration } from "../../../src/model/schema/migration.gen.ts";
import { reaches } from "../../../src/model/stage.ts";
import { edited, gatewayOf, type Texts } from "./harness.ts";
import { gateways } from "./house-style.ts";
import { migrations } from "./wishes.ts";

// The same runs everywhere; to search for more, raise the number and take the seed away.
const RUNS = 100;
const SEED = 20260518;

interface Run {
  readonly before: Texts;
  readonly text: string;
  readonly migration: Migration;
}

/** Runs `check` for migrations that fit their schema and can be made; says how many there were. */
function forRuns(check: (run: Run, after: Texts) => void): number {
  let made = 0;
  fc.assert(
    fc.property(gateways, migrations, (before, data) => {
      const text = stringify(data);
      const { document } = loadMigration(text, "migrations/example.yaml");
      fc.pre(document !== undefined && !contradictsItself(document.data));
      const after = edited(before, text);
      if (after.problems.length > 0) {
        expect(after.count).toBe(0);
        // These say that the editor failed, not that the migration asks for something impossible.
        const failures = after.problems.filter(({ message }) =>
          /would not say|contradict|touch the same/.test(message),
        );
        expect(failures).toEqual([]);
        return;
      }
      made += 1;
      check({ before, text, migration: document?.data as Migration }, after);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  return made;
}

describe("random gateways and migrations", () => {
  it("say what was asked for, and again nothing the second time", () => {
    const made = forRuns(({ before, text, migration }, after) => {
      checkOfferings(gatewayOf(before), gatewayOf(after), migration);
      checkFeatures(gatewayOf(before), gatewayOf(after), migration);
      const twice = edited(after, text);
      expect([twice.count, twice.problems]).toEqual([0, []]);
    });
    expect(made).toBeGreaterThan(RUNS / 10);
  });

  it("keep the comments of all that stays", () => {
    const made = forRuns(({ before }, after) => {
      const old = gatewayOf(after);
      for (const half of ["models", "features"] as const) {
        const lost = commentsIn(before[half]).filter((comment) => !after[half].includes(comment));
        expect(lost.filter((comment) => !mayGo(comment, old))).toEqual([]);
      }
    });
    expect(made).toBeGreaterThan(RUNS / 10);
  });

  it("are edited alike with carriage returns and without final newline", () => {
    forRuns(({ before, text }, after) => {
      const crlf = edited(
        { models: before.models.replaceAll("\n", "\r\n"), features: before.features.replaceAll("\n", "\r\n") },
        text,
      );
      expect(crlf.models.replaceAll("\r\n", "\n")).toBe(after.models);
      expect(crlf.features).toBe(after.features.replaceAll("\n", "\r\n"));
      const open = edited({ models: before.models.trimEnd(), features: before.features.trimEnd() }, text);
      expect([open.models, open.features]).toEqual([after.models.trimEnd(), after.features.trimEnd()]);
    });
  });

  it("leave the text of what is not named alone", () => {
    forRuns(({ before, migration }, after) => {
      if (migration.replaces !== undefined) return;
      const named = new Set(movesOf(migration).map(({ feature }) => feature));
      for (const block of blocksOf(before.features)) {
        if (!named.has(/feature_setting: "(\w+)"/.exec(block)?.[1] ?? "")) expect(after.features).toContain(block);
      }
      const offered = new Set(Object.keys(migration.offerings ?? {}));
      for (const block of blocksOf(before.models)) {
        if (!offered.has(/gitlab_identifier: ["']?(\w+)/.exec(block)?.[1] ?? "")) expect(after.models).toContain(block);
      }
    });
  });
});

/** Two entries of one migration may claim the same thing only with equal values. */
function contradictsItself(migration: Migration): boolean {
  const claims = claimsOf(migration);
  return claims.some((a, index) => claims.slice(0, index).some((b) => overlap(a, b) && a.value !== b.value));
}

/** The text of each entry with the comments right above it, without the blank lines around it. */
function blocksOf(text: string): string[] {
  const lines = text.split("\n").slice(text.split("\n").findIndex((line) => /^\w+:$/.test(line)) + 1);
  const blocks: string[][] = [];
  for (const [index, line] of lines.entries()) {
    const begins = /^ {2}(- |# above)/.test(line) && !/^ {2}# above/.test(lines[index - 1] ?? "");
    if (begins) blocks.push([]);
    blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => block.join("\n").trimEnd());
}

/** Declared keys hold at any depth, null is absence, the others are as before. */
function checkOfferings(before: GatewayFiles, after: GatewayFiles, { offerings = {}, replaces = {} }: Migration): void {
  for (const [id, { place: _place, move: _move, in_place_of: _old, ...keys }] of Object.entries(offerings)) {
    if (replaces[id]?.retire === "remove") continue;
    const entry = findModel(after, id)?.entry ?? {};
    const { deprecation: _retired, ...rest } = entry;
    const { deprecation: _was, ...old } = findModel(before, id)?.entry ?? { gitlab_identifier: id };
    expect(rest).toEqual(merged(old, keys));
  }
  for (const [id, { retire, deprecation }] of Object.entries(replaces)) {
    if (retire === "remove") expect(findModel(after, id)).toBeUndefined();
    if (retire !== "deprecate") continue;
    const block = { deprecation_date: deprecation?.date, removal_version: deprecation?.removal_version };
    expect(findModel(after, id)?.entry["deprecation"]).toEqual(block);
  }
}

function merged(old: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result =
    typeof old === "object" && old !== null && !Array.isArray(old) ? { ...(old as Record<string, unknown>) } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (!(key in result) && asksForNothing(value)) continue;
    else result[key] = merged(result[key], value);
  }
  return result;
}

function asksForNothing(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value === null;
  return Object.keys(value).length > 0 && Object.values(value).every(asksForNothing);
}

/** What the last move of a feature says, where no other move speaks of the same. */
function checkFeatures(before: GatewayFiles, after: GatewayFiles, migration: Migration): void {
  const moves = movesOf(migration);
  const removed = Object.entries(migration.replaces ?? {}).flatMap(([id, { retire }]) =>
    retire === "remove" ? [id] : [],
  );
  for (const move of moves.filter(({ feature }) => moves.filter((other) => other.feature === feature).length === 1)) {
    const old = findFeature(before, move.feature);
    const now = findFeature(after, move.feature);
    if (move.effective === "absent") {
      expect(now).toBeUndefined();
      continue;
    }
    const left = new Set([
      ...removed,
      ...move.withdraw.filter(({ at }) => reaches(move.effective, at)).map(({ id }) => id),
    ]);
    const ids = [...(move.to ?? []), ...move.offer.map(({ id }) => id)];
    const lists = { dev: now?.dev ?? [], beta: now?.beta ?? [], selectable: now?.selectable ?? [] };
    for (const id of left) expect(Object.values(lists).flat()).not.toContain(id);
    const hasList = (old?.selectable ?? []).length > 0 || move.entry.create_list === true;
    for (const id of ids.filter((one) => !left.has(one))) {
      if (move.effective === "internal") expect(Object.values(lists).flat()).toContain(id);
      if (move.effective === "beta") expect([...lists.beta, ...lists.selectable]).toContain(id);
      if (!reaches(move.effective, "selectable") || !hasList) continue;
      expect(lists.selectable).toContain(id);
      expect([...lists.dev, ...lists.beta]).not.toContain(id);
    }
    const wasTo = move.to?.join() === old?.defaults.join();
    if (move.to !== undefined && reaches(move.effective, "default")) expect(now?.defaults).toEqual(move.to);
    else expect(now?.defaults).toEqual(wasTo ? move.from : old?.defaults);
    checkOrder(
      old?.selectable ?? [],
      lists.selectable,
      move.offer.filter((item) => item.move).map(({ id }) => id),
    );
  }
}

/** Nothing is sorted: ids that stay and do not move keep their order. */
function checkOrder(before: readonly string[], after: readonly string[], moving: readonly string[]): void {
  const stays = (list: readonly string[], other: readonly string[]) =>
    list.filter((id) => other.includes(id) && !moving.includes(id));
  expect(stays(after, before)).toEqual(stays(before, after));
}

function commentsIn(text: string): string[] {
  return [...text.matchAll(/# (?:on|above) [^;]+;/g)].map(([comment]) => comment);
}

/** A comment goes with what it is about, and with nothing else. */
function mayGo(comment: string, after: GatewayFiles): boolean {
  const [kind, subject = "", third = "", fourth = ""] = comment.replace(/# (on|above) |;/g, "").split(" ");
  if (kind === "entry") return findModel(after, subject) === undefined;
  if (kind === "feature") return findFeature(after, subject) === undefined;
  if (kind === "key") {
    const entry = findModel(after, subject)?.entry;
    const keys = entry && { ...entry, ...(entry["params"] as object | undefined) };
    return keys === undefined || !(third in keys);
  }
  const feature = findFeature(after, subject);
  const list = third === "default" ? undefined : feature?.[third as "dev" | "beta" | "selectable"];
  if (third === "default") return feature === undefined;
  return !(list ?? []).includes(fourth);
}

describe("applyEdits", () => {
  const cause = { file: "m.yaml", line: 1 };
  it("names both edits that touch the same text", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.tuple(fc.nat(20), fc.nat(5), fc.string({ maxLength: 3 })), { maxLength: 5 }),
        (text, list) => {
          const edits = list.map(([offset, length, inserted]) => ({ offset, length, text: inserted, cause }));
          const result = applyEdits(text.padEnd(30), edits);
          const clash = edits.some((a, i) => edits.some((b, j) => i !== j && meets(a, b)));
          expect("overlap" in result).toBe(clash);
          if ("overlap" in result)
            expect(meets(...result.overlap) || meets(result.overlap[1], result.overlap[0])).toBe(true);
        },
      ),
    );
  });
});

interface Span {
  readonly offset: number;
  readonly length: number;
}

/** `a` reaches into `b`, which begins no earlier. */
function meets(a: Span, b: Span): boolean {
  if (a.length === 0) return false;
  return b.offset >= a.offset && b.offset < a.offset + a.length && (b.length > 0 || b.offset > a.offset);
}
