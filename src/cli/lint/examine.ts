import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { SourceDocument } from "../../model/source.ts";
import { renamedDiagnostic } from "../../report/diagnostics/renamed.ts";
import type { Suppressed } from "../../rules/engine/suppress.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Stale } from "../fetch/stale.ts";
import type { Io } from "../io.ts";
import { type Change, changeIn } from "./affected.ts";
import { type Checked, check, type LookedAt, type Missing } from "./check.ts";
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
  /** Only changes were asked about, and there are none. */
  readonly isUnchanged: boolean;
  /** Absolute paths of the files that may be written to. */
  readonly writable: ReadonlyMap<string, string>;
  readonly ran: ReadonlySet<string>;
  readonly skipped: readonly string[];
  readonly missing: readonly Missing[];
  /** Files of targets that are there and cannot be read. */
  readonly unread: readonly string[];
  /** Targets whose files were fetched long ago. */
  readonly stale: readonly Stale[];
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
    const change = changed === undefined ? EVERYTHING : await changeIn(io, subject, checked, changed);
    parts.push(asShown(subject, checked, change));
  }
  return join(parts);
}

/** A path that nothing is found at is a mistyped one. */
function refuseNothing({ named = [] }: Subject, { files, diagnostics }: Checked, { allowEmpty }: LintOptions): void {
  if (allowEmpty) return;
  const owned = [...files.values(), ...diagnostics.map(({ file }) => files.get(file) ?? { inside: file })];
  const empty = named.find((one) => !owned.some((file) => covers(one, file)));
  if (empty === undefined) return;
  throw new UserError(
    EXIT.usage,
    `"${empty.typed}" holds nothing that lint reads`,
    "it reads cutover.yaml, migrations/, evaluation reports that migrations name, and the targets' files; --allow-empty passes this over",
  );
}

const EVERYTHING: Change = { isNone: false, concerns: () => true };

function asShown(subject: Subject, checked: Checked, { isNone, concerns }: Change): Examined {
  const { named } = subject;
  const { files } = checked;
  const isAsked = (file: string): boolean =>
    named === undefined || named.some((one) => covers(one, files.get(file) ?? { inside: file }));
  const nameOf = namesFor(subject, files);
  const shown = (diagnostic: Diagnostic): Diagnostic => renamedDiagnostic(diagnostic, nameOf);
  const entries = [...files].map(([file, { text }]) => [nameOf(file), text] as const);
  const mayWrite = ([, file]: [string, LookedAt]): boolean => isJudged(named ?? [], file);
  const isBare = subject.workspace !== undefined && !files.has(subject.workspace.config.file);
  // Of a bare catalog nobody wants to hear.
  const all = isBare ? checked.diagnostics.filter(({ file }) => files.has(file)) : checked.diagnostics;
  return {
    all: [...all, ...checked.hidden].map(shown),
    asked: all.filter((one) => (isAsked(one.file) || (isBare && keepsFromLooking(one))) && concerns(one)).map(shown),
    suppressed: checked.suppressed
      .filter(({ diagnostic }) => isAsked(diagnostic.file) && concerns(diagnostic))
      .map((one) => ({ ...one, diagnostic: shown(one.diagnostic) })),
    sources: new Map(entries),
    documents: new Map([...checked.documents].map(([file, source]) => [nameOf(file), source])),
    files: [...files.keys()].filter(isAsked).map(nameOf),
    isUnchanged: isNone,
    writable: new Map([...files].filter(mayWrite).map(([file, { path }]) => [nameOf(file), path])),
    ran: new Set(checked.ran),
    skipped: checked.skipped,
    missing: checked.missing,
    unread: checked.unread.map(nameOf),
    stale: checked.stale,
  };
}

/** The gateway's two files are one configuration: where either cannot be read, nothing is known to be right. */
function keepsFromLooking({ rule }: Diagnostic): boolean {
  return rule === "syntax" || rule === "schema" || rule === "workspace";
}

/** Files of a target that was named have the path by which they are reached; others that in their repository. */
function namesFor({ named = [], base }: Subject, files: Checked["files"]): (file: string) => string {
  const reached = new Set(named.flatMap(({ inTargets }: Named) => [...inTargets.keys()]));
  const isReached = ({ target }: LookedAt): boolean => target !== undefined && reached.has(target);
  const shown = new Map([...files].map(([name, file]) => [name, isReached(file) ? shownFrom(base, file.path) : name]));
  const taken = new Set([...files].flatMap(([name, file]) => (isReached(file) ? [shown.get(name)] : [])));
  return (name) => {
    const { target } = files.get(name) ?? {};
    const isOther = target !== undefined && !reached.has(target) && taken.has(name);
    return isOther ? `${target}/${name}` : (shown.get(name) ?? name);
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
    isUnchanged: parts.every(({ isUnchanged }) => isUnchanged),
    writable: new Map(parts.flatMap(({ writable }) => [...writable])),
    ran: new Set(parts.flatMap(({ ran }) => [...ran])),
    skipped: [...new Set(parts.flatMap(({ skipped }) => skipped))],
    missing: parts.flatMap(({ missing }) => missing),
    unread: parts.flatMap(({ unread }) => unread),
    stale: parts.flatMap(({ stale }) => stale),
  };
}
