import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Instant } from "../../model/duration.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { TargetView } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Rule } from "./rule.ts";

export interface RulesInput {
  readonly rules: readonly Rule[];
  readonly workspace: Workspace;
  /** Target files as they are and as compile makes them; both or none. */
  readonly before?: TargetView | undefined;
  readonly after?: TargetView | undefined;
  readonly instant: Instant;
}

export interface RulesResult {
  /** Sorted by place, without duplicates. */
  readonly diagnostics: readonly Diagnostic[];
  /** Ids of the rules that want target files which are not there. */
  readonly skipped: readonly string[];
}

/** Runs every rule that `policy.rules` has not turned off. */
export function runRules({ rules, workspace, before, after, instant }: RulesInput): RulesResult {
  const settings = workspace.config.data.policy?.rules;
  const wanted = rules.filter(({ id }) => severityOf(settings, id) !== "off");
  const absent = targetsAbsent(workspace, before, after);
  const input = { workspace, before, after, instant, ruleIds: rules.map(({ id }) => id) };
  const diagnostics = wanted
    .filter(({ needs }) => needs === undefined || !absent)
    .flatMap((rule) =>
      rule.run(input).map(({ diagnostic }) => withSeverity(diagnostic, severityOf(settings, rule.id))),
    );
  return {
    diagnostics: sortDiagnostics(diagnostics),
    skipped: wanted.filter(({ needs }) => needs !== undefined && absent).map(({ id }) => id),
  };
}

/** Half of the gateways would make ids of the other half unknown: either all are there or none counts. */
function targetsAbsent(workspace: Workspace, before: TargetView | undefined, after: TargetView | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  const targets = Object.entries(workspace.config.data.targets ?? {});
  return targets.some(
    ([id, { format }]) => format === "ai-gateway" && !(before.gateways.has(id) && after.gateways.has(id)),
  );
}

type Rules = NonNullable<Config["policy"]>["rules"];

function severityOf(settings: Rules, id: string): "off" | "warn" | "error" | undefined {
  const setting = settings?.[id];
  return typeof setting === "object" ? setting.severity : setting;
}

function withSeverity(diagnostic: Diagnostic, setting: "off" | "warn" | "error" | undefined): Diagnostic {
  if (setting === undefined) return diagnostic;
  return { ...diagnostic, severity: setting === "warn" ? "warning" : "error" };
}
