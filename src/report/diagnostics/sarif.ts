import type { Fix, RelatedPlace, Severity, TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Range } from "../../model/source.ts";
import { type Identified, identify } from "./fingerprint.ts";
import { Places, type Report, type ReportedRule, type Suppressed } from "./located.ts";
import { printable } from "./printable.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

const LEVEL: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/**
 * Findings as a SARIF 2.1.0 log with one run: also what comments silence, with the reason, and how a finding can be
 * mended. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(report: Report): string {
  const { diagnostics, suppressed = [], sources, rules = [] } = report;
  const places = new Places(sources);
  const silenced = new Map(suppressed.map((one) => [one.diagnostic, one]));
  const identified = identify([...diagnostics, ...silenced.keys()], report);
  const ids = [...new Set([...rules.map(({ id }) => id), ...identified.map(({ diagnostic }) => diagnostic.rule)])];
  const results = identified.map((one) => ({
    ...result(one, ids, places),
    ...(silenced.size > 0 && { suppressions: suppressions(silenced.get(one.diagnostic), places) }),
  }));
  const described = new Map(rules.map((rule) => [rule.id, descriptor(rule)]));
  const driver = { name: "cutover", rules: ids.map((id) => described.get(id) ?? { id }) };
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor({ id, summary, severity, docs }: ReportedRule): object {
  const why = docs.why.trim();
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${why}\n\ncutover explain ${id}`, markdown: `${why}\n\n\`cutover explain ${id}\`` },
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function result({ diagnostic, fingerprint }: Identified, ids: readonly string[], places: Places): object {
  const { rule, severity, message, file, range, related = [], hint, fix } = diagnostic;
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: LEVEL[severity],
    message: { text: [message, ...(hint === undefined ? [] : [hint])].map(plain).join("\n") },
    locations: [location(file, range, places)],
    ...(related.length > 0 && { relatedLocations: related.map((one, index) => relatedLocation(one, index, places)) }),
    partialFingerprints: { "cutover/v1": fingerprint },
    ...(fix !== undefined && { fixes: [fixOf(fix, places)] }),
  };
}

function relatedLocation({ file, range, message }: RelatedPlace, index: number, places: Places): object {
  return { id: index + 1, ...location(file, range, places), message: { text: plain(message) } };
}

function location(file: string, range: Range, places: Places): object {
  return { physicalLocation: { artifactLocation: artifact(file), region: region(file, range, places) } };
}

/** A path as a URI reference. Half a surrogate pair has no place in one. */
function artifact(file: string): object {
  return {
    uri: file
      .replace(/\p{Surrogate}/gu, "\ufffd")
      .split("/")
      .map(encodeURIComponent)
      .join("/"),
  };
}

/** As in our own positions, the end is the place behind the last character. */
function region(file: string, range: Range, places: Places): object {
  const { start, end } = places.positions(file, range);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function fixOf({ title, safety, edits }: Fix, places: Places): object {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: plain(title) },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits.filter((edit) => edit.file === file).map((edit) => replacement(edit, places)),
    })),
    properties: { safety },
  };
}

function replacement({ file, range, text }: TextEdit, places: Places): object {
  return { deletedRegion: region(file, range, places), insertedContent: { text } };
}

/** Once one result tells about suppressions all must, so what is not silenced has an empty list. */
function suppressions(one: Suppressed | undefined, places: Places): object[] {
  if (one === undefined) return [];
  const { diagnostic, reason, comment } = one;
  return [
    {
      kind: "inSource",
      justification: printable(reason),
      ...(comment !== undefined && { location: location(diagnostic.file, comment, places) }),
    },
  ];
}

/** Viewers make links out of `[text](target)`; what a message quotes stays text. */
function plain(text: string): string {
  return printable(text).replace(/\[(?=[^[\]]*\]\()/g, "\\[");
}
