import type { OfferingEntry } from "./schema/migration.gen.ts";

const HOSTS: Readonly<Record<string, string>> = {
  vertex_ai: "vertex",
  bedrock: "bedrock",
  fireworks_ai: "fireworks",
  mistral: "mistral",
};
const SUFFIX = /_(vertex|bedrock|fireworks|mistral)$/;

/** Host of an offering, by what its entry says or else by the end of its id; undefined: the maker's own. */
export function hostOf(id: string, entry?: OfferingEntry): string | undefined {
  const wire = entry?.params?.custom_llm_provider;
  return (wire ? HOSTS[wire] : undefined) ?? SUFFIX.exec(id)?.[1];
}

/** Name of the model behind an id as people write it: `claude_sonnet_4_5_20250929_vertex` is `Claude Sonnet 4.5`. */
export function modelName(id: string): string {
  const words = id.replace(SUFFIX, "").replace(/_\d{8}(?=_|$)/, "");
  return words
    .replace(/(?<=(?:^|_)\d{1,2})_(?=\d{1,2}(?:_|$))/g, ".")
    .split("_")
    .map((word) => (/^gpt$/.test(word) ? "GPT" : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(" ");
}
