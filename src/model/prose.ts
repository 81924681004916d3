/** A name behind an `@` in a text, outside code. */
export interface CalledName {
  /** Without the `@`. */
  readonly name: string;
  /** Offset of the `@`. */
  readonly offset: number;
}

// No word, path or backslash stands right before the `@` (GitLab's user reference filter).
const CALL = /(?<![\w@/\\.`])@([a-zA-Z0-9_][a-zA-Z0-9_.-]*(?:\/[\w.-]+)*)/g;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** People and groups that a Markdown text calls by `@name`, in order. */
export function namesCalledIn(markdown: string): CalledName[] {
  if (!markdown.includes("@")) return [];
  return [...proseOf(markdown).matchAll(CALL)].map(({ 1: name = "", index }) => ({
    // Looked behind, a long run of dots is tried once and not from each of them.
    name: name.replace(/(?<![.-])[.-]+$/, ""),
    offset: index,
  }));
}

/** The text with blanks in the place of fenced code and code spans; every offset stays what it is. */
export function proseOf(markdown: string): string {
  return withoutSpans(withoutFences(markdown));
}

/** A fence without an end is text: rather one name too many than one too few. */
function withoutFences(text: string): string {
  const lines = text.split("\n");
  let open: { readonly fence: string; readonly at: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const run = FENCE.exec(line)?.[1];
    if (open === undefined) open = run === undefined ? undefined : { fence: run, at };
    else if (run?.startsWith(open.fence) && line.trim() === run) {
      for (let index = open.at; index <= at; index += 1) lines[index] = blank(lines[index] ?? "");
      open = undefined;
    }
  }
  return lines.join("\n");
}

/** One pass: a pattern over "the next run as long" would look through all the rest for every run without a partner. */
function withoutSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)];
  const last = new Map(runs.map(({ 0: run, index }) => [run, index]));
  let prose = "";
  let at = 0;
  let open: RegExpExecArray | undefined;
  for (const run of runs) {
    if (open === undefined && (last.get(run[0]) ?? 0) > run.index) open = run;
    else if (open !== undefined && run[0] === open[0]) {
      const end = run.index + run[0].length;
      prose += text.slice(at, open.index) + blank(text.slice(open.index, end));
      at = end;
      open = undefined;
    }
  }
  return prose + text.slice(at);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
