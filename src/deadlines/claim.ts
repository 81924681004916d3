import { hostNamed } from "../model/host.ts";
import { modelKey } from "./identity.ts";
import { HOST, MODEL, quoted, refuse, type Spot } from "./shape.ts";
import type { Claim } from "./source.ts";

/** What a source says of a model that it calls `name`, under the name by which facts of all sources meet. */
export function claimOf(host: string, name: string, said: Omit<Claim, "host" | "model" | "as">): Claim {
  // What is sold with models, such as an "Evals platform", stands in the same lists under a name with blanks.
  const slug = name.replaceAll(" ", "-");
  const key = modelKey(host, slug);
  // Of a route that leads to nothing, such as "openai/", nothing is left.
  const model = MODEL.is(key) ? key : slug.toLowerCase();
  const as = model !== name && MODEL.is(name) ? { as: name } : {};
  const rest = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { host, model, ...as, ...(rest as typeof said) };
}

/** Of each model at each host one claim: that of the earliest day, completed by what the others say besides. */
export function oneOfEach(claims: readonly Claim[]): Claim[] {
  const byModel = new Map<string, Claim>();
  for (const claim of claims) {
    const key = `${claim.host} ${claim.model}`;
    const other = byModel.get(key);
    byModel.set(key, other === undefined ? claim : merged(other, claim));
  }
  return [...byModel.values()];
}

/** Our name of a host that a source names by `word`. Throws `ShapeError` for what cannot be one. */
export function hostCalled(word: string, theirs: ReadonlyMap<string, string>, spot: Spot): string {
  const name = word.toLowerCase();
  const host = theirs.get(name) ?? hostNamed(name.replaceAll("-", " ")) ?? name.replaceAll(" ", "-");
  return HOST.is(host) ? host : refuse(spot, `names the host ${quoted(word)}, where ${HOST.allowed} are allowed`);
}

function merged(one: Claim, other: Claim): Claim {
  const isLater = other.cutoff === undefined || (one.cutoff !== undefined && one.cutoff <= other.cutoff);
  return isLater ? { ...other, ...one } : { ...one, ...other };
}

/** Models among what a source advises: it also has words for settings, products, or none at all. */
export function modelsAmong(advice: readonly string[]): string[] | undefined {
  const models = [...new Set(advice.filter((name) => MODEL.is(name)))];
  return models.length === 0 ? undefined : models;
}
