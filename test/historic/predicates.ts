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
  readonly models_for_size_preference?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Both files as plain data, by a parser and with look-ups that no rule uses. */
export interface Facts {
  readonly models: readonly Model[];
  readonly features: readonly Feature[];
  /** Ids of the entries that have a comment above them or behind their id. */
  readonly explained: ReadonlySet<string>;
  readonly instant: number;
}

export function factsOf(texts: { readonly models: string; readonly features: string }, instant: number): Facts {
  const options = { version: "1.1", customTags: (tags: unknown[]) => withoutDates(tags) } as never;
  return {
    models: parse(texts.models, options).models,
    features: parse(texts.features, options).configurable_unit_primitives,
    explained: explainedIn(texts.models),
    instant,
  };
}

/** By the lines of the text alone. */
function explainedIn(text: string): ReadonlySet<string> {
  const above = [...text.matchAll(/^ *#.*\n {2}- (?:.*\n)*?.*\bgitlab_identifier: "?(\w+)/gm)];
  const behind = [...text.matchAll(/\bgitlab_identifier: "?(\w+)"? +#/g)];
  return new Set([...above, ...behind].map(([, id = ""]) => id));
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

function named({ features }: Facts, name: string | undefined): Feature {
  const found = features.filter((one) => one.feature_setting === name).at(-1);
  if (found === undefined) throw new Error(`no feature ${name}`);
  return found;
}

/** Ids of the entries with a provider that neither a feature nor the proxy has, and that nobody has explained. */
function unused({ models, features, explained }: Facts): string[] {
  const used = new Set(features.flatMap((one) => [...lists(one).flat(), ...sizes(one)]));
  const own = models.filter(({ provider, proxy_provider: proxy }) => provider !== undefined && proxy === undefined);
  const ids = new Set(own.map((one) => one.gitlab_identifier));
  return [...ids].filter((id) => !used.has(id) && !id.endsWith("_alias") && !explained.has(id));
}

function sizes({ models_for_size_preference: all = {} }: Feature): string[] {
  return Object.values(all);
}

/** Lists of three and more that hold the same models, each group with the orders that it has. */
function orders({ features }: Facts): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { selectable_models: list } of features) {
    if (!list || list.length < 3) continue;
    const key = list.toSorted().join();
    found.set(key, [...(found.get(key) ?? []), list.join()]);
  }
  return found;
}

/** How many lists of a group do not have its commonest order. */
function odd(group: readonly string[]): number {
  const counts = group.map((order) => group.filter((one) => one === order).length);
  return group.length - Math.max(...counts);
}

/** Features whose default is older than that of three in four of its kind; the kind has the host, and no numbers. */
function behind({ models, features }: Facts): Feature[] {
  const kind = (id: string): string => id.replace(/_\d+(?=_|$)/g, "");
  const version = (id: string): string[] =>
    (id.replace(/_20\d{6}/, "").match(/\d+/g) ?? []).map((one) => one.padStart(9));
  const deprecated = models.filter(({ deprecation }) => deprecation).map((one) => one.gitlab_identifier);
  return features.filter((feature) => {
    const [id = ""] = defaults(feature);
    const all = features.flatMap((one) => defaults(one).slice(0, 1)).filter((one) => kind(one) === kind(id));
    const later = all.filter((one) => version(one).join() > version(id).join()).length;
    return later >= 3 && later >= all.length * 0.75 && version(id).length > 0 && !deprecated.includes(id);
  });
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
  "unused-offering": (finding, facts) => unused(facts).includes(quoted(finding)[0] ?? ""),
  "list-order-differs": (finding, facts) => {
    const [feature, other, id, wanted] = quoted(finding);
    const [own, theirs] = [feature, other].map((name) => named(facts, name).selectable_models ?? []);
    const at = own?.findIndex((one, index) => one !== theirs?.[index]) ?? -1;
    const isSame = own?.toSorted().join() === theirs?.toSorted().join();
    return isSame && own?.[at] === id && theirs?.[at] === wanted;
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
  "unused-offering": (facts) => unused(facts).length,
  "list-order-differs": (facts) => [...orders(facts).values()].reduce((sum, group) => sum + odd(group), 0),
  "default-left-behind": (facts) => behind(facts).length,
  "unknown-offering": ({ models, features }) => {
    const ids = new Set(models.map((one) => one.gitlab_identifier));
    return features.flatMap((one) => [...lists(one).flat(), ...sizes(one)]).filter((id) => !ids.has(id)).length;
  },
  // The parser that the facts come from takes no key twice.
  "duplicate-gateway-key": () => 0,
  "deprecation-malformed": ({ models }) =>
    models.filter(({ deprecation }) => {
      if (deprecation === undefined) return false;
      const { deprecation_date: date, removal_version: version } = deprecation;
      const time = Date.parse(`${date}T00:00Z`);
      const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
      return !isDay || !/^\d\d\.\d\d?$/.test(String(version));
    }).length,
  "removal-version-unquoted": ({ models }) =>
    models.filter(({ deprecation }) => typeof deprecation?.removal_version === "number").length,
};
