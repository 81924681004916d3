import { FLAG } from "../../../model/defaults.ts";
import { milestoneOf } from "../../../model/milestone.ts";
import { own } from "../../../model/own.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout as RolloutPlan } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, plainLine, safeLine } from "../../safe-text.ts";
import { driOf } from "../details.ts";
import { describeMove } from "../features.ts";
import { involved } from "../responsibilities.ts";
import type { Subject } from "../subject.ts";
import { facts, paragraphs } from "../table.ts";
import { featureName, ids, modelsFor, person, STATUS, series } from "../words.ts";
import { showsMetrics } from "./metrics.ts";
import { describeReach } from "./reach.ts";

const CONFIDENTIAL =
  "This issue is confidential, because figures of evaluations and gates belong in it: how a provider's model measures is told under an agreement in many cases.";

/** What moves, behind which flag, how far it is, and who is involved. */
export function overview(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): Block {
  const { config, migration, file } = subject;
  const [move] = rollout.moves;
  const { flag } = move.entry;
  const { consulted, informed } = involved(subject, "rollout");
  const milestone = milestoneOf(migration, move);
  const table = facts([
    ["Model", series(modelsFor(migration, move).map(plainLine))],
    [
      rollout.moves.length === 1 ? "Feature" : "Features",
      series(rollout.moves.map(({ feature }) => featureName(config, feature))),
    ],
    // Only where it says more than that the work goes on.
    ["Status", migration.status === "active" ? undefined : STATUS[migration.status]],
    ["Move", describeMove(move)],
    ["Flag", flag === undefined ? withoutFlag(move.entry.no_flag) : flagFacts(rollout)],
    ["Switches", flag && switches(rollout)],
    ["Step asked for", rollout.flag && released(plan)],
    ["Prompt", prompt(subject, rollout)],
    ["DRI", person(driOf(subject, rollout))],
    ["ETA", move.entry.eta && plainLine(move.entry.eta)],
    ["Milestone", milestone && plainLine(milestone)],
    ["Consulted", consulted],
    ["Informed", informed],
    ["Written in", `${code(move.path.join("."))} of ${code(file)}`],
  ]);
  const note = showsMetrics(config, rollout) ? CONFIDENTIAL : undefined;
  return { name: "overview", text: paragraphs("## Overview", table, note) };
}

function withoutFlag(reason: string | undefined): string {
  return reason === undefined ? "no flag is planned yet" : `none: ${safeLine(reason)}`;
}

function flagFacts({ moves: [{ entry }] }: Rollout): string {
  const { name = "", type = FLAG.type, actor = FLAG.actor, environments = FLAG.environments } = entry.flag ?? {};
  return `${code(name)}: type ${code(type)}, counts ${plainLine(actor)}s, served in ${series(environments.map(code))}`;
}

function switches({ moves: [{ entry, from, to }] }: Rollout): string {
  const { controls = FLAG.controls, off, on } = entry.flag ?? {};
  const isModel = controls === "model";
  const [before, after] = [off ?? (isModel ? from : undefined), on ?? (isModel ? to : undefined)];
  if (before === undefined && after === undefined) return "";
  const value = (side: string | readonly string[] | undefined) =>
    side === undefined ? "not named" : ids([side].flat());
  return `${plainLine(controls.replaceAll("_", " "))}: off ${value(before)}, on ${value(after)}`;
}

function released(plan: RolloutPlan | undefined): string {
  const step = plan?.steps[Number(plan.released) - 1];
  if (plan === undefined || step === undefined) return "none: the flag is to be off";
  return `step ${step.step} of ${plan.steps.length}: ${describeReach(step, plan)}`;
}

/** Definitions of the features' prompts that the catalog knows, at the version that the new model needs. */
function prompt({ config }: Subject, { moves }: Rollout): string | undefined {
  const { version } = moves[0].entry.prompt ?? {};
  if (version === undefined) return undefined;
  const names = new Set(moves.flatMap(({ feature }) => own(config.features, feature)?.prompts ?? []));
  return names.size === 0 ? `version ${code(version)}` : `${ids([...names])} at version ${code(version)}`;
}
