import type { GatewayFiles } from "../../model/gateway.ts";
import type { ObservedFlag, ObservedItem } from "../../model/observed.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { type FeatureNames, featureNames, featureOf, featuresNamed } from "./feature-of.ts";
import { type PlanRow, planRows } from "./plan-rows.ts";

/** Work that people do by hand, as it was found. */
export interface LiveWork {
  /** Name of the migration. */
  readonly name: string;
  readonly kind?: Migration["kind"] | undefined;
  /** `@ana` */
  readonly owner?: string | undefined;
  readonly config: Config;
  readonly gateway: GatewayFiles | undefined;
  /** Full path of the project in which `#13` is an issue, and the server's address. */
  readonly project: string;
  readonly url: string;
  readonly epic?: ObservedItem | undefined;
  /** Issues that were named, in that order. */
  readonly issues: readonly ObservedItem[];
  /** Issues that hang under the epic or that the main issue links: taken where it is plain what they are about. */
  readonly linked: readonly ObservedItem[];
  readonly flags: readonly ObservedFlag[];
}

/** What belongs together. */
export interface SortedWork {
  readonly names: FeatureNames;
  /** Main issue or epic; undefined where only flags are taken over. */
  readonly main: ObservedItem | undefined;
  readonly rows: readonly PlanRow[];
  /** In the order of the table, then as named. */
  readonly features: readonly FeatureWork[];
  readonly open: readonly string[];
  readonly notes: readonly string[];
}

interface FeatureWork {
  readonly feature: string;
  readonly issue?: ObservedItem | undefined;
  readonly flag?: ObservedFlag | undefined;
  readonly row?: PlanRow | undefined;
}

/** `acme/ai#12` of an issue, `acme&7` of an epic. */
export function referenceOf({ kind, locator }: Pick<ObservedItem, "kind" | "locator">): string {
  return `${locator.home}${kind === "epic" ? "&" : "#"}${locator.id}`;
}

/** Issues that the main issue or epic names in its table. */
export function issuesInTable(
  work: Pick<LiveWork, "config" | "gateway" | "project" | "url">,
  main: ObservedItem,
): string[] {
  return rowsOf(work, main).flatMap(({ issue }) => issue ?? []);
}

/** The epic, else the issue that is written like a main issue, else the first that is about no single feature. */
export function mainOf(work: Pick<LiveWork, "config" | "gateway" | "epic" | "issues">): ObservedItem | undefined {
  const { epic, issues, config, gateway } = work;
  const names = featureNames(config, gateway);
  const isMain = ({ title, body }: ObservedItem) =>
    /^AI Model Migration\b|\bModel Upgrade\b/i.test(title) ||
    /^#+[ \t]*(?:Features to Update|Implementation Details)\b/im.test(body);
  const isWide = ({ title }: ObservedItem) => featuresNamed(title, names).length !== 1;
  return epic ?? issues.find(isMain) ?? issues.find(isWide) ?? issues[0];
}

