import { parse } from "yaml";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";

interface Model {
  readonly gitlab_identifier: string;
  readonly provider?: string;
  readonly description?: string;
  readonly cost_indicator?: string;
  readonly deprecation?: { readonly deprecation_date: string; readonly removal_version: unknown };
  readonly [key: string]: unknown;
}

interface Feature {
  readonly feature_setting: string;
  readonly default_model?: string;
  readonly default_models?: readonly string[];
  readonly selectable_models?: readonly string[] | null;
  readonly beta_models?: readonly string[] | null;
  readonly dev?: { readonly selectable_models?: readonly string[] };
  readonly [key: string]: unknown;
}

/** Both files as plain data, by a parser and with look-ups that no rule uses. */
export interface Facts {
  readonly models: readonly Model[];
  readonly features: readonly Feature[];
  readonly instant: number;
}

export function factsOf(texts: { readonly models: string; readonly features: string }, instant: number): Facts {
  const options = { version: "1.1", customTags: (tags: unknown[]) => withoutDates(tags) } as never;
  return {
    models: parse(texts.models, options).models,
    features: parse(texts.features, options).configurable_unit_primitives,
    instant,
  };
}

/** A date without quotes stays the text that it is written as. */
function withoutDates(tags: unknown[]): unknown[] {
  return tags.filter((tag) => typeof tag === "string" || !(tag as { tag: string }).tag.endsWith("timestamp"));
}

/** What a message puts in quotes, in its order. */
function quoted({ message }: Diagnostic): string[] {
  return [...message.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);
}

function model({ models }: Facts, id: string | undefined): Model {
  const found = models.filter((one) => one.gitlab_identifier === id).at(-1);
  if (found === undefined) throw new Error(`no model ${id}`);
  return found;
}

function defaults({ default_model: one, default_models: many = [] }: Feature): readonly string[] {
  return one === undefined ? many : [one];
}

function listing({ features }: Facts, id: string): Feature[] {
  return features.filter(({ selectable_models: list }) => list?.includes(id));
}

function lists(feature: Feature): (readonly string[])[] {
  const { selectable_models: selectable, beta_models: beta, dev } = feature;
  return [defaults(feature), selectable ?? [], beta ?? [], dev?.selectable_models ?? []];
}

/** Whether a finding is true of the data; of each rule that finds something in the real history. */
export const CONFIRMED: Readonly<Record<string, (finding: Diagnostic, facts: Facts) => boolean>> = {
  "selectable-incomplete": (finding, facts) => {
    const [id = ""] = quoted(finding);
    const { cost_indicator: cost, description } = model(facts, id);
    // A key that no entry has was not known yet.
    const asked = (key: string): boolean => facts.models.some((one) => one[key] !== undefined);
    const missing = [
      ...(cost === undefined && asked("cost_indicator") ? ["cost_indicator"] : []),
      ...(description === undefined && asked("description") ? ["description"] : []),
    ];
    const isSaid = missing.length > 0 && missing.every((key) => finding.message.includes(key));
    return listing(facts, id).length > 0 && isSaid;
  },
  "default-deprecated": (finding, facts) => {
    const [id = "", feature] = quoted(finding);
    const { deprecation_date: date = "" } = model(facts, id).deprecation ?? {};
    if (date === "" || !finding.message.includes(date)) return false;
    if (!finding.message.includes("can still select")) {
      return defaults(facts.features.find(({ feature_setting: name }) => name === feature) as Feature).includes(id);
    }
    const more = /and (\d+) more features/.exec(finding.message)?.[1] ?? "0";
    // Where it is the default, it has to be in the list, and that is a finding of its own.
    const offering = listing(facts, id).filter((feature) => !defaults(feature).includes(id));
    return Date.parse(date) <= facts.instant && offering.length === Number(more) + 1;
  },
  "description-too-long": (finding, facts) => {
    const length = [...(model(facts, quoted(finding)[0]).description ?? "")].length;
    return length > 90 && finding.message.includes(`${length} characters`);
  },
  "sibling-drift": (finding, facts) => {
    const [id, other] = quoted(finding);
    const key = /has no (\w+),/.exec(finding.message)?.[1] ?? "";
    const isRelated = id?.split("_")[0] === other?.split("_")[0];
    return isRelated && model(facts, id)[key] === undefined && model(facts, other)[key] !== undefined;
  },
  "provider-contradiction": (finding, facts) => {
    const [said, id = ""] = quoted(finding);
    return model(facts, id).provider === said && said === "Anthropic" && id.endsWith("_vertex");
  },
};

/** Rules whose faults can be counted from the data alone: how often each must have been found. */
export const EXPECTED: Readonly<Record<string, (facts: Facts) => number>> = {
  "duplicate-identifier": ({ models }) => models.length - new Set(models.map((one) => one.gitlab_identifier)).size,
  "duplicate-feature-setting": ({ features }) =>
    features.length - new Set(features.map((one) => one.feature_setting)).size,
  "duplicate-list-item": ({ features }) =>
    features.flatMap(lists).filter((list) => new Set(list).size < list.length).length,
  "default-not-selectable": ({ features }) =>
    features.filter((one) => {
      const list = one.selectable_models ?? [];
      return list.length > 0 && defaults(one).some((id) => !list.includes(id));
    }).length,
  "description-too-long": ({ models }) => models.filter(({ description = "" }) => [...description].length > 90).length,
  "removal-version-unquoted": ({ models }) =>
    models.filter(({ deprecation }) => typeof deprecation?.removal_version === "number").length,
};
