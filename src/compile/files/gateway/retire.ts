import type { Replacement } from "../../../model/schema/migration.gen.ts";
import { causeAt, type Path, rangeAt } from "../../../model/source.ts";
import { type FeatureState, holds, LISTS, leave } from "./feature-state.ts";
import { didYouMean, problem, problemAtKey } from "./problems.ts";
import { FEATURES_KEY } from "./read-gateway.ts";
import { quote } from "./scalar-text.ts";
import { map, mergeMaps, scalar } from "./wanted.ts";
import type { DesiredEntry, Work } from "./work.ts";

/** The entries without those that are removed, and with the deprecation blocks; removed ids leave every list. */
export function retireOfferings(
  work: Work,
  entries: readonly DesiredEntry[],
  states: readonly FeatureState[],
): readonly DesiredEntry[] {
  const live = states.filter(({ absent }) => absent === undefined);
  return Object.entries(work.document.data.replaces ?? {}).reduce((result, [id, replacement]) => {
    if (replacement.retire === "deprecate") return deprecate(work, result, id, replacement);
    if (replacement.retire !== "remove") return result;
    remove(work, live, id, replacement);
    return result.filter((entry) => entry.id !== id);
  }, entries);
}

/** The gateway wants both values as strings, so they are always quoted. The block is the entry's last key. */
function deprecate(
  work: Work,
  entries: readonly DesiredEntry[],
  id: string,
  { deprecation }: Replacement,
): readonly DesiredEntry[] {
  const { document } = work;
  const at = entries.findLastIndex((entry) => entry.id === id);
  const entry = entries[at];
  if (entry === undefined) {
    if (isRenamed(work, id)) return entries;
    const guess = didYouMean(
      id,
      entries.map((one) => one.id),
    );
    const message = `unknown offering "${id}": models.yml has no such entry to deprecate${guess}`;
    work.problems.push(problemAtKey(document, ["replaces", id], "unknown-offering", message));
    return entries;
  }
  if (deprecation === undefined) return entries;
  const path: Path = ["replaces", id, "deprecation"];
  const cause = causeAt(document.source, path);
  const value = (key: string, text: string) => scalar(text, causeAt(document.source, [...path, key]), quote(text));
  const block = map(
    [
      ["deprecation_date", value("date", deprecation.date)],
      ["removal_version", value("removal_version", deprecation.removal_version)],
    ],
    cause,
  );
  const patch = map([["deprecation", { ...block, after: [] }]], cause);
  const wanted = entry.wanted === undefined ? patch : mergeMaps(entry.wanted, patch);
  return entries.with(at, { ...entry, wanted, cause });
}

function isRenamed({ document }: Work, id: string): boolean {
  return Object.values(document.data.offerings ?? {}).some((offering) => offering.in_place_of === id);
}

function remove(work: Work, states: readonly FeatureState[], id: string, { except }: Replacement): void {
  const { document } = work;
  for (const state of states) {
    refuseWhileUsed(work, state, id);
    const stays = LISTS.some((name) => holds(state.lists[name], id)) && Object.hasOwn(except ?? {}, state.name);
    if (stays) {
      const message = `"${id}" cannot be removed: "${state.name}" is to keep it in its lists; lift the exception or write "retire: deprecate"`;
      work.problems.push(problemAtKey(document, ["replaces", id, "except", state.name], "compile", message));
    }
    for (const name of LISTS) leave(state.lists[name], id, causeAt(document.source, ["replaces", id, "retire"]));
  }
}

function refuseWhileUsed(
  { document, gateway, problems }: Work,
  { name, present, defaults, sizes }: FeatureState,
  id: string,
): void {
  const size = [...sizes].find(([, value]) => value.id === id)?.[0];
  if (!holds(defaults, id) && size === undefined) return;
  const role = holds(defaults, id) ? "default" : `${size} size`;
  const message = `"${id}" cannot be removed: it is still the ${role} of "${name}"; move that feature to stage "default" first`;
  const { source } = gateway.features;
  const key = holds(defaults, id) ? [present?.defaultsKey ?? ""] : ["models_for_size_preference", size ?? ""];
  const range = present && rangeAt(source, [FEATURES_KEY, present.index, ...key]);
  const related = range && [{ file: source.file, range, message: "used here" }];
  problems.push(
    problem(document, ["replaces", id, "retire"], "retire-while-default", message, { ...(related && { related }) }),
  );
}
