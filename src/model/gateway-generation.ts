import type { GatewayFiles, GatewayModel } from "./gateway.ts";
import { otherNames } from "./host.ts";
import { mapOf } from "./plain-data.ts";

/** Which of the gateway's schemas the files were written for, told by how they are written. */
export interface Generation {
  /** Before 2025-10-09 no entry had a class: which params it took is not known. */
  readonly withoutClass: boolean;
  /** Until 2026-02-24 the class stood in `params`, which were the same for all classes. */
  readonly classInParams: boolean;
  /** Until 2026-04-14 a feature had one default, a scalar. */
  readonly oneDefault: boolean;
  /** Until 2026-04-29 the provider was a part of every name. */
  readonly providerInNames: boolean;
  /** Until 2026-05-28 `dev` could be limited to groups; told by what changed shortly before and after. */
  readonly groupsInDev: boolean;
  /** Until 2025-09-08 `family` was one text. */
  readonly familyAsText: boolean;
  /** Keys that most entries of models.yml have: what nearly all lack, the gateway did not know yet. */
  readonly customary: ReadonlySet<string>;
  /** Whether most features say their unit primitives. */
  readonly withPrimitives: boolean;
}

export function generationOf({ models, features }: GatewayFiles): Generation {
  const { entries } = models;
  const withClass = entries.some(({ entry }) => entry["model_class_provider"] !== undefined);
  const inParams = entries.some(({ entry }) => mapOf(entry["params"])["model_class_provider"] !== undefined);
  const classInParams = inParams && !withClass;
  const one = features.entries.filter(({ defaultsKey }) => defaultsKey === "default_model");
  const oneDefault = one.length * 2 > features.entries.length;
  const providerInNames = namesRepeat(entries);
  // The display name Vertex went on 2026-06-15.
  const isVertex = entries.some(({ entry }) => entry["provider"] === "Vertex");
  return {
    withoutClass: !withClass && !inParams,
    classInParams,
    oneDefault,
    providerInNames,
    groupsInDev: classInParams || oneDefault || providerInNames || isVertex,
    familyAsText: isFamilyText(entries),
    customary: customaryKeys(entries),
    withPrimitives: isMost(features.entries, ({ entry }) => entry["unit_primitives"] !== undefined),
  };
}

function isFamilyText(models: readonly GatewayModel[]): boolean {
  const families = models.filter(({ entry }) => entry["family"] !== undefined);
  const isText = families.some(({ entry }) => typeof entry["family"] === "string");
  return isText && !families.some(({ entry }) => Array.isArray(entry["family"])) && !models.some(hasClass);
}

function hasClass({ entry }: GatewayModel): boolean {
  return (entry["model_class_provider"] ?? mapOf(entry["params"])["model_class_provider"]) !== undefined;
}

function customaryKeys(models: readonly GatewayModel[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const key of models.flatMap(({ entry }) => Object.keys(entry))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count * 2 > models.length).map(([key]) => key));
}

function isMost<T>(things: readonly T[], is: (thing: T) => boolean): boolean {
  return things.filter(is).length * 2 > things.length;
}

/** What a name says of its provider, behind a dash or in brackets: `- Vertex`, `(Bedrock)`. */
export function providerInName({ entry }: GatewayModel): { readonly start: number; readonly end: number } | undefined {
  const { name, provider } = entry;
  if (typeof name !== "string" || typeof provider !== "string" || provider.trim() === "") return undefined;
  const names = [provider.trim(), ...otherNames(provider.trim())].sort((a, b) => b.length - a.length);
  const text = `(?:${names.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`;
  const match = new RegExp(`(?<=\\S\\s+)(?:[-–—|]\\s*${text}(?=$|\\s)|\\(${text}\\)|\\[${text}\\])`, "i").exec(name);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

function namesRepeat(entries: readonly GatewayModel[]): boolean {
  const provided = entries.filter(({ entry }) => typeof entry["provider"] === "string");
  return provided.filter((model) => providerInName(model) !== undefined).length * 2 > provided.length;
}
