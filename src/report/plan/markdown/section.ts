/** A text that can be folded away, and left out where there is too much of it. */
export interface Fold {
  /** What it is, as Markdown: for the line that says that it was left out. */
  readonly name: string;
  readonly text: string;
}

/** A part of the note under a heading of its own. */
export interface Section {
  readonly heading: string;
  /** Lines above the rows, such as the head of a table; left out with the last of the rows. */
  readonly head: readonly string[];
  /** Lines, each whole in itself. */
  readonly rows: readonly string[];
  readonly folds: readonly Fold[];
}

/** How much is left out. */
export interface Cut {
  readonly folds: ReadonlySet<Fold>;
  /** Rows of a section that are shown at most. */
  readonly rows: number;
}

export const NO_CUT: Cut = { folds: new Set(), rows: Number.POSITIVE_INFINITY };

/** The Markdown of a section after a cut; its parts are paragraphs. */
export function sectionText({ heading, head, rows, folds }: Section, cut: Cut): string {
  const shown = rows.slice(0, cut.rows);
  const rest = rows.length - shown.length;
  const more = rest === 0 ? [] : [`… ${rest}${shown.length === 0 ? "" : " more"} left out`];
  const list = shown.length === 0 ? [] : [[...head, ...shown].join("\n")];
  const kept = folds.filter((fold) => !cut.folds.has(fold)).map(({ text }) => text);
  return [heading, ...list, ...more, ...kept].join("\n\n");
}
