import fc from "fast-check";
import type { Texts } from "./harness.ts";

/** Ids of models and of hosts, chosen so that siblings, lines and snapshot dates all occur. */
export const IDS = [
  "alpha_2_20260101",
  "alpha_2_20260101_vertex",
  "alpha_2_20260101_bedrock",
  "alpha_mini_2",
  "alpha_3",
  "alpha_3_vertex",
  "beta_1",
  "beta_1_1_fireworks",
  "gamma",
] as const;
export const NEW_IDS = ["alpha_3_bedrock", "beta_2", "delta_1"] as const;
export const FEATURES = ["chat", "code", "review", "search"] as const;

type Quote = '"' | "'" | "";

const quote = fc.constantFrom<Quote>('"', '"', '"', "'", "");
const often = fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0);
const seldom = fc.integer({ min: 0, max: 3 }).map((dice) => dice === 3);

function quoted(text: string, mark: Quote): string {
  return mark + text + mark;
}

/** Comments name what they are about, so that a test can tell which of them may go. */
function comment(about: string, isThere: boolean): string {
  return isThere ? ` # on ${about};` : "";
}

function ownLine(about: string, indent: number, isThere: boolean): string[] {
  return isThere ? [`${" ".repeat(indent)}# above ${about};`] : [];
}

function modelLines(id: string): fc.Arbitrary<string[]> {
  return fc
    .record({
      mark: quote,
      tokens: fc.constantFrom("4_096", "4096", "1_000_000"),
      above: seldom,
      trailing: seldom,
      family: fc.constantFrom("none", "block", "flow"),
      params: fc.constantFrom("empty", "block", "flow"),
      prompt: seldom,
      deprecated: seldom,
    })
    .map((said) => [
      ...ownLine(`entry ${id}`, 2, said.above),
      `  - name: ${quoted(id.toUpperCase(), said.mark)}${comment(`key ${id} name`, said.trailing)}`,
      `    gitlab_identifier: ${quoted(id, said.mark)}`,
      ...ownLine(`key ${id} max_context_tokens`, 4, said.above),
      `    max_context_tokens: ${said.tokens}${comment(`key ${id} max_context_tokens`, said.trailing)}`,
      ...(said.family === "block" ? ["    family:", "      - one", `      - ${quoted("two", said.mark)}`] : []),
      ...(said.family === "flow" ? ["    family: [one, 'two']"] : []),
      ...(said.params === "block"
        ? [
            "    params:",
            `      model: ${quoted("m-1", said.mark)}${comment(`key ${id} model`, said.trailing)}`,
            "      temperature: 0.0",
          ]
        : []),
      ...(said.params === "flow" ? ["    params: { model: m-1, temperature: 0.0 }"] : []),
      ...(said.params === "empty" ? ["    params: {}"] : []),
      ...(said.prompt ? ["    prompt_params:", "      vertex_location: global", "      # a tail comment"] : []),
      ...(said.deprecated
        ? ["    deprecation:", "      deprecation_date: 2026-01-01", '      removal_version: "19.1"']
        : []),
    ]);
}

function listLines(feature: string, key: string, ids: readonly string[], indent: number): fc.Arbitrary<string[]> {
  const pad = " ".repeat(indent);
  return fc
    .record({
      mark: quote,
      flow: seldom,
      space: fc.boolean(),
      notes: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      dash: fc.constantFrom(2, 2, 2),
    })
    .map(({ mark, flow, space, notes, dash }) => {
      if (ids.length === 0) return [`${pad}${key}: ${space ? "[ ]" : "[]"}`];
      if (flow) return [`${pad}${key}: [${ids.map((id) => quoted(id, mark)).join(", ")}]`];
      const items = ids.flatMap((id, index) => [
        ...ownLine(`item ${feature} ${id}`, indent + dash, notes[index] === true && index % 3 === 0),
        `${pad}${" ".repeat(dash)}- ${quoted(id, mark)}${comment(`item ${feature} ${id}`, notes[index] === true)}`,
      ]);
      return [`${pad}${key}:`, ...items];
    });
}

const someIds = fc.shuffledSubarray([...IDS]);

function featureLines(name: string, scalar: boolean): fc.Arbitrary<string[]> {
  return fc
    .record({
      ids: someIds,
      extra: fc.shuffledSubarray([...IDS], { maxLength: 2 }),
      default: fc.nat({ max: 8 }),
      pick: often,
      dev: seldom,
      beta: seldom,
      size: seldom,
      above: seldom,
    })
    .chain((said) => {
      const defaults = [said.ids[said.default % Math.max(1, said.ids.length)] ?? "gamma"];
      const other = said.extra.filter((id) => !said.ids.includes(id));
      const none = fc.constant<string[]>([]);
      return fc
        .tuple(
          scalar
            ? fc.constant([`    default_model: "${defaults[0]}"`])
            : listLines(`${name} default`, "default_models", defaults, 4),
          said.size ? fc.constant(["    models_for_size_preference:", `      small: "${defaults[0]}"`]) : none,
          said.pick ? listLines(`${name} selectable`, "selectable_models", said.ids, 4) : none,
          said.beta && other[0] !== undefined ? listLines(`${name} beta`, "beta_models", [other[0]], 4) : none,
          said.dev && other[1] !== undefined
            ? listLines(`${name} dev`, "selectable_models", [other[1]], 6).map((lines) => [
                "    dev:",
                ...lines,
                "      group_ids:",
                "        - 1",
              ])
            : none,
        )
        .map((parts) => [
          ...ownLine(`feature ${name}`, 2, said.above),
          `  - feature_setting: "${name}"`,
          "    unit_primitives: []",
          ...parts.flat(),
        ]);
    });
}

function file(
  head: readonly string[],
  key: string,
  entries: readonly (readonly string[])[],
  blanks: readonly boolean[],
): string {
  const body = entries.flatMap((lines, index) => (index > 0 && blanks[index] ? ["", ...lines] : lines));
  return [...head, `${key}:`, ...body, ""].join("\n");
}

/** A gateway as people write it: every offering of `IDS`, every feature of `FEATURES`. */
export const gateways: fc.Arbitrary<Texts> = fc
  .record({ order: fc.shuffledSubarray([...IDS], { minLength: IDS.length }), scalar: seldom, parted: fc.boolean() })
  .chain(({ order, scalar, parted }) =>
    fc
      .tuple(
        fc.tuple(...order.map(modelLines)),
        fc.tuple(...FEATURES.map((name) => featureLines(name, scalar))),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      )
      .map(([models, features, blanks]) => ({
        models: file(
          ["# models"],
          "models",
          models,
          order.map(() => parted),
        ),
        features: file(["# features", ""], "configurable_unit_primitives", features, blanks),
      })),
  );
