import { OFFERINGS, type Offering } from "./catalogue.ts";
import { entryLines } from "./entry-text.ts";
import { ERAS, type Era } from "./era.ts";
import type { Random } from "./random.ts";

export interface Texts {
  readonly models: string;
  readonly features: string;
}

export const FEATURE_NAMES = [
  "duo_chat",
  "code_generations",
  "code_completions",
  "duo_chat_fix_code",
  "duo_chat_refactor_code",
  "duo_chat_write_tests",
  "duo_chat_explain_code",
  "generate_commit_message",
  "summarize_new_merge_request",
  "summarize_review",
  "resolve_vulnerability",
  "explain_vulnerability",
  "glab_ask_git_command",
  "troubleshoot_job",
  "review_merge_request",
  "generate_issue_description",
  "summarize_comments",
  "duo_agent_platform",
  "duo_agent_platform_agentic_chat",
  "categorize_question",
  "embeddings_code",
  "measure_comment_temperature",
  "model_configuration",
  "developer_planner",
  "security_review",
  "release_notes",
] as const;

const PRIMITIVES = [
  "ask_build",
  "ask_commit",
  "ask_epic",
  "ask_issue",
  "ask_merge_request",
  "complete_code",
  "fix_code",
];

/** Both files of a gateway, from a few entries to `most` of them, by default as many as there ever were. */
export function gatewayTexts(random: Random, era: Era, most = 60): Texts {
  const offerings = someOfferings(random, most);
  const models = offerings.map((one) => entryLines(one, era, random).join("\n"));
  const priced = offerings.filter(({ host }) => host !== "own");
  const names = random.some(FEATURE_NAMES, 5, Math.min(Math.ceil(most / 2), FEATURE_NAMES.length - 3));
  const features = names.map((name) => featureLines(name, priced, era, random).join("\n"));
  const gaps = features.map((text, index) => (index > 0 && random.chance(0.1) ? `\n${text}` : text));
  return {
    models: `# What the keys mean: see the page about model selection.\nmodels:\n${models.join("\n\n")}\n`,
    features: `# What the keys mean: see the page about model selection.\n# Please keep the models in order.\n\nconfigurable_unit_primitives:\n${gaps.join("\n")}\n`,
  };
}

/** At least 8 of them, mostly with their siblings beside them. */
function someOfferings(random: Random, most: number): Offering[] {
  const count = 8 + random.below(most - 7);
  const taken = new Set(random.shuffled(OFFERINGS).slice(0, count));
  const groups = random.shuffled([...new Set(OFFERINGS.map(({ line }) => line))]);
  const ordered = groups.flatMap((line) => OFFERINGS.filter((one) => one.line === line && taken.has(one)));
  const stray = random.pick(ordered);
  const rest = ordered.filter((one) => one !== stray);
  const at = random.below(rest.length + 1);
  return random.chance(0.5) ? [...rest.slice(0, at), stray, ...rest.slice(at)] : ordered;
}

function featureLines(name: string, offerings: readonly Offering[], era: Era, random: Random): string[] {
  const pick = orderedPick(offerings, random);
  const first = random.pick(pick);
  const siblings = pick.filter(({ model }) => model === first.model);
  const isList = ERAS[era].defaults === "default_models";
  const defaults = isList && siblings.length > 1 && random.chance(0.5) ? random.some(siblings, 2, 3) : [first];
  const withList = random.chance(0.85);
  const dev = offerings.filter((one) => !pick.includes(one));
  return [
    `  - feature_setting: "${name}"`,
    ...listLines("unit_primitives", random.some([name, ...PRIMITIVES], 0, 3), 4, random),
    ...(isList
      ? listLines(
          "default_models",
          defaults.map(({ id }) => id),
          4,
          random,
        )
      : [`    default_model: "${first.id}"`]),
    ...(ERAS[era].sizes && random.chance(0.15) ? sizeLines(offerings, random) : []),
    ...(withList
      ? listLines(
          "selectable_models",
          pick.map(({ id }) => id),
          4,
          random,
        )
      : noList(random)),
    ...(dev.length > 0 && withList && random.chance(0.2) ? devLines(dev, era, random) : []),
  ];
}

/** Grouped, sorted, or grouped with one out of place. */
function orderedPick(offerings: readonly Offering[], random: Random): Offering[] {
  const some = random.some(offerings, 1, 9);
  if (random.chance(0.35)) return [...some].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (random.chance(0.3)) return random.shuffled(some);
  return some;
}

function listLines(key: string, items: readonly string[], indent: number, random: Random): string[] {
  const pad = " ".repeat(indent);
  if (items.length === 0) return [`${pad}${key}: ${random.chance(0.8) ? "[]" : "[ ]"}`];
  const remark = key === "selectable_models" && random.chance(0.04) ? random.pick(items) : undefined;
  const lineOf = (item: string) => `${pad}  - "${item}"${item === remark ? " # until the autumn" : ""}`;
  return [`${pad}${key}:`, ...items.map(lineOf)];
}

function noList(random: Random): string[] {
  return random.chance(0.5) ? listLines("selectable_models", [], 4, random) : [];
}

function sizeLines(offerings: readonly Offering[], random: Random): string[] {
  const sizes = random.some(["small", "large"], 1, 2);
  return ["    models_for_size_preference:", ...sizes.map((size) => `      ${size}: "${random.pick(offerings).id}"`)];
}

function devLines(offerings: readonly Offering[], era: Era, random: Random): string[] {
  const ids = random.some(offerings, 1, 2).map(({ id }) => id);
  const groups = ERAS[era].groupIds ? ["      group_ids:", "        - 4711  # the group of the team"] : [];
  return ["    dev:", ...listLines("selectable_models", ids, 6, random), ...groups];
}
