import { existsSync, rmSync } from "node:fs";
import { casesFolder, repositoryFrom } from "./from-cases.ts";
import { gitIn } from "./git.ts";
import { FOLDER, readHistory } from "./history.ts";
import { replay, type Verdict } from "./replay.ts";
import { table } from "./table.ts";

const USAGE = `usage: npm run bench:replay -- REPOSITORY
  a git repository whose history holds ${FOLDER}/{models,unit_primitives}.yml;
  without one, a repository is made of the cases in ../shared/gateway/replay, where they are there
`;

/** Replays every change of the two files in a history and prints how many the language can say. `root`: this repository. */
export function main(argv: readonly string[], root: string): number {
  const [named] = argv;
  const cases = casesFolder(root);
  if (argv.length > 1 || (named === undefined && cases === undefined) || (named !== undefined && !existsSync(named))) {
    process.stderr.write(USAGE);
    return 2;
  }
  const repository = named ?? repositoryFrom(cases ?? "");
  try {
    return run(repository);
  } finally {
    if (named === undefined) rmSync(repository, { recursive: true });
  }
}

function run(repository: string): number {
  const { changes, skipped } = readHistory(gitIn(repository));
  if (changes.length === 0) {
    process.stderr.write(`${repository}: no commit changes the files in ${FOLDER}\n`);
    return 1;
  }
  const verdicts: Verdict[] = [];
  for (const [index, change] of changes.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${changes.length}`);
    verdicts.push(replay(change));
  }
  if (process.stderr.isTTY) process.stderr.write("\r");
  const rest = skipped === 0 ? "" : `; ${skipped} more commits bring the files in, or follow one without them`;
  process.stdout.write(`${changes.length} changes of ${FOLDER}${rest}\n\n${table(verdicts)}`);
  return 0;
}
