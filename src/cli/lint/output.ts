import { render } from "../../report/diagnostics/formats.ts";
import type { Report } from "../../report/diagnostics/located.ts";
import { useColor } from "../context.ts";
import type { Io } from "../io.ts";
import type { LintOptions } from "./options.ts";

/** The report on stdout. */
export async function print(io: Io, options: LintOptions, report: Report): Promise<void> {
  io.stdout.write(await render(options.format, report, { color: useColor(io, options, io.stdout) }));
}
