import { adoptedFlags, adoptedItems } from "../../model/adopted.ts";
import type { ObservedFlag, ObservedItem } from "../../model/observed.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { featureNames, featuresNamed } from "./feature-of.ts";
import { referenceOf, type SortedWork } from "./work.ts";

/** `adopted` of a new migration: the main issue or epic, rollout issues, flags. */
export function adoptedLines({ main, features }: SortedWork): string[] {
  const issues = features.flatMap(({ feature, issue }) => (issue === undefined ? [] : [itemLine(issue, feature)]));
  const flags = features.flatMap(({ flag }) => (flag === undefined ? [] : [flagLine(flag)]));
  return ["adopted:", ...(main === undefined ? [] : [itemLine(main)]), ...issues, ...flags];
}

/** Lines that `adopted` of a migration lacks for these objects; by its title, an issue is for one of its features. */
export function missingLines(
  migration: Pick<Migration, "adopted" | "features">,
  config: Config,
  { items, flags }: { readonly items: readonly ObservedItem[]; readonly flags: readonly ObservedFlag[] },
): string[] {
  const known = [...adoptedItems(migration), ...adoptedFlags(migration)];
  const names = { ...featureNames(config, undefined), features: Object.keys(migration.features ?? {}) };
  return [
    ...items
      .filter((item) => !known.includes(referenceOf(item)))
      .map((item) => {
        const [feature, another] = item.kind === "issue" ? featuresNamed(item.title, names) : [];
        return itemLine(item, another === undefined ? feature : undefined);
      }),
    ...flags.filter(({ name }) => !known.includes(name)).map(flagLine),
  ];
}

function itemLine(item: ObservedItem, feature?: string): string {
  const reference = referenceOf(item);
  return `  - ${feature === undefined ? reference : `{ issue: ${reference}, feature: ${feature} }`}`;
}

function flagLine({ name }: ObservedFlag): string {
  return `  - { flag: ${name} }`;
}
