import { own } from "../../model/own.ts";
import type { Block } from "../../model/resource.ts";
import type { Replacement } from "../../model/schema/migration.gen.ts";
import { type End, evidence } from "../ends.ts";
import { code, plainLine, safeLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";
import { featureName, series } from "./words.ts";

/** What has to change in files, prompts and flags, and what the new model changes for users. */
export function changes(subject: Subject): Block {
  const { behavior = [], breaking = [] } = subject.migration.changes ?? {};
  const required = [...configuration(subject), ...prompts(subject), ...flags(subject)];
  const listOrNone = (items: readonly string[], key: string) =>
    items.length === 0
      ? `None is on record; they belong in ${code(`changes.${key}`)} of ${code(subject.file)}.`
      : bullets(items.map(safeLine));
  return {
    name: "changes",
    text: paragraphs(
      "## Required changes",
      bullets(required),
      "### Changes in behavior",
      listOrNone(behavior, "behavior"),
      "### Breaking changes",
      listOrNone(breaking, "breaking"),
    ),
  };
}

function configuration({ migration, ends }: Subject): string[] {
  const entries = Object.entries(migration.offerings ?? {}).map(([id, { name, in_place_of: old }]) => {
    const title = typeof name === "string" ? ` (${plainLine(name)})` : "";
    return `Model configuration: ${code(id)}${title}${old === undefined ? "" : `, in the place of ${code(old)}`}`;
  });
  const retired = ends.map((end) => `Old model: ${code(end.id)} ${fate(own(migration.replaces, end.id) ?? {}, end)}`);
  return [...entries, ...retired];
}

function fate({ retire, deprecation, cutoff }: Replacement, end: End): string {
  switch (retire) {
    case "remove":
      return "is removed";
    case "deprecate":
      return deprecation === undefined
        ? "is marked as deprecated"
        : `is marked as deprecated from ${plainLine(deprecation.date)} on and goes with ${plainLine(deprecation.removal_version)}`;
    default:
      return cutoff === undefined
        ? "keeps its entry"
        : `${end.precision === "exact" ? "is no longer served" : "may no longer be served"} from ${plainLine(cutoff)} on${evidence(end)}; its entry stays`;
  }
}

function prompts({ config, moves }: Subject): string[] {
  const versions = moves.flatMap(({ feature, entry }) => {
    if (entry.prompt === undefined) return [];
    const names = (own(config.features, feature)?.prompts ?? []).map(code);
    const which = names.length === 0 ? "" : ` of ${series(names)}`;
    return [`Prompt: ${featureName(config, feature)} takes version ${code(entry.prompt.version)}${which}`];
  });
  return versions.length === 0 ? ["Prompts: no new version is planned"] : versions;
}

/** Flags with the features they switch, then the features that go without one, by reason. */
function flags({ config, moves, file }: Subject): string[] {
  const byFlag = new Map<string, string[]>();
  const byReason = new Map<string, string[]>();
  for (const { feature, entry } of moves) {
    const [map, key] = entry.flag === undefined ? [byReason, entry.no_flag] : [byFlag, entry.flag.name];
    if (key !== undefined) map.set(key, [...(map.get(key) ?? []), featureName(config, feature)]);
  }
  const open = moves
    .filter(({ entry, to, stage }) => to !== undefined && stage !== "absent" && !(entry.flag ?? entry.no_flag))
    .map(({ feature }) => featureName(config, feature));
  return [
    ...[...byFlag].map(([flag, names]) => `Feature flag: ${code(flag)} for ${series(names)}`),
    ...(open.length === 0 ? [] : [unplanned(series(open), file)]),
    ...[...byReason].map(([reason, names]) => `No feature flag for ${series(names)}: ${safeLine(reason)}`),
  ];
}

function unplanned(names: string, file: string): string {
  return `Feature flag: none is planned yet for ${names}; it belongs in ${code("flag")} of the feature's entry in ${code(file)}, or the reason for none in ${code("no_flag")}`;
}
