import { type Count, countCalls } from "./count.ts";
import { workloadOf } from "./workload.ts";

const USAGE = "usage: npm run bench:calls -- [MIGRATIONS]   (default 1000, five features each)\n";

/** Counts what a plan asks of GitLab when there is nothing to do, over HTTP against the sandbox. */
export async function main(argv: readonly string[]): Promise<number> {
  const migrations = Number(argv[0] ?? 1000);
  if (argv.length > 1 || !Number.isInteger(migrations) || migrations < 1) {
    process.stderr.write(USAGE);
    return 2;
  }
  const count = await countCalls(workloadOf(migrations));
  process.stdout.write(report(migrations, count));
  return count.open.length === 0 ? 0 : 1;
}

function report(migrations: number, { calls, objects, open, waiting, took }: Count): string {
  const rows = [...calls]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, times]) => `  ${String(times).padStart(6)}  ${kind}`);
  const total = sum([...calls.values()]);
  const all = sum(Object.values(objects));
  const kinds = Object.entries(objects).map(([kind, times]) => `${times} ${kind}`);
  const verdict = open.length === 0 ? "No changes." : `${open.length} open, such as: ${open[0]}`;
  return [
    `${migrations} migrations with 5 features each: ${all} objects (${kinds.join(", ")})`,
    "",
    ...rows,
    `  ${String(total).padStart(6)}  calls: ${((total / all) * 100).toFixed(2)} per 100 objects`,
    `  ${String(all).padStart(6)}  calls with one GET per object: 100 per 100 objects`,
    "",
    `plan: ${verdict} ${waiting} merge requests are waited for.`,
    `seconds: ${took.plant} to lay it all out, ${took.observe} to look, ${took.plan} to compare`,
    "",
  ].join("\n");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
