import { createHash } from "node:crypto";
import { normalizeBody } from "../model/marker.ts";
import type { Observed } from "../model/observed.ts";
import type { Strategy } from "../model/resource.ts";

/** JSON with sorted keys; maps count as objects, and what is undefined is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

/** SHA-256 of a value's canonical JSON, in hex. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/**
 * Fingerprint of an object without what moves for reasons of its own: times, and the relations, which have changes of
 * their own.
 */
export function basisOf(observed: Observed): string {
  return digestOf(essence(observed));
}

/** Strategies in an order of their own, so that the server's order is no difference. */
export function sortedStrategies(strategies: readonly Strategy[]): Strategy[] {
  return strategies
    .map((strategy) => ({ ...strategy, environments: [...strategy.environments].sort() }))
    .sort((a, b) => compare(canonicalJson(a), canonicalJson(b)));
}

function essence(observed: Observed): unknown {
  switch (observed.kind) {
    case "flag":
      return {
        active: observed.active,
        strategies: sortedStrategies(observed.strategies),
        foreign: observed.foreign,
      };
    case "proposal": {
      const { state, title, base, branch, commit, head, foreignCommits } = observed;
      // What a branch holds is read only where it matters; its commit says the same.
      const held = commit === undefined ? { head, foreignCommits } : { commit };
      return { state, title, base, branch, ...held, body: normalizeBody(observed.body) };
    }
    default: {
      const { title, state, dueDate, milestone, confidential } = observed;
      const lists = { labels: [...observed.labels].sort(), assignees: [...observed.assignees].sort() };
      return { title, state, dueDate, milestone, confidential, ...lists, body: normalizeBody(observed.body) };
    }
  }
}

function sorted(value: unknown): unknown {
  if (value instanceof Map) return sorted(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => compare(a, b)).map(([key, item]) => [key, sorted(item)]));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
