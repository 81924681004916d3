import { offeringOf } from "../catalogue.ts";
import { blockOf, type Draft, modelBlocks, modelKey } from "../draft.ts";
import { deprecationLines, numeral } from "../entry-text.ts";
import { ERAS } from "../era.ts";
import type { Fact } from "../fact.ts";
import { itemLines, scalarAt, withScalar } from "../lines.ts";
import type { Random } from "../random.ts";

/** An edit of one entry; the key that it changed, or undefined where the entry has no such thing. */
type FieldEdit = (draft: Draft, id: string, random: Random) => string | undefined;

const EDITS: readonly FieldEdit[] = [
  (draft, id, random) =>
    setNumber(draft, id, ["params", "max_tokens"], random.pick([8_192, 32_767, 64_000, 500]), random),
  (draft, id, random) =>
    setNumber(draft, id, ["max_context_tokens"], random.pick([32_767, 131_072, 2_000_000]), random),
  (draft, id, random) => setContext(draft, id, random),
  (draft, id, random) =>
    setText(
      draft,
      id,
      ["description"],
      random.pick(["Half the price, half the wait.", "For code: says what it does.", "Made for 'long' tasks #1."]),
    ),
  (draft, id, random) => setText(draft, id, ["cost_indicator"], random.pick(["$", "$$", "$$$", "$$$$"])),
  (draft, id, random) => setText(draft, id, ["params", "model"], `tuned-${random.below(90) + 10}`),
  (draft, id) => setText(draft, id, ["name"], `${id.replaceAll("_", " ")} (new)`),
  (draft, id, random) => setText(draft, id, ["params", "temperature"], random.pick(["0.2", "0.5", "0.9"])),
  (draft, id, random) => setFamily(draft, id, random),
  (draft, id) => dropKey(draft, id, ["supports_assistant_prefill"]),
  (draft, id) => dropKey(draft, id, ["proxy_provider"]),
  (draft, id) => dropKey(draft, id, ["family"]),
  (draft, id) => dropKey(draft, id, ["params", "temperature"]),
  (draft, id) => dropKey(draft, id, ["prompt_params"]),
  (draft, id) => dropKey(draft, id, ["params", "extra_headers"]),
  (draft, id) => addParam(draft, id, "top_p", ["top_p: 0.95"]),
  (draft, id) =>
    addParam(draft, id, "extra_headers", ["extra_headers:", "  x-pool: large # see the page of the maker"]),
  (draft, id, random) => addPromptParams(draft, id, random),
  (draft, id) => addKeyAfter(draft, id, "family", "cost_indicator", ["family:", "  - claude", "  - gemini"]),
];

/** One kind of edit in one or in several entries. */
export function editFields(draft: Draft, random: Random): Fact[] | undefined {
  const edit = random.pick(EDITS);
  const count = random.pick([1, 1, 2, 4]);
  const facts: Fact[] = [];
  for (const { id } of random.shuffled(modelBlocks(draft))) {
    if (facts.length === count) break;
    const key = edit(draft, id, random);
    if (key !== undefined) facts.push({ what: "key changed", id, key });
  }
  return facts.length === 0 ? undefined : facts;
}

export function deprecate(draft: Draft, random: Random): Fact[] | undefined {
  if (!ERAS[draft.era].deprecation) return undefined;
  const fresh = modelBlocks(draft).filter(
    ({ id }) => offeringOf(id)?.host !== "own" && modelKey(draft, id, ["deprecation"]) === undefined,
  );
  if (fresh.length === 0) return undefined;
  const lines = deprecationLines(random).map((line) => `    ${line}`);
  return random.some(fresh, 1, 3).map(({ id }) => {
    draft.models.splice(blockOf(modelBlocks(draft), id).end, 0, ...lines);
    return { what: "key changed", id, key: "deprecation" };
  });
}

