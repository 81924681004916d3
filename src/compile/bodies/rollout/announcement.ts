import type { Move } from "../../../model/move.ts";
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

/** A text to paste, true from its time on, whatever stage the feature is at when the issue is written. */
interface Notice {
  readonly key: "announce-start" | "announce-pick" | "announce-end";
  readonly heading: string;
  /** When it is posted, for the middle of a sentence. */
  readonly when: string;
  readonly text: readonly string[];
}

/** Who is told, where and when, with texts to paste. */
export function announcement(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): Block {
  const told = audience(subject, rollout);
  const whom = told.length === 0 ? "the teams that are concerned" : "these teams";
  const parts = notices(subject, rollout, plan).flatMap(({ key, heading, when, text }) => [
    `### ${heading}`,
    task(key, `${when}, tell ${whom}:`),
    fenced(text, "text"),
  ]);
  return {
    name: "announcement",
    text: paragraphs(
      "## Announcement",
      embargo(subject),
      told.length === 0 ? undefined : "Who is told:",
      bullets(told.map(([id, team]) => describeTeam(id, team))),
      ...parts,
      rollout.moves[0].entry.flag && SELF_MANAGED,
    ),
  };
}

/** What is only offered is there once users can pick it, with or without a flag: a flag then switches something else. */
function notices(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): Notice[] {
  const [move] = rollout.moves;
  const stage = code(`${move.path.join(".")}.stage`);
  const picked = isChoice(move) ? pickNotice(subject, rollout, stage) : undefined;
  const start = { key: "announce-start", text: firstText(subject, rollout, plan) } as const;
  if (move.entry.flag !== undefined) {
    const end = { key: "announce-end", text: lastText(subject, rollout) } as const;
    return [
      ...(picked === undefined ? [] : [picked]),
      { ...start, heading: "Before the first step", when: "Before the first step of the flag" },
      { ...end, heading: "At 100 %", when: "Once the flag is at 100 %" },
    ];
  }
  if (picked !== undefined) {
    const when = `Before ${stage} reaches ${PICKED}`;
    return [
      { ...start, heading: "Before users can pick it", when },
      { ...picked, key: "announce-end" },
    ];
  }
  const all = code("default");
  const when = `Once ${stage} is ${all} and the gateway is deployed`;
  return [
    { ...start, heading: "Before everybody gets it", when: `Before ${stage} becomes ${all}` },
    { key: "announce-end", heading: "Once everybody has it", when, text: lastText(subject, rollout) },
  ];
}

const PICKED = `${code("beta")} or ${code("selectable")}`;

function pickNotice(subject: Subject, rollout: Rollout, stage: string): Notice {
  const has = rollout.moves.length === 1 ? "has" : "have";
  return {
    key: "announce-pick",
    heading: "Once users can pick it",
    when: `Once ${stage} has reached ${PICKED} and the gateway is deployed`,
    text: [`${features(subject, rollout)} now ${has} ${choice(subject, rollout)}.`, questions(subject, rollout)],
  };
}

/** Whether the move gives users something to pick and takes no default anywhere. */
function isChoice({ to, offer, sizes }: Move): boolean {
  return to === undefined && offer.length > 0 && Object.keys(sizes).length === 0;
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
  const { flag } = rollout.moves[0].entry;
  return [
    `${features(subject, rollout)} will get ${what(subject, rollout)}.`,
    ...(flag === undefined ? withoutFlag(rollout) : [`Feature flag: ${flag.name}`]),
    ...(reaches.length === 0 ? [] : [`Steps: ${reaches.join(", ")}`]),
    ...(start === undefined || end === undefined
      ? []
      : [`First step not before ${minute(start)}, last step not before ${minute(end)}.`]),
    questions(subject, rollout),
  ];
}

function withoutFlag({ moves: [{ entry }] }: Rollout): string[] {
  if (entry.no_flag === undefined) return ["No feature flag is planned yet."];
  return ["There is no feature flag: it begins when the change is deployed.", `The reason: ${entry.no_flag}`];
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
    questions(subject, rollout),
  ];
}

function questions(subject: Subject, rollout: Rollout): string {
  return `Questions and trouble: ${driOf(subject, rollout).replace(/^@/, "")}`;
}

function features({ config }: Subject, { moves }: Rollout): string {
  return listed(
    moves.map(({ feature }) => featureTitle(config, feature)),
    10,
  );
}

/** What everybody gets: the new model, as far as the migration names one, or what the flag switches. */
function what(subject: Subject, rollout: Rollout): string {
  const { migration } = subject;
  const [move] = rollout.moves;
  const { flag } = move.entry;
  if (isChoice(move)) return flag === undefined ? choice(subject, rollout) : withoutModel(migration.name, flag);
  const models = modelsFor(migration, move);
  return models.length === 0 ? withoutModel(migration.name, flag) : series(models);
}

function choice({ migration }: Subject, { moves: [move] }: Rollout): string {
  return `${series(modelsFor(migration, move))} as a model to choose`;
}

function withoutModel(name: string, flag: Flag | undefined): string {
  return flag?.controls === "prompt_version" && flag.on !== undefined
    ? `prompt version ${flag.on}`
    : `the change ${name}`;
}
