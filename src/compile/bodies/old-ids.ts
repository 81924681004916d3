import { findModel, GATEWAY_FILES, type GatewayFeature, type GatewayFiles } from "../../model/gateway.ts";
import { own } from "../../model/own.ts";
import { isMap } from "../../model/plain-data.ts";
import type { Block } from "../../model/resource.ts";
import { idsIn } from "../../model/words-in.ts";
import { code } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs, table } from "./table.ts";
import { featureName, listed } from "./words.ts";

const NAME = "old-ids";

/** Rows of one table before the rest is only counted. */
const ROWS = 30;

/** Where the models that are moved away from are still named: in code, and in the gateway as all migrations leave it. */
export function oldIds(subject: Subject): Block | undefined {
  const old = oldIdsOf(subject);
  if (old.length === 0 || isHidden(subject)) return undefined;
  return {
    name: NAME,
    text: paragraphs(
      "## Where old models are still named",
      "### In the code",
      codeTable(subject, old),
      "### In the gateway",
      gatewayTable(subject, old),
    ),
  };
}

/** Names of blocks about which nothing can be said, because a checkout that they are counted from is not there. */
export function unknownBlocks(subject: Subject): string[] {
  return oldIdsOf(subject).length > 0 && isHidden(subject) ? [NAME] : [];
}

function isHidden({ config, surroundings: { code: view, gateways } }: Subject): boolean {
  return Object.entries(config.targets ?? {}).some(
    ([id, { scan = [], format }]) =>
      (scan.length > 0 && view === undefined) || (format === "ai-gateway" && gateways?.get(id) === undefined),
  );
}

/** Offerings that are moved away from, each once, in the order in which the migration names them. */
export function oldIdsOf({ migration, moves }: Subject): string[] {
  const renamed = Object.values(migration.offerings ?? {}).flatMap(({ in_place_of: old }) => old ?? []);
  const left = moves.flatMap(({ from = [], sizes }) => [
    ...from,
    ...Object.values(sizes).flatMap((size) => size.from ?? []),
  ]);
  const kept = new Set(moves.flatMap(({ to = [], sizes }) => [...to, ...Object.values(sizes).map((size) => size.to)]));
  const all = new Set([...Object.keys(migration.replaces ?? {}), ...renamed, ...left]);
  return [...all].filter((id) => !kept.has(id));
}

function codeTable({ config, surroundings }: Subject, old: readonly string[]): string {
  const scanned = Object.entries(config.targets ?? {}).filter(([, { scan = [] }]) => scan.length > 0);
  if (scanned.length === 0)
    return `Nothing is looked through: no target in ${code("cutover.yaml")} says under ${code("scan")} where its code is.`;
  const rows = old.flatMap((id) =>
    scanned.flatMap(([target, { format, path }]) => {
      const own = new Set(format === "ai-gateway" ? GATEWAY_FILES.map((file) => `${path}/${file}`) : []);
      return [...(surroundings.code?.get(target) ?? [])].flatMap(([file, text]) => {
        const lines = own.has(file) ? 0 : linesWith(text, id);
        return lines === 0 ? [] : [[code(id), code(target), code(file), String(lines)]];
      });
    }),
  );
  const where = listed(scanned.map(([target]) => code(target)));
  if (rows.length === 0) return `No file that ${code("scan")} covers in ${where} names one of them.`;
  return paragraphs(
    `Counted in the files that ${code("scan")} covers in ${where}; only the whole id counts:`,
    capped(["Old model", "Target", "File", "Lines"], rows, "files"),
  );
}

function linesWith(text: string, id: string): number {
  const starts = idsIn(text, id).map(({ start }) => text.lastIndexOf("\n", start - 1));
  return new Set(starts).size;
}

function gatewayTable(subject: Subject, old: readonly string[]): string {
  const gateways = [...(subject.surroundings.gateways ?? [])];
  if (gateways.length === 0)
    return `Nothing is looked at: no target in ${code("cutover.yaml")} has the format ${code("ai-gateway")}.`;
  const rows = gateways.flatMap(([target, gateway]) =>
    old.flatMap((id) => {
      const uses = [
        usesBy(subject, gateway, id, ({ defaults }) => defaults.includes(id)),
        usesBy(subject, gateway, id, hasSize(id)),
        usesBy(subject, gateway, id, lists(id)),
      ];
      const state = entryState(gateway, id);
      const isGone = state === "gone" && uses.every((names) => names.length === 0);
      return isGone
        ? []
        : [[code(id), code(target), state, ...uses.map((names) => (names.length === 0 ? "none" : listed(names, 10)))]];
    }),
  );
  if (rows.length === 0) return "The changes of this workspace leave none of them in the gateway's files.";
  return paragraphs(
    "This is what stands in the gateway's files once all changes of this workspace are merged:",
    capped(["Old model", "Target", "Entry", "Default of", "Size of", "In the lists of"], rows, "old models"),
  );
}

function usesBy(
  { config, migration }: Subject,
  { features }: GatewayFiles,
  id: string,
  has: (feature: GatewayFeature) => boolean,
): string[] {
  return features.entries.filter(has).map(({ name }) => {
    const stays = own(migration.replaces?.[id]?.except, name) !== undefined;
    return `${featureName(config, name)}${stays ? " (stays on purpose)" : ""}`;
  });
}

function hasSize(id: string): (feature: GatewayFeature) => boolean {
  return ({ sizes }) => Object.values(sizes).includes(id);
}

function lists(id: string): (feature: GatewayFeature) => boolean {
  return ({ selectable = [], beta = [], dev = [] }) => [...selectable, ...beta, ...dev].includes(id);
}

function entryState(gateway: GatewayFiles, id: string): string {
  const model = findModel(gateway, id);
  if (model === undefined) return "gone";
  return isMap(model.entry["deprecation"]) ? "deprecated" : "there";
}

function capped(heads: readonly string[], rows: readonly (readonly string[])[], what: string): string {
  const rest = rows.length - ROWS;
  return paragraphs(table(heads, rows.slice(0, ROWS)), rest > 0 ? `And ${rest} more ${what}.` : undefined);
}
