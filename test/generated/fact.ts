import type { ListName } from "./draft.ts";

/** One thing that a hand-made change has changed. */
export type Fact =
  | { readonly what: "model added" | "model removed" | "model moved" | "commented"; readonly id: string }
  | {
      readonly what: "model renamed";
      readonly id: string;
      readonly to: string;
      /** Features that name it. */
      readonly features: readonly string[];
    }
  | { readonly what: "key changed"; readonly id: string; readonly key: string }
  | { readonly what: "feature renamed"; readonly feature: string; readonly to: string }
  | {
      readonly what: "default changed";
      readonly feature: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    }
  | { readonly what: "size changed"; readonly feature: string; readonly size: string }
  | {
      readonly what: "listed" | "unlisted" | "reordered";
      readonly feature: string;
      readonly list: ListName;
      readonly id: string;
    }
  | {
      readonly what: "feature added" | "feature removed" | "primitives changed" | "groups changed";
      readonly feature: string;
    };

/** Entries that a fact is about, in either file. */
export function subjectsOf(fact: Fact): string[] {
  const features = "feature" in fact ? [`feature ${fact.feature}`] : [];
  const models = "id" in fact ? [`model ${fact.id}`] : [];
  if (fact.what === "feature renamed") return [...features, `feature ${fact.to}`];
  if (fact.what !== "model renamed") return [...features, ...models];
  return [...models, `model ${fact.to}`, ...fact.features.map((feature) => `feature ${feature}`)];
}

const OPPOSITE = new Map<Fact["what"], Fact["what"]>([
  ["model added", "model removed"],
  ["model removed", "model added"],
  ["listed", "unlisted"],
  ["unlisted", "listed"],
  ["feature added", "feature removed"],
  ["feature removed", "feature added"],
]);

/** What is changed by taking the change back. */
export function reverted(fact: Fact): Fact {
  if (fact.what === "default changed") return { ...fact, from: fact.to, to: fact.from };
  if (fact.what === "model renamed") return { ...fact, id: fact.to, to: fact.id };
  if (fact.what === "feature renamed") return { ...fact, feature: fact.to, to: fact.feature };
  return { ...fact, what: OPPOSITE.get(fact.what) ?? fact.what } as Fact;
}
