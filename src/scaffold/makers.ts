/** Who makes the models whose ids begin so. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/^claude/, "anthropic"],
  [/^gpt/, "openai"],
  [/^gemini/, "google"],
  [/^(codestral|devstral|mistral|mixtral|pixtral|ministral)/, "mistral"],
];

/** Id of the maker of an offering's model; undefined for one that is not known here. */
export function makerOf(id: string): string | undefined {
  return MAKERS.find(([pattern]) => pattern.test(id))?.[1];
}

/** Equal for all offerings of one maker, known here or not. */
export function familyOf(id: string): string {
  return makerOf(id) ?? id.split("_", 1).join();
}
