import { type Diagnostic, type Fix, sortDiagnostics } from "../../diagnostics/diagnostic.ts";
import { formatDate, type Instant } from "../../model/duration.ts";
import type { Range, SourceDocument } from "../../model/source.ts";
import type { ConfigDocument } from "../../model/workspace.ts";
import { allowed, closestName } from "./allowed.ts";
import { FIXED_IDS } from "./builtin.ts";
import { coverageOf } from "./coverage.ts";
import { type Directive, type Malformed, parseDirective } from "./directive.ts";
import { isRefused } from "./merge.ts";
import { keyAt } from "./place.ts";
import { type Setting, settingsOf, severityOf } from "./settings.ts";
import { removeComment, removeName } from "./suppression-fix.ts";

/** Id of what is found in the comments themselves. */
export const SUPPRESSION = "suppression";

/** What reading, compiling and the comments themselves report stays: no later step could go on from it. */
const STAYING = [...FIXED_IDS, SUPPRESSION];

export interface SuppressInput {
  /** Of the rules and of compile, merged. */
  readonly diagnostics: readonly Diagnostic[];
  /** Errors of compile: what it refuses is not made good by a comment. */
  readonly problems: readonly Diagnostic[];
  /** Files whose comments are read, by name. */
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** Files in which a comment that does nothing is reported too; in others it may serve another lint. */
  readonly judged: ReadonlySet<string>;
  readonly config: ConfigDocument;
  readonly instant: Instant;
  readonly ruleIds: readonly string[];
  /** Rules that have looked at everything: of others nobody knows whether there is something to ignore. */
  readonly fullyRan: readonly string[];
  readonly severities?: ReadonlyMap<string, Setting> | undefined;
}

/** A finding that a comment silences. */
export interface Suppressed {
  readonly diagnostic: Diagnostic;
  readonly reason: string;
  readonly comment: Range;
}

/** Takes out the findings that comments silence, and adds what is wrong with the comments. */
export function suppress(input: SuppressInput): {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
} {
  const suppressed: Suppressed[] = [];
  const reports: Diagnostic[] = [];
  for (const [file, source] of input.documents) {
    const found = inFile(input, file, source);
    suppressed.push(...found.suppressed);
    if (input.judged.has(file)) reports.push(...found.reports);
  }
  const silenced = new Set(suppressed.map(({ diagnostic }) => diagnostic));
  const kept = input.diagnostics.filter((diagnostic) => !silenced.has(diagnostic));
  return { diagnostics: sortDiagnostics([...kept, ...withSetting(input, reports)]), suppressed };
}

function withSetting({ config, severities }: SuppressInput, reports: readonly Diagnostic[]): readonly Diagnostic[] {
  const setting = settingsOf(config.data, severities).get(SUPPRESSION);
  if (setting === "off") return [];
  const severity = severityOf(setting);
  return severity === undefined ? reports : reports.map((one) => ({ ...one, severity }));
}

interface InFile {
  readonly suppressed: readonly Suppressed[];
  readonly reports: readonly Diagnostic[];
}

function inFile(input: SuppressInput, file: string, source: SourceDocument): InFile {
  const own = input.diagnostics.filter((one) => one.file === file);
  const found = (source.comments ?? []).map((comment): InFile => {
    const directive = parseDirective(source.text, comment);
    if (directive === undefined) return { suppressed: [], reports: [] };
    if ("message" in directive) return { suppressed: [], reports: [malformed(file, directive)] };
    return ofDirective(input, source, own, directive);
  });
  return { suppressed: found.flatMap((one) => one.suppressed), reports: found.flatMap((one) => one.reports) };
}

function malformed(file: string, { message, range }: Malformed): Diagnostic {
  return { rule: SUPPRESSION, severity: "error", message, file, range };
}

