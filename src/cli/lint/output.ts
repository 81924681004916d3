import { resolve } from "node:path";
import { realPathOf } from "../../load/real-path.ts";
import { regularFile, writeWhole } from "../../load/write.ts";
import { render } from "../../report/diagnostics/formats.ts";
import type { Report } from "../../report/diagnostics/located.ts";
import { useColor } from "../context.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { LintOptions } from "./options.ts";

/** The report on stdout. */
export async function print(io: Io, options: LintOptions, report: Report): Promise<void> {
  io.stdout.write(await render(options.format, report, { color: useColor(io, options, io.stdout) }));
}

/** The reports that are wanted as files; folders on the way to them are made. */
export async function writeOutputs(io: Io, { output }: LintOptions, report: Report): Promise<void> {
  for (const { format, file } of output)
    await writeWhole(io.fs, resolve(io.cwd, file), await render(format, report, { color: false }));
}

/** Says what cannot be written to before anything is done. */
export async function refuseOutputs({ fs, cwd }: Io, { output }: LintOptions): Promise<void> {
  const taken = new Map<string, string>();
  for (const { format, file } of output) {
    const option = `--output ${format}=${file}`;
    if (file === "-")
      throw new UserError(EXIT.usage, `${option}: it writes to files alone`, `--format ${format} prints to stdout`);
    const path = resolve(cwd, file);
    await regularFile(fs, path);
    const real = await realPathOf(fs, path);
    const other = taken.get(real);
    if (other !== undefined)
      throw new UserError(EXIT.usage, `${option}: ${other} is written to the same file`, "give each a file of its own");
    taken.set(real, option);
  }
}
