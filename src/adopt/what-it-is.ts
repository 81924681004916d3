import { findModel, type GatewayFiles } from "../model/gateway.ts";
import { hostNamed } from "../model/host.ts";
import { listOf } from "../model/move.ts";
import { modelName } from "../model/offering.ts";
import { modelOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { bareName } from "../model/siblings.ts";
import { makerOf } from "../scaffold/makers.ts";
import { inline } from "../scaffold/yaml-text.ts";
import type { MigrationDraft } from "./migration-draft.ts";

/** Models that one migration names; a change of more is about something else. */
const MOST_MODELS = 4;

/** Integration where a provider is new, Deprecation where nothing but old things go, else Upgrade. */
export function kindOf(draft: MigrationDraft, before: GatewayFiles, after: GatewayFiles): string {
  const { offerings, replaces, features, bulk } = draft;
  const added = offerings.filter(({ isNew }) => isNew).map(({ id }) => id);
  if (added.some((id) => hasNewProvider(id, before, after))) return "Integration";
  const gone = new Set(replaces.map(({ id }) => id));
  const moves = [...features, ...bulk].map(({ entry }) => entry);
  const takesAway = moves.every(({ from, to, offer = [], sizes, entry, define, stage }) => {
    const targets = listOf<string>(to);
    const isReplaced = to === undefined || listOf<string>(from).some((id) => gone.has(id));
    const offersMore = offer.some((item) => !targets.includes(typeof item === "string" ? item : item.id));
    return stage === "absent" || (isReplaced && !offersMore && (sizes ?? entry ?? define) === undefined);
  });
  return offerings.length === 0 && takesAway ? "Deprecation" : "Upgrade";
}

function hasNewProvider(id: string, before: GatewayFiles, after: GatewayFiles): boolean {
  const known = new Set(before.models.entries.flatMap(({ entry }) => providerOf(entry["provider"])));
  const [provider] = providerOf(after.models.entries.findLast((model) => model.id === id)?.entry["provider"]);
  return known.size > 0 && provider !== undefined && !known.has(provider);
}

function providerOf(provider: unknown): string[] {
  return typeof provider === "string" ? [hostNamed(provider) ?? provider.toLowerCase()] : [];
}

/** The line that says what is moved to: new defaults, else new entries; none where ids do not tell. */
export function modelLines(
  draft: MigrationDraft,
  after: GatewayFiles,
  hosts: ReadonlySet<string>,
  config: Config | undefined,
): string[] {
  const moves = [...draft.features, ...draft.bulk].map(({ entry }) => entry);
  const defaults = moves.flatMap(({ to }) => listOf<string>(to));
  const added = draft.offerings.filter(({ isNew, inPlaceOf }) => isNew || inPlaceOf !== undefined).map(({ id }) => id);
  const offered = moves.flatMap(({ offer = [] }) => offer.map((item) => (typeof item === "string" ? item : item.id)));
  const ids = [defaults, added, offered].find((some) => some.length > 0) ?? [];
  const byModel = new Map(ids.map((id) => [modelOf(id, hosts), id]));
  const models = [...byModel.values()].map((id) => modelIn(id, after, config));
  const distinct = new Map(models.map((model) => [JSON.stringify(model), model]));
  if (distinct.size === 0 || distinct.size > MOST_MODELS || models.includes(undefined)) return [];
  const texts = [...distinct.values()].flatMap((model) => (model === undefined ? [] : [textOf(model)]));
  return texts.length === 1 ? [`model: ${texts[0]}`] : ["model:", ...texts.map((text) => `  - ${text}`)];
}

interface Model {
  readonly provider: string;
  readonly family: string;
  readonly version: string;
}

/** By the name that users see, such as `GPT-5.2-Codex - OpenAI`, else by the id. */
function modelIn(id: string, after: GatewayFiles, config: Config | undefined): Model | undefined {
  const shown = findModel(after, id)?.entry["name"];
  const name = typeof shown === "string" && /\d/.test(shown) ? bareName(shown) : modelName(id);
  const [, before = "", version, behind = ""] = /^(\D*?)[\s-]*\bv?(\d[\d.]*)(?!\w)(.*)$/.exec(name) ?? [];
  const family = `${before} ${behind}`
    .replace(/\(.*?\)|\b20\d{6}\b|\bPreview\b/gi, " ")
    .replace(/[\s-]+/g, " ")
    .trim();
  const provider = makerOf(id);
  if (provider === undefined || family === "" || version === undefined) return undefined;
  const isKnown = config?.providers === undefined || own(config.providers, provider) !== undefined;
  return isKnown ? { provider, family, version } : undefined;
}

function textOf({ provider, family, version }: Model): string {
  return `{ provider: ${inline(provider)}, family: ${inline(family)}, version: ${JSON.stringify(version)} }`;
}
