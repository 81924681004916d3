import { FLAG, rampOf } from "../../../model/defaults.ts";
import { milestoneOf } from "../../../model/milestone.ts";
import type { Block } from "../../../model/resource.ts";
import { releasedStep } from "../../items/flags.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, plainLine, safeLine } from "../../safe-text.ts";
import { driOf } from "../details.ts";
import { describeMove } from "../features.ts";
import { involved } from "../responsibilities.ts";
import type { Subject } from "../subject.ts";
import { facts, paragraphs } from "../table.ts";
import { featureName, ids, modelNames, person, series } from "../words.ts";
import { describeReach } from "./steps.ts";

/** What moves, behind which flag, how far it is, and who is involved. */
export function overview(subject: Subject, rollout: Rollout): Block {
  const { config, migration, file } = subject;
  const [move] = rollout.moves;
  const { flag } = move.entry;
  const { consulted, informed } = involved(subject, "rollout");
  const milestone = milestoneOf(migration, move);
  const table = facts([
    ["Model", series(modelNames(migration).map(plainLine))],
    [
      rollout.moves.length === 1 ? "Feature" : "Features",
      series(rollout.moves.map(({ feature }) => featureName(config, feature))),
    ],
    ["Move", describeMove(move)],
    ["Flag", flag === undefined ? `none: ${safeLine(move.entry.no_flag ?? "not planned yet")}` : flagFacts(rollout)],
    ["Switches", flag && switches(rollout)],
    ["Step asked for", flag && released(subject, rollout)],
    ["DRI", person(driOf(subject, rollout))],
    ["ETA", move.entry.eta && plainLine(move.entry.eta)],
    ["Milestone", milestone && plainLine(milestone)],
    ["Consulted", consulted],
    ["Informed", informed],
    ["Written in", `${code(move.path.join("."))} of ${code(file)}`],
  ]);
  return { name: "overview", text: paragraphs("## Overview", table) };
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

function released({ config, migration }: Subject, rollout: Rollout): string {
  const [{ entry }] = rollout.moves;
  const steps = rampOf(config, rollout.moves[0])?.steps ?? [];
  const number = releasedStep(migration.status, rollout);
  const step = steps[number - 1];
  if (entry.flag === undefined || step === undefined) return "none: the flag is to be off";
  return `step ${number} of ${steps.length}: ${describeReach(step, entry.flag)}`;
}
