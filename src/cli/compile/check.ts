import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { compareFolder, type FolderDifference } from "../../load/write.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";

/** A longer difference is told by its length. */
const MOST_LINES = 40;

/** Says whether a folder holds what compile would write there, and how it differs. Nothing is written. */
export async function checkFolder(
  io: Io,
  folder: { readonly name: string; readonly path: string },
  format: "pretty" | "json",
  artifacts: ReadonlyMap<string, string>,
  isAsked: (path: string) => boolean,
): Promise<ExitCode> {
  const differences = (await compareFolder(io.fs, folder.path, artifacts)).filter(({ path }) => isAsked(path));
  const checked = [...artifacts.keys()].filter(isAsked).length;
  io.stdout.write(
    format === "json"
      ? `${JSON.stringify({ folder: folder.path, checked, differences: differences.map(({ path, kind }) => ({ path, kind })) }, null, 2)}\n`
      : pretty(folder.name, checked, differences, artifacts),
  );
  return differences.length === 0 ? EXIT.clean : EXIT.problems;
}

function pretty(
  name: string,
  checked: number,
  differences: readonly FolderDifference[],
  artifacts: ReadonlyMap<string, string>,
): string {
  if (checked === 0 && differences.length === 0) return "nothing to check: what was named asks for no change\n";
  if (differences.length === 0) return `${name} is up to date: ${count(checked, "file")}\n`;
  const lines = differences.flatMap(({ path, kind, found }) => {
    const wanted = artifacts.get(path);
    const patch = found === undefined || wanted === undefined ? [] : patchOf(path, found, wanted);
    return [`${kind.padEnd(9)} ${path}`, ...patch];
  });
  const said = `${name} is not what compile writes: ${count(differences.length, "file")} of ${checked} ${differences.length === 1 ? "differs" : "differ"}; run compile to bring it up to date`;
  return `${lines.join("\n")}\n${said}\n`;
}

function patchOf(path: string, found: string, wanted: string): string[] {
  const options = { context: 1, headerOptions: FILE_HEADERS_ONLY };
  const patch = createTwoFilesPatch(path, path, found, wanted, undefined, undefined, options);
  const lines = patch.trimEnd().split("\n").slice(2);
  const shown =
    lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines`] : lines;
  return shown.map((line) => `    ${line}`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
