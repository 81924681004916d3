import { concealedReport } from "../report/diagnostics/conceal.ts";
import type { Report } from "../report/diagnostics/located.ts";
import { BUILTIN, FIXED_IDS } from "../rules/engine/builtin.ts";
import { rules } from "../rules/registry.gen.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import { noteStale } from "./fetch/stale.ts";
import type { Io } from "./io.ts";
import { changedSince } from "./lint/changed.ts";
import { RULE_IDS } from "./lint/check.ts";
import { showDiff } from "./lint/diff.ts";
import { type Examined, examine } from "./lint/examine.ts";
import { type Fixed, fixAll, save } from "./lint/fix.ts";
import { noteFixed, noteLeft, noteSkipped, noteWarnings } from "./lint/notes.ts";
import { type LintOptions, refuseNonsense } from "./lint/options.ts";
import { print, writeOutputs } from "./lint/output.ts";
import { withStdin } from "./lint/stdin.ts";
import { refuseOutputs } from "./output.ts";
import { unknownRule } from "./unknown-rule.ts";

/** Prints what is wrong, after mending what it was asked to mend; exit 1 when there are errors. */
export async function lint(world: Io, given: LintOptions): Promise<ExitCode> {
  refuseNonsense(given);
  for (const id of given.rule.keys()) refuseRule(id);
  await refuseOutputs(world, given.output);
  const { io, options } = await withStdin(world, given);
  const changed = await changedSince(io, options);
  const first = await examine(io, options, changed);
  if (options.diff) return showChanges(io, options, first, await fixAll(io, options, changed, first));
  if (!options.fix) return report(io, options, first);
  const fixed = await fixAll(io, options, changed, first);
  await save(io, fixed);
  if (!options.quiet) noteFixed(io, fixed, "fixed");
  return report(io, options, fixed.examined);
}

function refuseRule(id: string): void {
  if (FIXED_IDS.includes(id))
    throw new UserError(
      EXIT.usage,
      `--rule: "${id}" cannot be turned off or made a warning`,
      "no later step could go on without it",
    );
  if (!RULE_IDS.includes(id)) throw unknownRule(`--rule: unknown rule "${id}"`, id, RULE_IDS);
}

/** Nothing is written: stdout has the diff alone, and the findings are those of the files as they are. */
async function showChanges(io: Io, options: LintOptions, first: Examined, fixed: Fixed): Promise<ExitCode> {
  await writeOutputs(io, options, { report: reportOf(options, first), writable: first.writable });
  await showDiff(io, options, fixed);
  if (!options.quiet) noteFixed(io, fixed, "would fix");
  if (!options.quiet) noteLeft(io, fixed);
  const code = verdict(io, options, fixed.examined);
  return code === EXIT.clean && fixed.files.length > 0 ? EXIT.problems : code;
}

async function report(io: Io, options: LintOptions, examined: Examined): Promise<ExitCode> {
  const found = { report: reportOf(options, examined), writable: examined.writable };
  await writeOutputs(io, options, found);
  await print(io, options, found);
  return verdict(io, options, examined);
}

function verdict(io: Io, options: LintOptions, examined: Examined): ExitCode {
  if (!options.quiet) noteSkipped(io, examined);
  if (!options.quiet) noteStale(io, examined.stale);
  if (options.requireTargets && examined.skipped.length > 0) return EXIT.usage;
  const warnings = examined.asked.filter(({ severity }) => severity === "warning").length;
  const isTooMany = options.maxWarnings !== undefined && warnings > options.maxWarnings;
  if (isTooMany) noteWarnings(io, warnings, options.maxWarnings);
  return isTooMany || examined.asked.some(({ severity }) => severity === "error") ? EXIT.problems : EXIT.clean;
}

function reportOf({ quiet = false, changedSince }: LintOptions, examined: Examined): Report {
  const { asked, suppressed, sources, documents, files, ran, isUnchanged } = examined;
  const unchangedSince = isUnchanged ? changedSince : undefined;
  return concealedReport({
    diagnostics: quiet ? asked.filter(({ severity }) => severity === "error") : asked,
    sources,
    documents,
    files,
    rules: [...rules, ...BUILTIN],
    suppressed,
    ran: ran.size,
    quiet,
    ...(unchangedSince !== undefined && { unchangedSince }),
  });
}
