import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Instant } from "../../model/duration.ts";
import type { SourceDocument } from "../../model/source.ts";
import type { Surroundings } from "../../model/surroundings.ts";
import { nameTargetFiles, type TargetView } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import { withoutCopies } from "./copies.ts";
import type { Need, Rule } from "./rule.ts";
import { type Setting, settingsOf, severityOf } from "./settings.ts";

export interface RulesInput {
  readonly rules: readonly Rule[];
  /** Ids that exist; those of `rules` unless said otherwise. */
  readonly ruleIds?: readonly string[];
  readonly workspace: Workspace;
  /** Target files as they are and as compile makes them; both or none. */
  readonly before?: TargetView | undefined;
  readonly after?: TargetView | undefined;
  readonly surroundings?: Surroundings | undefined;
  readonly instant: Instant;
  /** Severities from the command line, which win over `policy.rules`. */
  readonly severities?: ReadonlyMap<string, Setting>;
  /**
   * Target files that are judged themselves. What stands in any other target file is not the doing of whoever writes a
   * migration: it is a warning at most, unless a severity is set.
   */
  readonly judged?: ReadonlySet<string>;
}

export interface RulesResult {
  /** Sorted by place, without duplicates. */
  readonly diagnostics: readonly Diagnostic[];
  /** Ids of the rules that want target files which are not there. */
  readonly skipped: readonly string[];
  /** Ids of the rules that have looked. */
  readonly ran: readonly string[];
  /** Of those, the ids of the rules that had everything to look at that they may look at. */
  readonly fullyRan: readonly string[];
}

/** Runs every rule that neither the command line nor `policy.rules` has turned off. */
export function runRules(run: RulesInput): RulesResult {
  const { rules, workspace, before, after, surroundings, instant, judged = new Set() } = run;
  const severities = settingsOf(workspace.config.data, run.severities);
  const wanted = rules.filter(({ id }) => severities.get(id) !== "off");
  const absent = absentFiles(run);
  const { ruleIds = rules.map(({ id }) => id) } = run;
  const input = { workspace, before, after, surroundings, instant, ruleIds };
  const foreign = new Set(targetFiles(before).filter((file) => !judged.has(file)));
  const isSkipped = ({ needs }: Rule): boolean => needs !== undefined && absent.has(needs);
  const sparse = new Set([...absent, ...absentCode(run)]);
  const isFull = ({ needs, uses }: Rule): boolean =>
    [...uses, ...(needs === undefined ? [] : [needs])].every((need) => !sparse.has(need));
  const ran = wanted.filter((rule) => !isSkipped(rule));
  const diagnostics = ran.flatMap((rule) =>
    rule
      .run(input)
      .map(({ diagnostic }) =>
        withSeverity(foreign.has(diagnostic.file) ? asWarning(diagnostic) : diagnostic, severities),
      ),
  );
  return {
    diagnostics: sortDiagnostics(withoutCopies(diagnostics, sourcesOf(run))),
    skipped: wanted.filter(isSkipped).map(({ id }) => id),
    ran: ran.map(({ id }) => id),
    fullyRan: ran.filter(isFull).map(({ id }) => id),
  };
}

/** Target files as findings call them. */
function targetFiles({ snapshots }: TargetView = { snapshots: [], gateways: new Map() }): string[] {
  const nameOf = nameTargetFiles(snapshots);
  return snapshots.flatMap(({ target, files }) => [...files.keys()].map((path) => nameOf(target, path)));
}

/** Rules look at code as far as it is there: one repository of several may be away. */
function absentCode({ workspace, surroundings }: RulesInput): Need[] {
  const readable = Object.entries(workspace.config.data.targets ?? {}).filter(
    ([, { format, scan = [] }]) => format === "feature-flags" || scan.length > 0,
  );
  return readable.every(([id]) => surroundings?.code?.has(id)) ? [] : ["code"];
}

/** What people write for us, where an alias stands for a value in all its places. */
function sourcesOf({ workspace, surroundings }: RulesInput): SourceDocument[] {
  const reports = [...(surroundings?.evaluations.values() ?? [])].filter((report) => typeof report === "object");
  return [workspace.config, ...workspace.migrations, ...reports].map(({ source }) => source);
}

/** Half of the gateways would make ids of the other half unknown: either all are there or none counts. */
function absentFiles({ workspace, before, after, surroundings }: RulesInput): ReadonlySet<Need> {
  const targets = Object.entries(workspace.config.data.targets ?? {});
  const gateways = targets.filter(([, { format }]) => format === "ai-gateway");
  const noTargets =
    before === undefined ||
    after === undefined ||
    gateways.some(([id]) => !(before.gateways.has(id) && after.gateways.has(id)));
  const absent: [Need, boolean][] = [
    ["targets", noTargets],
    ["code", surroundings?.code === undefined],
    ["prompts", noTargets || surroundings?.prompts === undefined],
  ];
  return new Set(absent.filter(([, isAbsent]) => isAbsent).map(([need]) => need));
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.severity === "error" ? { ...diagnostic, severity: "warning" } : diagnostic;
}

function withSeverity(diagnostic: Diagnostic, severities: ReadonlyMap<string, Setting>): Diagnostic {
  const severity = severityOf(severities.get(diagnostic.rule));
  return severity === undefined ? diagnostic : { ...diagnostic, severity };
}