/** Another day, another version, or both. */
export function changeDeprecation(draft: Draft, random: Random): Fact[] | undefined {
  const old = modelBlocks(draft).filter(({ id }) => modelKey(draft, id, ["deprecation"]) !== undefined);
  if (old.length === 0) return undefined;
  const { id } = random.pick(old);
  const keys = random.some(["deprecation_date", "removal_version"], 1, 2);
  for (const key of keys)
    setText(
      draft,
      id,
      ["deprecation", key],
      key === "removal_version" ? `20.${random.below(9)}` : `2027-0${1 + random.below(9)}-01`,
    );
  return [{ what: "key changed", id, key: "deprecation" }];
}

function setText(draft: Draft, id: string, path: readonly string[], value: string): string | undefined {
  const span = modelKey(draft, id, path);
  if (span === undefined || scalarAt(draft.models, span.from) === value) return undefined;
  draft.models[span.from] = withScalar(draft.models[span.from] ?? "", value);
  return path.join(".");
}

function setNumber(
  draft: Draft,
  id: string,
  path: readonly string[],
  value: number,
  random: Random,
): string | undefined {
  const span = modelKey(draft, id, path);
  if (span === undefined || scalarAt(draft.models, span.from).replaceAll("_", "") === String(value)) return undefined;
  return setText(draft, id, path, numeral(value, random));
}

/** A new window with the page that says so. */
function setContext(draft: Draft, id: string, random: Random): string | undefined {
  const span = modelKey(draft, id, ["max_context_tokens"]);
  const line = span && draft.models[span.from];
  if (span === undefined || line === undefined) return undefined;
  const head = line.slice(0, line.indexOf(":") + 1);
  draft.models[span.from] = `${head} ${numeral(3_000_000, random)} # https://docs.example.com/news/${id}`;
  return "max_context_tokens";
}

function setFamily(draft: Draft, id: string, random: Random): string | undefined {
  const span = modelKey(draft, id, ["family"]);
  if (span === undefined) return undefined;
  const items = itemLines(draft.models, span);
  const families = items.map((at) => scalarAt(draft.models, at));
  const fresh = random.pick(["claude_4_5", "litellm", "vertex", "gpt_5"].filter((one) => !families.includes(one)));
  const [first] = items;
  if (first !== undefined && random.chance(0.5)) draft.models[first] = `      - ${fresh}`;
  else draft.models.splice(span.to, 0, `      - ${fresh}`);
  return "family";
}

/** What stays must not be an empty mapping, and no entry begins with a key that goes. */
function dropKey(draft: Draft, id: string, path: readonly string[]): string | undefined {
  const span = modelKey(draft, id, path);
  if (span === undefined || draft.models[span.from]?.startsWith("  - ")) return undefined;
  draft.models.splice(span.from, span.to - span.from);
  return path.join(".");
}

function addParam(draft: Draft, id: string, key: string, lines: readonly string[]): string | undefined {
  const params = modelKey(draft, id, ["params"]);
  if (params === undefined || modelKey(draft, id, ["params", key]) !== undefined) return undefined;
  draft.models.splice(params.to, 0, ...lines.map((line) => `      ${line}`));
  return `params.${key}`;
}

function addPromptParams(draft: Draft, id: string, random: Random): string | undefined {
  const line = `      timeout: ${random.pick(["60", "90.0", "120"])}`;
  const own = modelKey(draft, id, ["prompt_params"]);
  if (modelKey(draft, id, ["prompt_params", "timeout"]) !== undefined || !ERAS[draft.era].rich) return undefined;
  if (own !== undefined) draft.models.splice(own.to, 0, line);
  else return addKeyAfter(draft, id, "prompt_params", "params", ["prompt_params:", line.slice(4)]);
  return "prompt_params.timeout";
}

function addKeyAfter(
  draft: Draft,
  id: string,
  key: string,
  other: string,
  lines: readonly string[],
): string | undefined {
  const anchor = modelKey(draft, id, [other]);
  if (anchor === undefined || modelKey(draft, id, [key]) !== undefined) return undefined;
  draft.models.splice(anchor.to, 0, ...lines.map((line) => `    ${line}`));
  return key;
}
