import { concealed } from "../diagnostics/conceal.ts";
import { palette, printable } from "../plan/text.ts";

/** What became of the merge request of one file. */
export interface Opened {
  readonly name: string;
  readonly done:
    | "opened"
    | "updated"
    | "closed"
    /** Waits for people, as it should be. */
    | "open"
    /** The branch that it would go into holds the file. */
    | "merged"
    | "dismissed"
    /** Nothing may be written now. */
    | "held"
    /** People have to decide. */
    | "stopped"
    | "failed";
  /** One line. */
  readonly message?: string | undefined;
  /** `acme/ai!12` or `!12` */
  readonly reference?: string;
  readonly url?: string;
}

/** One line for each. */
export function renderOpened(all: readonly Opened[], { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const lines = all.map(({ name, done, message, reference, url }) => {
    const isBad = done === "stopped" || done === "failed";
    const word = isBad ? paint.red(`${done}:`) : paint.bold(WORDS[done]);
    const parts = [`${word} ${printable(name)}`, ...[message, reference].map((part) => part && printable(part))];
    return [...parts, url && paint.dim(printable(url))].filter((part) => part !== undefined).join("  ");
  });
  return concealed(lines.map((line) => `${line}\n`).join(""));
}

const WORDS = {
  opened: "opened",
  updated: "brought up to date",
  closed: "closed",
  open: "waits for people:",
  merged: "nothing to open for",
  dismissed: "left alone:",
  held: "held:",
} as const;
