import { type ResolvedRamp, rampOf } from "../../../model/defaults.ts";
import { parseDuration } from "../../../model/duration.ts";
import { own } from "../../../model/own.ts";
import type { Block } from "../../../model/resource.ts";
import type { Gate } from "../../../model/schema/common.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, safeLine } from "../../safe-text.ts";
import { driOf } from "../details.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { person, series, span } from "../words.ts";

/** When the rollout has succeeded, and what each gate measures. */
export function success(subject: Subject, rollout: Rollout): Block | undefined {
  const ramp = rampOf(subject.config, rollout.moves[0]);
  if (ramp === undefined || rollout.moves[0].entry.flag === undefined) return undefined;
  const names = gateNames(ramp);
  const gates = names.map(
    (name) => `${code(name)}: ${describeGate(subject, rollout, own(subject.config.gates, name))}`,
  );
  return {
    name: "success",
    text: paragraphs(
      "## Success criteria",
      lastStep(ramp),
      names.length === 0 ? "No gate is named: people judge by the dashboards." : "The gates:",
      bullets(gates),
    ),
  };
}

/** Gates that any step or the abort of a ramp names, each once. */
function gateNames({ steps, abort }: ResolvedRamp): string[] {
  return [...new Set([...steps.flatMap(({ gates = [] }) => gates), ...abort])];
}

function lastStep({ steps }: ResolvedRamp): string {
  const last = steps.at(-1);
  const soak = span(parseDuration(last?.soak ?? "") ?? 0);
  const reach = last?.percentage === undefined ? "its last audience" : `${last.percentage} %`;
  return `The rollout has succeeded when the flag has stood at ${reach} for ${soak} and nothing below asked for a way back.`;
}

function describeGate(subject: Subject, rollout: Rollout, gate: Gate | undefined): string {
  if (gate === undefined) return "not declared in the catalog";
  switch (gate.source) {
    case "evaluation":
      return "the recorded evaluation holds";
    case "person": {
      const people = gate.by ?? [driOf(subject, rollout)];
      return `${people.map(person).join(" or ")} says so${gate.question === undefined ? "" : `: ${safeLine(gate.question)}`}`;
    }
    case "prometheus":
      return `${limits(gate)}${observed(gate)}`;
  }
}

function limits({ min, max }: Gate): string {
  return series(
    [min === undefined ? "" : `at least ${min}`, max === undefined ? "" : `at most ${max}`].filter(
      (part) => part !== "",
    ),
  );
}

function observed({ window, min_samples: samples }: Gate): string {
  const over = window === undefined ? "" : ` over ${span(parseDuration(window) ?? 0)}`;
  return `${over}${samples === undefined ? "" : `, judged from ${samples} samples on`}`;
}
