import { hostAtEnd, hostNamed } from "./host.ts";
import type { OfferingEntry } from "./schema/migration.gen.ts";

/** Host of an offering, by what its entry says or else by the end of its id; undefined: the maker's own. */
export function hostOf(id: string, entry?: OfferingEntry): string | undefined {
  const wire = entry?.params?.custom_llm_provider;
  return (wire ? hostNamed(wire) : undefined) ?? hostAtEnd(id);
}

/** Name of the model behind an id as people write it: `claude_sonnet_4_5_20250929_vertex` is `Claude Sonnet 4.5`. */
export function modelName(id: string): string {
  const bare = hostAtEnd(id) === undefined ? id : id.slice(0, id.lastIndexOf("_"));
  const words = bare.replace(/_\d{8}(?=_|$)/, "");
  return words
    .replace(/(?<=(?:^|_)\d{1,2})_(?=\d{1,2}(?:_|$))/g, ".")
    .split("_")
    .map((word) => (/^gpt$/.test(word) ? "GPT" : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(" ");
}
