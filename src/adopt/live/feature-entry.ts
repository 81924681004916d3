import { own } from "../../model/own.ts";
import { exposureOf } from "../../model/resource.ts";
import type { FeatureMove } from "../../model/schema/migration.gen.ts";
import { OPEN } from "../../scaffold/yaml-text.ts";
import type { MoveDraft } from "../draft.ts";
import type { Models } from "./models-named.ts";
import { moveOf } from "./move-of.ts";
import { flagWords } from "./ramp-of.ts";
import { type LiveWork, referenceOf, type SortedWork } from "./work.ts";

interface FeatureEntry {
  /** Undefined: there is nothing left to move. */
  readonly draft: MoveDraft | undefined;
  readonly open: readonly string[];
  readonly notes: readonly string[];
}

/** One entry of `features`, with a mark above it for each thing that a person has to fill in. */
export function featureEntry(
  { config }: Pick<LiveWork, "config">,
  { main }: Pick<SortedWork, "main">,
  models: Models | undefined,
  { feature, issue, flag, row }: SortedWork["features"][number],
): FeatureEntry {
  const texts = [issue, main].filter((one) => one !== undefined);
  const words = flag && flagWords(config, flag);
  const isOn = flag && (exposureOf(flag) > 0 || (flag.active && flag.foreign > 0));
  const [titles, bodies] = [texts.map(({ title }) => title), texts.map(({ body }) => body)];
  const move = moveOf({ feature, models, titles, bodies, isOn });
  const isBegun = issue !== undefined || flag !== undefined;
  if (!isBegun && move.entry.stage === "default") {
    return { draft: undefined, open: [], notes: [`${feature} has the new default already and is left out`] };
  }
  const stage = isBegun ? move.entry.stage : "planned";
  const dri = issue?.assignees[0];
  const eta = issue?.dueDate ?? row?.eta;
  const milestone = issue?.milestone === main?.milestone ? undefined : knownMilestone(config, issue?.milestone);
  const entry: FeatureMove = {
    ...move.entry,
    stage,
    ...whoOf(dri === undefined ? row?.dri : `@${dri}`, own(config.features, feature)?.dri),
    ...(eta !== undefined && { eta }),
    ...(milestone !== undefined && { milestone }),
    ...words?.entry,
  };
  const open = [...move.open, ...(words?.open ?? [])];
  const isBare = issue !== undefined && stage !== "planned" && !issue.confidential;
  // Rollout issues show scores and limits, which the process keeps inside.
  const leaks = isBare
    ? [`${referenceOf(issue)} is public: until somebody makes it confidential on GitLab, nothing is written to it`]
    : [];
  const isWaiting = issue !== undefined && stage === "planned";
  const waits = isWaiting
    ? [`${feature} stays at planned: ${referenceOf(issue)} is taken over once its stage is raised`]
    : [];
  const above = open.map((one) => `${OPEN} ${one}`);
  return {
    draft: { feature, entry, comments: new Map([["/stage", { above }]]) },
    open: open.map((one) => `${feature}: ${one}`),
    notes: [...move.notes, ...leaks, ...waits],
  };
}

/** The catalog's own DRI need not be written again. */
function whoOf(dri: string | undefined, known: string | undefined): Pick<FeatureMove, "dri"> {
  return dri === undefined || dri === known ? {} : { dri };
}

/** A milestone that the catalog does not have is left to people, where it has any. */
export function knownMilestone({ milestones = {} }: LiveWork["config"], title: string | undefined): string | undefined {
  const isKnown = title !== undefined && (Object.keys(milestones).length === 0 || own(milestones, title) !== undefined);
  return isKnown ? title : undefined;
}
