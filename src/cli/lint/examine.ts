import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { SourceDocument } from "../../model/source.ts";
import type { Suppressed } from "../../rules/engine/suppress.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { changeIn } from "./affected.ts";
import { type Checked, check, type LookedAt } from "./check.ts";
import { covers, isJudged, type Named, shownFrom } from "./named.ts";
import type { LintOptions } from "./options.ts";
import type { Subject } from "./subject.ts";
import { openSubjects } from "./subjects.ts";

/** One look at everything; files have the names that people see. */
export interface Examined {
  /** All findings, also those that are not asked for: what a fix must not add to. */
  readonly all: readonly Diagnostic[];
  /** Findings in what was named and has changed. */
  readonly asked: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  readonly sources: ReadonlyMap<string, string>;
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** Files that were asked for. */
  readonly files: readonly string[];
  /** Absolute paths of the files that may be written to. */
  readonly writable: ReadonlyMap<string, string>;
  readonly ran: ReadonlySet<string>;
  readonly skipped: readonly string[];
  readonly missing: readonly string[];
}

/** `changed`: absolute real paths; findings that have nothing to do with them are not asked for. */
export async function examine(
  io: Io,
  options: LintOptions,
  changed: ReadonlySet<string> | undefined,
): Promise<Examined> {
  const parts: Examined[] = [];
  for (const subject of await openSubjects(io, options)) {
    const checked = await check(io, options, subject);
    refuseNothing(subject, checked, options);
    const concerns = changed === undefined ? () => true : await changeIn(io, subject, checked, changed);
    parts.push(asShown(subject, checked, concerns));
  }
  return join(parts);
}

/** A path that nothing is found at is a mistyped one. */
function refuseNothing({ named = [] }: Subject, { files, diagnostics }: Checked, { allowEmpty }: LintOptions): void {
  if (allowEmpty) return;
  const owned = [
    ...[...files].map(([file, { target }]) => ({ file, target })),
    ...diagnostics.map(({ file }) => ({ file, target: files.get(file)?.target })),
  ];
  const empty = named.find((one) => !owned.some((file) => covers(one, file)));
  if (empty === undefined) return;
  throw new UserError(
    EXIT.usage,
    `"${empty.typed}" holds nothing that lint reads`,
    "it reads cutover.yaml, migrations/, evaluation reports that migrations name, and the targets' files; --allow-empty passes this over",
  );
}

function asShown(subject: Subject, checked: Checked, concerns: (diagnostic: Diagnostic) => boolean): Examined {
  const { named } = subject;
  const { files } = checked;
  const isAsked = (file: string): boolean =>
    named === undefined || named.some((one) => covers(one, { file, target: files.get(file)?.target }));
  const nameOf = namesFor(subject, files);
  const shown = (diagnostic: Diagnostic): Diagnostic => renamed(diagnostic, nameOf);
  const entries = [...files].map(([file, { text }]) => [nameOf(file), text] as const);
  const mayWrite = ([file, { target }]: [string, LookedAt]): boolean => isJudged(named ?? [], { file, target });
  const isBare = subject.workspace !== undefined && !files.has(subject.workspace.config.file);
  // Of a bare catalog nobody wants to hear.
  const all = isBare ? checked.diagnostics.filter(({ file }) => files.has(file)) : checked.diagnostics;
  return {
    all: all.map(shown),
    asked: all.filter((one) => isAsked(one.file) && concerns(one)).map(shown),
    suppressed: checked.suppressed
      .filter(({ diagnostic }) => isAsked(diagnostic.file) && concerns(diagnostic))
      .map((one) => ({ ...one, diagnostic: shown(one.diagnostic) })),
    sources: new Map(entries),
    documents: new Map([...checked.documents].map(([file, source]) => [nameOf(file), source])),
    files: [...files.keys()].filter(isAsked).map(nameOf),
    writable: new Map([...files].filter(mayWrite).map(([file, { path }]) => [nameOf(file), path])),
    ran: new Set(checked.ran),
    skipped: checked.skipped,
    missing: checked.missing,
  };
}

/** Files of a target that was named have the path by which they are reached; others that in their repository. */
function namesFor({ named = [], base }: Subject, files: Checked["files"]): (file: string) => string {
  const reached = new Set(named.flatMap(({ inTargets }: Named) => [...inTargets.keys()]));
  return (file) => {
    const { target, path = file } = files.get(file) ?? {};
    return target !== undefined && reached.has(target) ? shownFrom(base, path) : file;
  };
}

function renamed(diagnostic: Diagnostic, nameOf: (file: string) => string): Diagnostic {
  const { file, related, fix } = diagnostic;
  return {
    ...diagnostic,
    file: nameOf(file),
    ...(related && { related: related.map((one) => ({ ...one, file: nameOf(one.file) })) }),
    ...(fix && { fix: { ...fix, edits: fix.edits.map((edit) => ({ ...edit, file: nameOf(edit.file) })) } }),
  };
}

function join(parts: readonly Examined[]): Examined {
  return {
    all: sortDiagnostics(parts.flatMap(({ all }) => all)),
    asked: sortDiagnostics(parts.flatMap(({ asked }) => asked)),
    suppressed: parts.flatMap(({ suppressed }) => suppressed),
    sources: new Map(parts.flatMap(({ sources }) => [...sources])),
    documents: new Map(parts.flatMap(({ documents }) => [...documents])),
    files: [...new Set(parts.flatMap(({ files }) => files))].sort(),
    writable: new Map(parts.flatMap(({ writable }) => [...writable])),
    ran: new Set(parts.flatMap(({ ran }) => [...ran])),
    skipped: [...new Set(parts.flatMap(({ skipped }) => skipped))],
    missing: [...new Set(parts.flatMap(({ missing }) => missing))],
  };
}