/** Which feature each issue and flag is about; what is not plain is named. */
export function sortWork(work: LiveWork): SortedWork {
  const names = featureNames(work.config, work.gateway);
  const main = mainOf(work);
  const rows = main === undefined ? [] : rowsOf(work, main);
  const [open, notes]: [string[], string[]] = [[], []];
  const issues = new Map<string, ObservedItem>();
  const take = (issue: ObservedItem, isNamed: boolean) => {
    const reference = referenceOf(issue);
    const row = rows.find((one) => one.issue === reference);
    const { feature = row?.feature, among } = row === undefined ? featureOf(issue, names) : { among: [] };
    const taken = feature === undefined ? undefined : issues.get(feature);
    const why = unfit(feature, taken, among);
    const hint = `{ issue: ${reference}, feature: ${feature ?? among[0] ?? "…"} }`;
    if (why !== undefined) {
      if (isNamed) open.push(`${reference} ${why}: put ${hint} under adopted once that is settled`);
      else notes.push(`${reference} is left, as it ${why}; name it with --issue, or put ${hint} under adopted`);
    } else if (feature !== undefined) {
      issues.set(feature, issue);
      if (!isNamed) notes.push(`${reference} is taken with it, for ${feature}`);
    }
  };
  const own = [...work.issues, ...(main === undefined ? [] : [main])].map(referenceOf);
  for (const issue of work.issues) if (issue !== main) take(issue, true);
  for (const issue of work.linked) if (!own.includes(referenceOf(issue))) take(issue, false);
  const flags = flagsOf(work, names, issues, rows, open);
  const features = [...new Set([...rows.map(({ feature }) => feature), ...issues.keys(), ...flags.keys()])];
  return {
    names,
    main,
    rows,
    features: features.map((feature) => ({
      feature,
      issue: issues.get(feature),
      flag: flags.get(feature),
      row: rows.find((row) => row.feature === feature),
    })),
    open,
    notes,
  };
}

function unfit(
  feature: string | undefined,
  taken: ObservedItem | undefined,
  among: readonly string[],
): string | undefined {
  if (taken !== undefined) return `is about ${feature} as ${referenceOf(taken)} is`;
  if (feature !== undefined) return undefined;
  return among.length > 1 ? `may be about ${among.join(" or ")}` : "names no feature";
}

/** By the issue that names a flag, else by the feature's name in the flag's, else by there being one feature only. */
function flagsOf(
  { flags }: LiveWork,
  names: FeatureNames,
  issues: ReadonlyMap<string, ObservedItem>,
  rows: readonly PlanRow[],
  open: string[],
): Map<string, ObservedFlag> {
  const known = [...new Set([...issues.keys(), ...rows.map(({ feature }) => feature)])];
  const found = new Map<string, ObservedFlag>();
  for (const flag of flags) {
    const naming = [...issues].filter(([, { title, body }]) => `${title}\n${body}`.includes(flag.name));
    const inName = names.features.filter((feature) => `_${flag.name}_`.replaceAll("-", "_").includes(`_${feature}_`));
    const longest = inName.sort((a, b) => b.length - a.length)[0];
    const feature =
      (naming.length === 1 ? naming[0]?.[0] : undefined) ?? longest ?? (known.length === 1 ? known[0] : undefined);
    const other = feature === undefined ? undefined : found.get(feature);
    if (feature === undefined) open.push(`flag "${flag.name}": which feature it switches`);
    else if (other !== undefined)
      open.push(`flag "${flag.name}" switches ${feature} as "${other.name}" does; a feature has one flag`);
    else found.set(feature, flag);
  }
  return found;
}

/**
 * Rows of the table, then features that stand in the list of those to update alone; each feature once. Without either,
 * the one feature of the title: an issue may be all that there is of a small move.
 */
function rowsOf(
  { config, gateway, project, url }: Pick<LiveWork, "config" | "gateway" | "project" | "url">,
  { title, body }: ObservedItem,
): PlanRow[] {
  const names = featureNames(config, gateway);
  const listed = featuresNamed(sectionOf(body, /^(#+)[ \t]*Features to Update\b/im), names).map((feature) => ({
    feature,
  }));
  const written: PlanRow[] = [...planRows(body, names, { project, url }), ...listed];
  const titled = featuresNamed(title, names).map((feature) => ({ feature }));
  const rows = written.length === 0 && titled.length === 1 ? titled : written;
  return rows.filter((row, index) => rows.findIndex(({ feature }) => feature === row.feature) === index);
}

/** Text below a heading, up to the next one of its rank. */
function sectionOf(body: string, heading: RegExp): string {
  const found = heading.exec(body);
  if (found === null) return "";
  const rest = body.slice(found.index + found[0].length);
  const end = rest.search(new RegExp(`^#{1,${found[1]?.length ?? 1}}\\s`, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}
