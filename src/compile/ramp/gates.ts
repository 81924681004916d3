import { FLAG, type ResolvedRamp } from "../../model/defaults.ts";
import { driOf } from "../../model/dri.ts";
import type { Move } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Gate } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Flag, Migration } from "../../model/schema/migration.gen.ts";
import type { GateQuery, GateReport, ResolvedGate } from "../../model/schema/rollout.gen.ts";

/** What the gates of a ramp are about. */
export interface GateSubject {
  readonly config: Config;
  readonly migration: Migration;
  readonly flag: Flag;
  /** All moves that the flag switches. */
  readonly moves: readonly [Move, ...Move[]];
}

/** Gates that any step or the abort of a ramp names and the catalog has, each once, with its values filled in. */
export function resolvedGates(subject: GateSubject, ramp: ResolvedRamp): Record<string, ResolvedGate> {
  const known = gateNames(ramp).flatMap((name) => {
    const gate = own(subject.config.gates, name);
    return gate === undefined ? [] : [[name, resolved(subject, gate)] as const];
  });
  return Object.fromEntries(known);
}

/** Gates that any step or the abort of a ramp names, each once. */
function gateNames({ steps, abort }: ResolvedRamp): string[] {
  return [...new Set([...steps.flatMap(({ gates = [] }) => gates), ...abort])];
}

function resolved(subject: GateSubject, { source, query, max, min, window, min_samples, by, question }: Gate) {
  switch (source) {
    case "prometheus": {
      const queries = query === undefined ? undefined : queriesOf(subject, query);
      return { source, max, min, window, min_samples, queries };
    }
    case "evaluation":
      return { source, reports: reportsOf(subject) };
    case "person": {
      const { config, migration, moves } = subject;
      return { source, by: by ?? [driOf(config, moves[0]) ?? migration.owner], question };
    }
  }
}

/** One query for each feature and each of its offerings, as far as the text has a variable for them. */
function queriesOf({ flag, moves }: GateSubject, text: string): GateQuery[] {
  const has = (name: string) => new RegExp(`\\$${name}\\b`).test(text);
  const filled = (values: Readonly<Record<string, string | undefined>>) =>
    text.replace(/\$(feature|model|flag)\b/g, (whole, name: string) => own(values, name) ?? whole);
  const queries = moves.flatMap((move): GateQuery[] => {
    const feature = has("feature") ? move.feature : undefined;
    const models = has("model") ? modelsOf(flag, move) : [];
    return (models.length === 0 ? [undefined] : models).map((model) => ({
      feature,
      model,
      query: filled({ feature, model, flag: flag.name }),
    }));
  });
  return [...new Map(queries.map((query) => [query.query, query])).values()];
}

/** The offerings that the new side of a flag answers with. */
function modelsOf({ controls = FLAG.controls, on = "" }: Flag, { to, offer, sizes }: Move): readonly string[] {
  if (to !== undefined) return to;
  // Free text in the schema, and a query would end at its quotes.
  if (controls === "model" && /^[a-z0-9][a-z0-9_.-]*$/.test(on)) return [on];
  return [...new Set([...offer.map(({ id }) => id), ...Object.values(sizes).map((size) => size.to)])];
}

function reportsOf({ moves }: GateSubject): GateReport[] {
  const reports = moves.flatMap(({ entry: { evaluation } }): GateReport[] => {
    if (evaluation === undefined) return [];
    const { report, dataset, margin = 0 } = evaluation;
    return [{ report, dataset, margin }];
  });
  // The features of one entry share its evaluation.
  return [...new Map(reports.map((one) => [JSON.stringify(one), one])).values()];
}
