import type { GatewayFiles } from "../../model/gateway.ts";
import type { ObservedItem } from "../../model/observed.ts";
import { own } from "../../model/own.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import { wordsIn } from "../../model/words-in.ts";
import { outermost, placesOfWords } from "./spans.ts";

/** Names by which people call features: ids of catalog and gateway, and the catalog's titles. */
export interface FeatureNames {
  readonly config: Config;
  readonly features: readonly string[];
}

export function featureNames(config: Config, gateway: GatewayFiles | undefined): FeatureNames {
  const settings = gateway?.features.entries.map(({ name }) => name) ?? [];
  return { config, features: [...new Set([...Object.keys(config.features ?? {}), ...settings])] };
}

/** Features that a text names by id or title, each once, in the order of the text. */
export function featuresNamed(text: string, { config, features }: FeatureNames): string[] {
  const spans = features.flatMap((feature) => {
    const { title } = own(config.features, feature) ?? {};
    const words = [...(title === undefined ? [] : [title.split(/\s+/)]), feature.split("_")];
    return [
      ...wordsIn(text, feature).map(({ start, end }) => ({ start, end, what: feature })),
      ...words.flatMap((some) => placesOfWords(text, some, "[\\s-]+", feature)),
    ];
  });
  return [...new Set(outermost(spans).map(({ what }) => what))];
}

/** The one feature that an issue is about, or those that it may be about. */
export function featureOf(
  { title, body, labels }: Pick<ObservedItem, "title" | "body" | "labels">,
  names: FeatureNames,
): { readonly feature?: string; readonly among: readonly string[] } {
  const { config, features } = names;
  const inTitle = featuresNamed(title, names);
  const named = inTitle.length > 0 ? inTitle : featuresNamed(body, names);
  const [only, second] = named;
  if (only !== undefined && second === undefined) return { feature: only, among: named };
  // A team's label tells between several; where the text names none, only a team of one feature does.
  const ofTeam = (named.length > 0 ? named : features).filter((feature) => {
    const label = own(config.teams, own(config.features, feature)?.team)?.label;
    return label !== undefined && labels.includes(label);
  });
  const [feature, another] = ofTeam;
  return feature !== undefined && another === undefined ? { feature, among: ofTeam } : { among: named };
}
