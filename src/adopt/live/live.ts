import type { ObservedItem } from "../../model/observed.ts";
import { hostsOf } from "../../model/offering-name.ts";
import { ownerIn } from "../../scaffold/migration-text.ts";
import { OPEN, scalar } from "../../scaffold/yaml-text.ts";
import { EMPTY } from "../migration-draft.ts";
import { featuresLines } from "../moves-lines.ts";
import { modelLines } from "../what-it-is.ts";
import { adoptedLines } from "./adopted-lines.ts";
import { featureEntry, knownMilestone } from "./feature-entry.ts";
import type { Models } from "./models-named.ts";
import { replacedLines } from "./replaced.ts";
import { firstParagraph } from "./summary.ts";
import { type LiveWork, sortWork } from "./work.ts";

export interface LiveMigration {
  readonly text: string;
  /** What a person has to fill in, a line each; the text marks most of it. */
  readonly open: readonly string[];
  /** What was decided on the way, and what the next plan would do beside taking over. */
  readonly notes: readonly string[];
}

const MODELINE = "# yaml-language-server: $schema=../schema/migration.schema.json";
const PRIORITY = /^[^\w\n]{0,8}priority[^\w\n]{1,8}(low|medium|high|critical)\b/im;

/** The migration that takes over what people do by hand, and that asks for nothing but what stands there. */
export function adoptLive(work: LiveWork): LiveMigration {
  const { name, config, gateway } = work;
  const sorted = sortWork(work);
  const { main } = sorted;
  const models: Models | undefined = gateway && { gateway, hosts: hostsOf(config) };
  const kind = work.kind ?? (main?.kind === "epic" ? "Deprecation" : "Upgrade");
  const entries = sorted.features.map((one) => featureEntry(work, sorted, models, one));
  const drafts = entries.flatMap(({ draft }) => draft ?? []);
  const owner = ownerOf(work, main);
  const summary = summaryOf(main, work);
  const milestone = knownMilestone(config, main?.milestone);
  const replaced = kind === "Deprecation" ? replacedLines(main, drafts, models) : { lines: [], open: [] };
  const parts = [
    [...adoptedLines(sorted), ...sorted.open.map((one) => `  ${OPEN} ${one}`)],
    ...(replaced.lines.length > 0 ? [replaced.lines] : []),
    drafts.length > 0 ? featuresLines(drafts) : [`${OPEN} the features that it concerns`, "# features:"],
  ];
  const lines = [
    MODELINE,
    "apiVersion: cutover/v1",
    `kind: ${kind}`,
    `name: ${scalar(name)}`,
    "status: active",
    ...(gateway === undefined ? [] : modelLines({ ...EMPTY, features: drafts }, gateway, hostsOf(config), config)),
    ...priorityLine(main),
    `owner: ${JSON.stringify(owner ?? "@owner")}${owner === undefined ? ` ${OPEN} who answers for it` : ""}`,
    ...(milestone === undefined ? [] : [`milestone: ${JSON.stringify(milestone)}`]),
    ...(main?.confidential ? ["visibility: confidential"] : []),
    "summary: |",
    ...summary.map((line) => `  ${line}`),
    ...parts.flatMap((part) => ["", ...part]),
  ];
  const open = [
    ...(owner === undefined ? ["owner: who answers for it"] : []),
    ...sorted.open,
    ...replaced.open,
    ...entries.flatMap((entry) => entry.open),
    ...(drafts.length === 0 ? ["features: which features it concerns; no issue, table or flag names one"] : []),
  ];
  const notes = [...sorted.notes, ...unsaidMilestone(main, milestone), ...entries.flatMap((entry) => entry.notes)];
  return { text: `${lines.join("\n")}\n`, open, notes };
}

/** Who has the main issue, else who made it. */
function ownerOf({ owner, config }: LiveWork, main: ObservedItem | undefined): string | undefined {
  if (owner !== undefined) return owner;
  if (main === undefined) return ownerIn(config);
  return `@${main.assignees[0] ?? main.author}`;
}

function summaryOf(main: ObservedItem | undefined, { flags }: LiveWork): string[] {
  if (main === undefined) return [`Takes over ${flags.map(({ name }) => name).join(", ")}.`];
  const said = firstParagraph(main.body);
  return said.length > 0 ? said : [`${main.title.replace(/^[\s/#>*+-]+/, "")}.`];
}

function priorityLine(main: ObservedItem | undefined): string[] {
  const priority = PRIORITY.exec(main?.body ?? "")?.[1]?.toLowerCase();
  return priority === undefined ? [] : [`priority: ${priority}`];
}

function unsaidMilestone(main: ObservedItem | undefined, known: string | undefined): string[] {
  const title = main?.milestone;
  return title === undefined || title === known ? [] : [`milestone "${title}" is none of cutover.yaml and is left out`];
}
