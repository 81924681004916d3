import { own } from "../../../model/own.ts";
import type { Block } from "../../../model/resource.ts";
import type { Team } from "../../../model/schema/config.gen.ts";
import type { Flag } from "../../../model/schema/migration.gen.ts";
import type { Rollout as RolloutPlan } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, fenced, plainLine } from "../../safe-text.ts";
import { driOf } from "../details.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { task } from "../tasks.ts";
import { featureTitle, listed, modelsFor, roleNames, series } from "../words.ts";
import { minute } from "./reach.ts";

/** Who is told, where and when, with texts to paste. */
export function announcement(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): Block {
  const [move] = rollout.moves;
  const hasFlag = move.entry.flag !== undefined;
  const [before, after] = hasFlag
    ? ["Before the first step", "At 100 %"]
    : ["Before the change is merged", "Once it is deployed"];
  const told = audience(subject, rollout);
  return {
    name: "announcement",
    text: paragraphs(
      "## Announcement",
      embargo(subject),
      told.length === 0 ? undefined : "Who is told:",
      bullets(told.map(([id, team]) => describeTeam(id, team))),
      `### ${before}`,
      task("announce-start", told.length === 0 ? "Tell the teams that are concerned:" : "Tell these teams:"),
      fenced(firstText(subject, rollout, plan), "text"),
      `### ${after}`,
      task("announce-end", "Tell them again:"),
      fenced(lastText(subject, rollout), "text"),
      hasFlag ? SELF_MANAGED : undefined,
    ),
  };
}

/** Their instances call our gateway but run an older release, in which the flag is still read. */
const SELF_MANAGED =
  "Self-managed instances that use the cloud-connected gateway get the new model only when the flag is gone from the code, because they do not have the release that switches it. Say so wherever customers ask.";

function embargo({ migration: { visibility, announce_on: day } }: Subject): string | undefined {
  if (visibility !== "confidential") return undefined;
  return `The migration is confidential${day === undefined ? "" : ` until ${plainLine(day)}`}: use channels whose members may know of it.`;
}

/** The features' own teams, then those whose roles the matrix wants asked or told of a rollout. */
function audience({ config, raci }: Subject, { moves }: Rollout): [string, Team][] {
  const mine = new Set(moves.map(({ feature }) => own(config.features, feature)?.team));
  const { responsible, accountable, consulted, informed } = raci.rollout;
  const roles = new Set([...responsible, ...accountable, ...consulted, ...informed]);
  const teams = Object.entries(config.teams ?? {});
  const first = teams.filter(([id]) => mine.has(id));
  // Another feature's team has nothing to do with this one.
  const others = teams.filter(([id, { role }]) => !mine.has(id) && role !== "feature_team" && roles.has(role));
  return [...first, ...others];
}

function describeTeam(id: string, { role, channel }: Team): string {
  const where = channel === undefined ? "no channel is on record in the catalog" : code(channel);
  return `${roleNames([role])}, team ${code(id)}: ${where}`;
}

function firstText(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): string[] {
  const [start, end] = [plan?.steps.at(0)?.not_before, plan?.steps.at(-1)?.not_before];
  const reaches = (plan?.steps ?? []).map(({ audience: group, percentage }) => group ?? `${percentage} %`);
  const { flag, no_flag: reason } = rollout.moves[0].entry;
  const how =
    flag === undefined
      ? [
          `There is no feature flag${reason === undefined ? "" : ` (${reason})`}: it begins when the change is deployed.`,
        ]
      : [`Feature flag: ${flag.name}`];
  return [
    `${features(subject, rollout)} will get ${what(subject, rollout)}.`,
    ...how,
    ...(reaches.length === 0 ? [] : [`Steps: ${reaches.join(", ")}`]),
    ...(start === undefined || end === undefined
      ? []
      : [`First step not before ${minute(start)}, last step not before ${minute(end)}.`]),
    `Questions and trouble: ${driOf(subject, rollout).replace(/^@/, "")}`,
  ];
}

function lastText(subject: Subject, rollout: Rollout): string[] {
  const { flag } = rollout.moves[0].entry;
  return [
    `${features(subject, rollout)} now ${rollout.moves.length === 1 ? "has" : "have"} ${what(subject, rollout)}${flag === undefined ? "." : " for everybody."}`,
    ...(flag === undefined
      ? []
      : [
          `Feature flag: ${flag.name}, at 100 %`,
          "Self-managed instances that use the cloud-connected gateway get it when the flag is removed from the code.",
        ]),
    `Questions and trouble: ${driOf(subject, rollout).replace(/^@/, "")}`,
  ];
}

function features({ config }: Subject, { moves }: Rollout): string {
  return listed(
    moves.map(({ feature }) => featureTitle(config, feature)),
    10,
  );
}

/** The new model, as far as the migration names one. */
function what({ migration }: Subject, { moves: [move] }: Rollout): string {
  const { to, offer, entry } = move;
  const models = modelsFor(migration, move);
  if (models.length === 0) return withoutModel(migration.name, entry.flag);
  return to === undefined && offer.length > 0 ? `${series(models)} as a model to choose` : series(models);
}

function withoutModel(name: string, flag: Flag | undefined): string {
  return flag?.controls === "prompt_version" && flag.on !== undefined
    ? `prompt version ${flag.on}`
    : `the change ${name}`;
}
