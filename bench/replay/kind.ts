import type { Texts } from "../../test/generated/gateway-text.ts";
import { meaningOf, type Plain, stable } from "../../test/generated/judge.ts";

/** What a change of the two files is about. */
export type Kind = "migration" | "migration and fields" | "fields" | "features" | "schema" | "layout" | "unreadable";

export const KINDS: readonly Kind[] = [
  "migration",
  "migration and fields",
  "fields",
  "features",
  "schema",
  "layout",
  "unreadable",
];

/** Keys of a feature that say which models it uses. */
const MODEL_KEYS: ReadonlySet<string> = new Set([
  "default_model",
  "default_models",
  "selectable_models",
  "beta_models",
  "dev",
  "models_for_size_preference",
]);

/** A key that as many entries gained or lost is a change of the format. */
const MANY = 0.5;

/** Told from the plain data alone: by what entries there are, and which of their keys say something else. */
export function kindOf(before: Texts, after: Texts): Kind {
  const [a, b] = [attempt(() => meaningOf(before)), attempt(() => meaningOf(after))];
  if (a === undefined || b === undefined) return "unreadable";
  if (stable(a) === stable(b)) return "layout";
  const models = compare(a.models, b.models, "gitlab_identifier");
  const features = compare(a.features, b.features, "feature_setting");
  if (models.isFormat || features.isFormat) return "schema";
  const keys = [...features.changed].filter((key) => !MODEL_KEYS.has(key));
  if (features.isListChanged || keys.length > 0) return "features";
  const fields = [...models.changed].some((key) => key !== "deprecation");
  const isMigration = models.isListChanged || models.changed.has("deprecation") || features.changed.size > 0;
  if (!fields) return "migration";
  return isMigration ? "migration and fields" : "fields";
}

interface Comparison {
  /** Entries came or went. */
  readonly isListChanged: boolean;
  /** Keys that say something else in an entry that stayed. */
  readonly changed: ReadonlySet<string>;
  readonly isFormat: boolean;
}

function compare(before: readonly Plain[], after: readonly Plain[], key: string): Comparison {
  const old = new Map(before.map((entry) => [String(entry[key]), entry]));
  const stayed = after.flatMap((entry) => {
    const was = old.get(String(entry[key]));
    return was === undefined ? [] : [[was, entry] as const];
  });
  const changed = new Set<string>();
  const cameOrWent = new Map<string, number>();
  for (const [was, is] of stayed) {
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (stable(was[name] ?? null) === stable(is[name] ?? null)) continue;
      changed.add(name);
      if (name in was !== name in is) cameOrWent.set(name, (cameOrWent.get(name) ?? 0) + 1);
    }
  }
  const most = Math.max(0, ...cameOrWent.values());
  return {
    isListChanged: stayed.length !== before.length || stayed.length !== after.length,
    changed,
    isFormat: stayed.length > 3 && most > stayed.length * MANY && !changed.has("deprecation"),
  };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
