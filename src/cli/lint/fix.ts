import { constants } from "node:fs";
import { dirname } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { FileSystem } from "../../load/file-system.ts";
import { overlay } from "../../load/overlay.ts";
import { writeWhole } from "../../load/write.ts";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { applyFixes, type Fixable, isFixable } from "../../rules/engine/apply-fixes.ts";
import { newFindings } from "../../rules/engine/compare.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { type Examined, examine } from "./examine.ts";
import type { LintOptions } from "./options.ts";

/** A fix may open the way for the next one; more rounds than this are a circle. */
const MAX_PASSES = 10;
const BOM = "\uFEFF";

/** A file that fixes change, with its byte order mark if it has one. */
interface FixedFile {
  /** As people see it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Fixed {
  /** With the texts in which their places are to be looked up. */
  readonly fixed: readonly { readonly diagnostic: Fixable; readonly sources: ReadonlyMap<string, string> }[];
  /** Fixes that were not made. */
  readonly refused: readonly Refused[];
  readonly files: readonly FixedFile[];
  /** What is found with the fixes made. */
  readonly examined: Examined;
}

/** A fix that would bring something new about, or leave what it is to mend. */
interface Refused {
  readonly diagnostic: Fixable;
  readonly sources: ReadonlyMap<string, string>;
  /** What would be found then, with the texts of then. */
  readonly then: { readonly diagnostic: Diagnostic; readonly sources: ReadonlyMap<string, string> } | undefined;
}

/** Fixes that are tried on top of the disk. */
interface Trial {
  readonly files: ReadonlyMap<string, FixedFile>;
  readonly examined: Examined;
}

/** Makes all fixes that are asked for, in memory; one that brings about a new finding is not made. */
export async function fixAll(
  io: Io,
  options: LintOptions,
  changed: ReadonlySet<string> | undefined,
  first: Examined,
): Promise<Fixed> {
  const look = async (files: Trial["files"]): Promise<Trial> => {
    const contents = [...files.values()].map(({ path, after }) => [path, new TextEncoder().encode(after)] as const);
    const fs = await overlay(io.fs, new Map(contents));
    return { files, examined: await examine({ ...io, fs }, options, changed) };
  };
  const fixed: { diagnostic: Fixable; sources: ReadonlyMap<string, string> }[] = [];
  const refused = new Map<string, Refused>();
  let trial: Trial = { files: new Map(), examined: first };
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const { sources, asked } = trial.examined;
    const wanted = asked.filter((one) => isFixable(one, options.unsafe === true));
    const left = wanted.filter((one) => !refused.has(identity(one)));
    const made = await makeFixes(io.fs, trial, left, look);
    for (const one of made.refused) refused.set(identity(one.diagnostic), one);
    fixed.push(...made.fixed.map((diagnostic) => ({ diagnostic, sources })));
    trial = made.trial;
    if (made.fixed.length + made.refused.length === 0) break;
  }
  const files = [...trial.files.values()].filter(({ before, after }) => before !== after);
  return { fixed, refused: [...refused.values()], files, examined: trial.examined };
}

interface Made {
  readonly trial: Trial;
  readonly fixed: readonly Fixable[];
  readonly refused: readonly Refused[];
}

/** All at once where that is well, else each half of them on its own, down to the one that does harm. */
async function makeFixes(
  fs: FileSystem,
  trial: Trial,
  fixables: readonly Fixable[],
  look: (files: Trial["files"]) => Promise<Trial>,
): Promise<Made> {
  const { sources, writable, all, ran } = trial.examined;
  const texts = new Map([...sources].filter(([file]) => writable.has(file)));
  const { texts: changed, fixed } = applyFixes(texts, fixables);
  if (fixed.length === 0) return { trial, fixed: [], refused: [] };
  const next = await look(await withTexts(fs, trial, changed));
  const isGone = fixed.every((one) => !isLeft(one, trial.examined, next.examined));
  const [worse] = newFindings(all, next.examined.all, ran.size > 0);
  if (isGone && worse === undefined) return { trial: next, fixed, refused: [] };
  const [only] = fixed;
  if (only !== undefined && fixed.length === 1) {
    const then = worse && { diagnostic: worse, sources: next.examined.sources };
    return { trial, fixed: [], refused: [{ diagnostic: only, sources, then }] };
  }
  const half = Math.ceil(fixed.length / 2);
  const one = await makeFixes(fs, trial, fixed.slice(0, half), look);
  // Places have moved if any was made; the others come again in the next pass.
  if (one.fixed.length > 0) return one;
  const other = await makeFixes(fs, trial, fixed.slice(half), look);
  return { ...other, refused: [...one.refused, ...other.refused] };
}

/** A fix that leaves its finding as it was mends nothing. */
function isLeft(one: Fixable, before: Examined, after: Examined): boolean {
  const number = ({ all }: Examined): number => all.filter((other) => identity(other) === identity(one)).length;
  return number(after) >= number(before);
}

/** The files of a trial with new texts; what readers took away from the beginning of a file comes back. */
async function withTexts(
  fs: FileSystem,
  { files, examined }: Trial,
  changed: ReadonlyMap<string, string>,
): Promise<Trial["files"]> {
  const all = new Map(files);
  for (const [file, text] of changed) {
    const path = examined.writable.get(file);
    if (path === undefined) continue;
    const before = files.get(path)?.before ?? (await unchanged(fs, file, path, examined.sources.get(file)));
    const mark = before.startsWith(BOM) && !text.startsWith(BOM) ? BOM : "";
    all.set(path, { file, path, before, after: `${mark}${text}` });
  }
  return all;
}

/** The text of a file that has been read before as `seen`, where it still says that. */
async function unchanged(fs: FileSystem, file: string, path: string, seen: string | undefined): Promise<string> {
  const text = await textOf(fs, path);
  if (text !== seen && text !== `${BOM}${seen}`) throw changedMeanwhile(file);
  return text;
}

async function textOf(fs: FileSystem, path: string): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await fs.readFile(path));
}

/**
 * Writes what was fixed. Nothing is written where somebody has changed a file in the meantime or one may not be written
 * to; whatever else ends it between two files, it says how far it has come.
 */
export async function save(io: Io, { files }: Fixed): Promise<void> {
  for (const { file, path, before } of files) if ((await textOf(io.fs, path)) !== before) throw changedMeanwhile(file);
  const written: string[] = [];
  try {
    for (const { path } of files) await refuseReadOnly(io.fs, path);
    for (const { file, path, after } of files) {
      io.signal?.throwIfAborted();
      await writeWhole(io.fs, path, after);
      written.push(file);
    }
  } catch (error) {
    const left = files.map(({ file }) => file).filter((file) => !written.includes(file));
    const done = written.length === 0 ? "nothing was fixed" : `fixed: ${written.join(", ")}`;
    io.stderr.write(concealed(`note: ${done}; not fixed: ${left.join(", ")}\n`));
    throw error;
  }
}

/** A file is replaced by one that is made in its folder. */
async function refuseReadOnly(fs: FileSystem, path: string): Promise<void> {
  const real = await fs.realpath(path);
  await fs.access(real, constants.W_OK);
  await fs.access(dirname(real), constants.W_OK);
}

function changedMeanwhile(file: string): UserError {
  const message = `${file} was changed while it was being fixed; nothing was written`;
  return new UserError(EXIT.failed, message, "run it again");
}

function identity({ rule, file, message }: Pick<Fixable, "rule" | "file" | "message">): string {
  return JSON.stringify([rule, file, message]);
}
