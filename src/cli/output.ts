import { resolve } from "node:path";
import { realPathOf } from "../load/real-path.ts";
import { regularFile, writeWhole } from "../load/write.ts";
import { EXIT, UserError } from "./exit.ts";
import type { Io } from "./io.ts";

/** A file that a report is written to, in its own format. */
export interface Output<F extends string> {
  readonly format: F;
  readonly file: string;
}

/** Writes each file that is wanted; folders on the way to them are made. */
export async function writeEach<F extends string>(
  { fs, cwd }: Io,
  outputs: readonly Output<F>[],
  render: (format: F) => Promise<string>,
): Promise<void> {
  for (const { format, file } of outputs) await writeWhole(fs, resolve(cwd, file), await render(format));
}

/** Says what cannot be written to before anything is done. `others` are files that are written too, by their option. */
export async function refuseOutputs(
  { fs, cwd }: Io,
  outputs: readonly Output<string>[],
  others: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const named = outputs.map(({ format, file }) => [`--output ${format}=${file}`, file, `--format ${format}`] as const);
  const taken = new Map<string, string>();
  for (const [option, file, instead] of [
    ...[...others].map(([option, file]) => [option, file, undefined] as const),
    ...named,
  ]) {
    if (file === "-" && instead !== undefined)
      throw new UserError(EXIT.usage, `${option}: it writes to files alone`, `${instead} prints to stdout`);
    const path = resolve(cwd, file);
    await regularFile(fs, path);
    const real = await realPathOf(fs, path);
    const other = taken.get(real);
    if (other !== undefined)
      throw new UserError(EXIT.usage, `${option}: ${other} is written to the same file`, "give each a file of its own");
    taken.set(real, option);
  }
}
