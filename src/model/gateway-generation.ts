import type { GatewayFiles, GatewayModel } from "./gateway.ts";
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
  };
}

/** What a name says of its provider, behind a dash or in brackets: `- Vertex`, `(Bedrock)`. */
export function providerInName({ entry }: GatewayModel): { readonly start: number; readonly end: number } | undefined {
  const { name, provider } = entry;
  if (typeof name !== "string" || typeof provider !== "string" || provider.trim() === "") return undefined;
  const text = provider.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const match = new RegExp(`(?<=\\S\\s+)(?:[-–—|]\\s*${text}(?=$|\\s)|\\(${text}\\)|\\[${text}\\])`, "i").exec(name);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

function namesRepeat(entries: readonly GatewayModel[]): boolean {
  const provided = entries.filter(({ entry }) => typeof entry["provider"] === "string");
  return provided.filter((model) => providerInName(model) !== undefined).length * 2 > provided.length;
}
