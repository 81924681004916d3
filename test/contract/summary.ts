import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WatchedRequest } from "../../src/sandbox/watch.ts";
import { createInspector, type Inspector } from "./inspect.ts";
import { ABSENT, isPresent } from "./shared.ts";
import { CHILDREN, LOG, type Tally } from "./tally.ts";

/** Has the requests of processes that tests start written down, and at the end looks at them, adds up everything and says it in one line. */
export default function setup(): () => void {
  if (!isPresent) {
    process.stderr.write(`${ABSENT}\n`);
    return () => {};
  }
  const log = join(mkdtempSync(join(tmpdir(), "cutover-contract-")), "tallies.jsonl");
  const before = process.env["NODE_OPTIONS"] ?? "";
  writeFileSync(log, "");
  process.env[LOG] = log;
  process.env["NODE_OPTIONS"] = `${before} --import ${new URL("child.mjs", import.meta.url).href}`.trim();
  return () => {
    process.env["NODE_OPTIONS"] = before;
    const { tally, complaints } = lookAtChildren(`${log}${CHILDREN}`);
    const tallies = [...linesOf(log).map((line) => JSON.parse(line) as Tally), tally];
    rmSync(dirname(log), { recursive: true });
    const line = report(tallies);
    if (line !== undefined) process.stderr.write(`${line}\n`);
    if (complaints.size > 0)
      throw new Error(`started by tests, against GitLab's contract:\n${[...complaints].join("\n")}`);
  };
}

function lookAtChildren(file: string): Inspector {
  const inspector = createInspector(false);
  for (const line of existsSync(file) ? linesOf(file) : []) inspector.look(JSON.parse(line) as WatchedRequest);
  return inspector;
}

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function report(tallies: readonly Tally[]): string | undefined {
  const kinds = new Set(tallies.flatMap(({ requests }) => Object.keys(requests)));
  const requests = tallies.flatMap((tally) => Object.values(tally.requests)).reduce((sum, count) => sum + count, 0);
  const answers = tallies.reduce((sum, tally) => sum + tally.answers, 0);
  if (requests === 0) return undefined;
  return `contract: ${requests} requests of ${kinds.size} kinds and ${answers} answers were checked`;
}
