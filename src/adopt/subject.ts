/** Longest subject that is taken over, in characters. */
const LONGEST = 200;

/** What conventional commits put before the words, such as `feat(chat): `. */
const PREFIX = /^[a-z]+(?:\([^()]*\))?!?:\s+(?=\S)/;

/** The first line of a commit as a sentence of a summary: one line, without mentions and commands. */
export function sentenceOf(subject: string): string {
  const line = subject
    .normalize("NFC")
    .replace(/[\p{C}\p{Z}\s]+/gu, " ")
    .replace(/@(?=\w)/g, "")
    .replace(/^[\s/#>*+-]+/, "")
    .replace(PREFIX, "")
    .replace(/^[a-z](?=[a-z]*\s)/, (letter) => letter.toUpperCase())
    .trim();
  const characters = [...line];
  const short =
    characters.length > LONGEST
      ? `${characters
          .slice(0, LONGEST - 1)
          .join("")
          .trim()}…`
      : line;
  return short === "" || /[.!?…]$/.test(short) ? short : `${short}.`;
}
