import { indented, OPEN, scalar } from "./yaml-text.ts";

/** Lines as comments: what is in them holds once the `#` is taken away. */
function commented(lines: readonly string[]): string[] {
  return lines.map((line) => `# ${line}`);
}

/** A mark with the lines that are to be filled in, as the schema wants them. */
export function mark(what: string, lines: readonly string[]): string[] {
  return [`${OPEN} ${what}`, ...commented(lines)];
}

/** What the main issue says in words. */
export function wordsMarks(): string[] {
  return mark("how it is done, what users will notice, what changes", [
    "approach: |",
    "  …",
    "technical: |",
    "  …",
    "impact: { gitlab_com: …, self_managed: … }",
    "changes: { behavior: [], breaking: [] }",
  ]);
}

export function infrastructureMark(): string[] {
  return mark("once somebody has checked that it can serve the model", [
    'infrastructure: { link: https://…, by: "@…", date: … }',
  ]);
}

export function milestoneMark(): string[] {
  return mark("the release that carries the flags", ['milestone: "…"']);
}

export function modelMark(to: string | undefined): string[] {
  const what = to === undefined ? "once it is decided" : `the model of ${to}`;
  return mark(what, ['model: { provider: …, family: …, version: "…" }']);
}

/** Links for the issue: the documentation is known where the catalog has it, the announcement where the lock file does. */
export function referencesLines(documentation: string | undefined, announcement: string | undefined): string[] {
  const what = "the provider's pages";
  if (documentation === undefined && announcement === undefined)
    return mark(what, ["references: { announcement: https://…, documentation: https://… }"]);
  const known = Object.entries({ announcement, documentation }).flatMap(([key, link]) =>
    link === undefined ? [] : [`${key}: ${scalar(link)}`],
  );
  const open = [
    ...(announcement === undefined ? mark("the provider's announcement", ["announcement: https://…"]) : []),
    ...(documentation === undefined ? mark("the provider's documentation", ["documentation: https://…"]) : []),
  ];
  return ["references:", ...indented([...known, ...open])];
}

/** The features of a migration whose features nobody can know yet. */
export function featuresMark(from: string | undefined, to: string | undefined): string[] {
  const old = from === undefined ? "" : `, from: ${scalar(from)}`;
  const entry =
    from === undefined
      ? `stage: planned, offer: [${to === undefined ? "…" : scalar(to)}], no_flag: no default moves`
      : `stage: planned${old}, to: ${to === undefined ? "…" : scalar(to)}, dri: "@…", flag: { name: … }, eta: …`;
  return mark("the features that it concerns", ["features:", `  …: { ${entry} }`]);
}

/** The entry of an offering that may be new, where the gateway's files are not there to look into. */
export function offeringMark(to: string): string[] {
  return mark("its entry in models.yml, if it is new there", [
    "offerings:",
    `  ${scalar(to)}:`,
    "    name: …",
    "    provider: …",
    "    params: { model: … }",
  ]);
}