function ofDirective(
  input: SuppressInput,
  source: SourceDocument,
  own: readonly Diagnostic[],
  directive: Directive,
): InFile {
  const covered = coverageOf(source, directive.comment);
  if (covered === undefined) {
    const message = "this ignores nothing, since no key or list item begins on the line below";
    return {
      suppressed: [],
      reports: [malformed(source.file, { ...directive, message, range: spanOf(source, directive) })],
    };
  }
  const faults = directive.rules.flatMap((name) => faultOf(input, source.file, name) ?? []);
  if (input.instant >= directive.until) return { suppressed: [], reports: [...faults, expired(source, directive)] };
  const usable = directive.rules.filter((name) => faultOf(input, source.file, name) === undefined);
  const hits = own.filter(
    (one) =>
      isIn(covered, one.range.start) && usable.some(({ id }) => id === one.rule) && !isRefused(one, input.problems),
  );
  const refused = own.filter((one) => isIn(covered, one.range.start) && isRefused(one, input.problems));
  const used = new Set([...hits, ...refused].map(({ rule }) => rule));
  const unused = usable.filter(({ id }) => input.fullyRan.includes(id) && !used.has(id));
  return {
    suppressed: hits.map((diagnostic) => ({ diagnostic, reason: directive.reason, comment: directive.comment.range })),
    reports: [
      ...faults,
      ...usable
        .filter(({ id }) => refused.some(({ rule }) => rule === id))
        .map((name) => cannotBeMade(source.file, name)),
      ...unused.map((name) => idle(source, directive, name, unused.length === directive.rules.length)),
    ],
  };
}

type Name = Directive["rules"][number];

/** Why a rule cannot be ignored at all. */
function faultOf({ config, ruleIds }: SuppressInput, file: string, { id, range }: Name): Diagnostic | undefined {
  const fault = { rule: SUPPRESSION, severity: "error" as const, file, range };
  if (STAYING.includes(id)) return { ...fault, message: `what "${id}" reports cannot be ignored; mend it` };
  if (!ruleIds.includes(id)) {
    const meant = closestName(id, ruleIds);
    const message = `unknown rule "${id}"; ${meant === undefined ? 'see "cutover explain --list"' : allowed(id, ruleIds)}`;
    return { ...fault, message, ...(meant !== undefined && { fix: renameFix(file, range, meant) }) };
  }
  const setting = config.data.policy?.rules?.[id];
  if (typeof setting !== "object" || setting.ignorable !== false) return undefined;
  const path = ["policy", "rules", id, "ignorable"];
  const related = [{ ...keyAt(config, path), message: "the policy forbids it here" }];
  return { ...fault, message: `"${id}" may not be ignored; mend what it reports`, related };
}

function renameFix(file: string, range: Range, meant: string): Fix {
  return { title: `write "${meant}"`, safety: "unsafe", edits: [{ file, range, text: meant }] };
}

function cannotBeMade(file: string, { id, range }: Name): Diagnostic {
  const message = `what "${id}" reports here cannot be ignored: compile refuses it`;
  return { rule: SUPPRESSION, severity: "error", message, file, range };
}

function expired({ file }: SourceDocument, { until, day, rules }: Directive): Diagnostic {
  const names = rules.map(({ id }) => `"${id}"`).join(", ");
  const message = `this has ended on ${formatDate(until)}, and ${names} is not ignored any more; mend it, or agree on another day`;
  return { rule: SUPPRESSION, severity: "warning", message, file, range: day };
}

/** A comment that silences nothing hides the next mistake. */
function idle(source: SourceDocument, directive: Directive, { id, range }: Name, isWhole: boolean): Diagnostic {
  const { file } = source;
  const edit = isWhole ? removeComment(source, directive.comment) : removeName(source, range);
  const title = isWhole ? "remove the comment" : `remove "${id}"`;
  const message = `"${id}" reports nothing here; remove it from the comment`;
  return {
    rule: SUPPRESSION,
    severity: "warning",
    message,
    file,
    range,
    fix: { title, safety: "unsafe", edits: [edit] },
  };
}

function spanOf({ text }: SourceDocument, { comment: { range } }: Directive): Range {
  return { start: range.start, end: range.start + text.slice(range.start, range.end).trimEnd().length };
}

function isIn({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}
