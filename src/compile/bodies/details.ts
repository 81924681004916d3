import { own } from "../../model/own.ts";
import { reference } from "../../model/reference.ts";
import type { Block } from "../../model/resource.ts";
import { pointer } from "../../model/source.ts";
import { rolloutKey } from "../items/keys.ts";
import { hasBegun, type Rollout } from "../items/rollout.ts";
import { plainLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs, table } from "./table.ts";
import { featureName, person, series } from "./words.ts";

/** Who moves each feature, until when, and the issue that holds its plan. */
export function details(subject: Subject): Block | undefined {
  if (subject.moves.length === 0) return undefined;
  const heads = ["Feature", "DRI", "ETA", "Issue"];
  const intro = "A feature's plan, flag and clean-up are in its rollout issue:";
  return { name: "details", text: paragraphs("## Implementation details", intro, table(heads, featureTable(subject))) };
}

/** One row for each entry: its features, person, date, issue. */
function featureTable({ config, migration, entries, rollouts }: Subject): string[][] {
  return entries.map((entry) => {
    const [move] = entry;
    const rollout = rollouts.find(({ moves: [first] }) => pointer(first.path) === pointer(move.path));
    const dri = move.entry.dri ?? own(config.features, move.feature)?.dri;
    return [
      series(entry.map(({ feature }) => featureName(config, feature))),
      dri === undefined ? `${person(migration.owner)} (owner)` : person(dri),
      move.entry.eta === undefined ? "not set" : plainLine(move.entry.eta),
      rollout === undefined ? withoutIssue(hasBegun(move), move.bulk) : reference(rolloutKey(migration, rollout)),
    ];
  });
}

/** DRI of a rollout: as the migration says, else as the catalog does, else the owner. */
export function driOf({ config, migration }: Subject, { moves: [move] }: Rollout): string {
  return move.entry.dri ?? own(config.features, move.feature)?.dri ?? migration.owner;
}

function withoutIssue(begun: boolean, bulk: boolean): string {
  if (!begun) return "made when the feature leaves `planned`";
  return bulk ? "none: moved by configuration alone, with the tasks above" : "none: the feature setting goes";
}
