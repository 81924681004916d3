import type { Wanted, WantedMap } from "../compile/files/gateway/wanted.ts";
import { reaches, type Stage } from "../model/stage.ts";
import type { BulkDraft, DraftComments, MoveDraft } from "./draft.ts";
import { mapLines, pairLines, toWanted } from "./print.ts";

/** The order in which people write the keys of a move. */
const ORDER = [
  "select",
  "features",
  "stage",
  "formerly",
  "define",
  "from",
  "to",
  "create_list",
  "offer",
  "withdraw",
  "sizes",
  "entry",
  "no_flag",
];

const NO_FLAG = "Made by hand before this file was written.";

export function featuresLines(features: readonly MoveDraft[]): string[] {
  const lines = features.flatMap(({ feature, entry, comments }) =>
    pairLines(feature, wantedOf({ ...entry }, entry.stage as Stage, comments), 2, true),
  );
  return lines.length === 0 ? [] : ["features:", ...lines];
}

export function bulkLines(bulk: readonly BulkDraft[]): string[] {
  const lines = bulk.flatMap(({ features, select, entry, comments }) => {
    const move = { ...entry, features, ...(select !== undefined && { select }) };
    const keys = mapLines(wantedOf(move, entry.stage as Stage, comments), 4);
    const first = keys.findIndex((line) => !line.trimStart().startsWith("#"));
    return keys.map((line, at) => (at === first ? line.replace("    ", "  - ") : line));
  });
  return lines.length === 0 ? [] : ["bulk:", ...lines];
}

/** The keys in their order, with the reason for having no flag from the stage on that needs one. */
function wantedOf(
  move: Readonly<Record<string, unknown>>,
  stage: Stage,
  comments: DraftComments | undefined,
): WantedMap {
  const isFlagged = move["flag"] !== undefined || move["no_flag"] !== undefined || !reaches(stage, "selectable");
  const whole: Readonly<Record<string, unknown>> = isFlagged ? move : { ...move, no_flag: NO_FLAG };
  const keys = Object.keys(whole).sort((a, b) => rank(a) - rank(b));
  const wanted = toWanted(Object.fromEntries(keys.map((key) => [key, whole[key]])), comments);
  if (wanted.kind !== "map") throw new Error("a move is no mapping");
  if (isFlagged) return wanted;
  const reason: Wanted = {
    kind: "scalar",
    value: NO_FLAG,
    text: JSON.stringify(NO_FLAG),
    above: [],
    cause: wanted.cause,
  };
  return { ...wanted, entries: new Map([...wanted.entries, ["no_flag", reason]]) };
}

function rank(key: string): number {
  const at = ORDER.indexOf(key);
  return at === -1 ? ORDER.length : at;
}
