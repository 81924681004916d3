import { parseDuration } from "../../../model/duration.ts";
import { own } from "../../../model/own.ts";
import type { GateReport, ResolvedGate, Rollout as RolloutPlan } from "../../../model/schema/rollout.gen.ts";
import { code, safeLine } from "../../safe-text.ts";
import { person, series, span } from "../words.ts";

/** What a gate asks for, with its name: as Markdown of one line, without a full stop. */
export function gateLine(plan: RolloutPlan, name: string): string {
  return `${code(name)}: ${describeGate(own(plan.gates, name))}`;
}

/** What makes a gate fail, likewise. */
export function failureLine(plan: RolloutPlan, name: string): string {
  const gate = own(plan.gates, name);
  if (gate?.source === "person") return `${code(name)}: ${(gate.by ?? []).map(person).join(" or ")} says no`;
  if (gate?.source !== "prometheus") return `${code(name)} no longer holds`;
  const { min, max } = gate;
  const sides = [...(max === undefined ? [] : [`above ${max}`]), ...(min === undefined ? [] : [`below ${min}`])];
  return `${code(name)} is ${sides.join(" or ")}${observed(gate)}`;
}

function describeGate(gate: ResolvedGate | undefined): string {
  switch (gate?.source) {
    case undefined:
      return "not declared in the catalog";
    case "evaluation":
      return gate.reports?.length
        ? series(gate.reports.map(describeReport))
        : "an evaluation, of which none is on record";
    case "person": {
      const people = (gate.by ?? []).map(person).join(" or ");
      return `${people} says so${gate.question === undefined ? "" : `: ${safeLine(gate.question)}`}`;
    }
    case "prometheus":
      return `${limits(gate)}${observed(gate)}`;
  }
}

function describeReport({ report, margin }: GateReport): string {
  return `${code(report)} holds, with a loss of ${margin} at most`;
}

function limits({ min, max }: ResolvedGate): string {
  return series([...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])]);
}

function observed({ window, min_samples: samples }: ResolvedGate): string {
  const over = window === undefined ? "" : ` over ${span(parseDuration(window) ?? 0)}`;
  return `${over}${samples === undefined ? "" : `, judged from ${samples} samples on`}`;
}
