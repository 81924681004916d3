// GitLab's default pattern looks for these words in the raw text of a merge request, code included: whatever they stand
// before is closed when it is merged. https://docs.gitlab.com/user/project/issues/managing_issues/
const CLOSING =
  /(?<word>clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)(?<colon>:?)[ \t]+(?=(?:issues?[ \t]+)?(?<issue>[\w./-]*#\d+|[A-Z][A-Z\d_]*-\d+|https?:\/\/\S+))/gi;

/** Closing words with the issue that each would close, as they stand in a text, such as `fixes acme/ai#4`. */
export function closingsIn(markdown: string): string[] {
  return [...markdown.matchAll(CLOSING)].map(({ groups }) => `${groups?.word} ${groups?.issue}`);
}

/** The same text to its readers, with a blank between word and issue that GitLab's pattern does not know. */
export function withoutClosings(markdown: string): string {
  return markdown.replace(CLOSING, "$<word>$<colon>\u00a0");
}
