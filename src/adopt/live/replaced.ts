import { modelsIn } from "../../model/gateway.ts";
import { listOf } from "../../model/move.ts";
import type { ObservedItem } from "../../model/observed.ts";
import { modelOf } from "../../model/offering-name.ts";
import { OPEN, scalar } from "../../scaffold/yaml-text.ts";
import type { MoveDraft } from "../draft.ts";
import { type Models, modelsNamed } from "./models-named.ts";

/** `replaces` of a deprecation: what features move away from, else what the title says goes. */
export function replacedLines(
  main: ObservedItem | undefined,
  drafts: readonly MoveDraft[],
  models: Models | undefined,
): { readonly lines: readonly string[]; readonly open: readonly string[] } {
  const ids = replacedIds(main, drafts, models);
  if (ids.length === 0)
    return { lines: [`${OPEN} what goes`, "# replaces: {}"], open: ["replaces: which offerings go"] };
  const cutoff = cutoffIn(main?.body ?? "");
  // Each host has a clock of its own: a day that the epic tells is the day of one.
  const known = ids.length === 1 ? cutoff : undefined;
  const day = known === undefined ? [`${OPEN} cutoff: the first day without service`] : [`cutoff: ${known}`];
  const lines = ids.flatMap((id) => [`  ${scalar(id)}:`, ...day.map((line) => `    ${line}`), "    retire: keep"]);
  const open = known === undefined ? ids.map((id) => `replaces.${id}.cutoff: the first day without service`) : [];
  return { lines: ["replaces:", ...lines], open };
}

function replacedIds(
  main: ObservedItem | undefined,
  drafts: readonly MoveDraft[],
  models: Models | undefined,
): string[] {
  const left = drafts.flatMap(({ entry }) => listOf<string>(entry.from));
  if (left.length > 0 || models === undefined || main === undefined) return [...new Set(left)];
  const old = modelsNamed(main.title, models).flatMap(({ model, isOld }) => (isOld ? [model] : []));
  return modelsIn(models.gateway).flatMap(({ id }) => (old.includes(modelOf(id, models.hosts)) ? [id] : []));
}

/** The one day that the lines about the cutoff name. */
function cutoffIn(body: string): string | undefined {
  const lines = body.split("\n").filter((line) => /\bcut-?\s?off\b/i.test(line));
  const days = new Set(lines.flatMap((line) => line.match(/\b20\d\d-[01]\d-[0-3]\d\b/g) ?? []));
  const [day, ...more] = days;
  return more.length === 0 ? day : undefined;
}
