import { KINDS } from "./kind.ts";
import type { Verdict } from "./replay.ts";

/**
 * said: the compiled files mean what people's files mean; in full: adopt names nothing that it leaves out; lines <=: no
 * more changed lines than by hand; careful: no comment is missing and nothing else touched; settled: on people's files
 * nothing changes; longest: lines of the longest migration; ms: median time.
 */
const HEADS = ["kind", "changes", "said", "share", "in full", "lines <=", "careful", "settled", "longest", "ms"];

/** One line for each kind of change, and what could not be said. */
export function table(verdicts: readonly Verdict[]): string {
  const rows = [
    ...KINDS.map((kind) =>
      row(
        kind,
        verdicts.filter((one) => one.kind === kind),
      ),
    ),
    row("all", verdicts),
  ];
  const cells = [HEADS, ...rows.filter(([, count]) => count !== "0")];
  const widths = HEADS.map((_head, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) =>
    line.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join("  "),
  );
  const left = verdicts.filter(isImperfect).map(describe);
  return [...lines, ...(left.length === 0 ? [] : ["", "not said, or not as well as by hand:", ...left]), ""].join("\n");
}

function row(name: string, verdicts: readonly Verdict[]): string[] {
  const said = verdicts.filter(({ equal }) => equal);
  const count = (test: (verdict: Verdict) => boolean): string => String(said.filter(test).length);
  const times = verdicts.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return [
    name,
    String(verdicts.length),
    String(said.length),
    verdicts.length === 0 ? "" : `${((said.length / verdicts.length) * 100).toFixed(1)} %`,
    count(({ whole }) => whole),
    count(({ lines }) => lines.ours <= lines.theirs),
    count(({ careful }) => careful),
    count(({ settled }) => settled),
    String(Math.max(0, ...verdicts.map(({ length }) => length))),
    String(Math.round(times[Math.floor(times.length / 2)] ?? 0)),
  ];
}

function isImperfect({ equal, whole, careful, settled, lines }: Verdict): boolean {
  return !(equal && whole && careful && settled && lines.ours <= lines.theirs);
}

function describe({ change, kind, equal, whole, settled, lines, reason }: Verdict): string {
  const what = !(equal && whole)
    ? reason
    : !settled
      ? "changes its own result"
      : reason !== ""
        ? `lost: ${reason}`
        : `${lines.ours} lines for ${lines.theirs}`;
  return `  ${change.commit.slice(0, 9)} ${change.date} ${kind}: ${change.subject}\n    ${what}`;
}
