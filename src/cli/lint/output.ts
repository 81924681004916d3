import { isAbsolute, relative } from "node:path";
import { type Format, render } from "../../report/diagnostics/formats.ts";
import type { Report } from "../../report/diagnostics/located.ts";
import { renamedReport } from "../../report/diagnostics/renamed.ts";
import { useColor } from "../context.ts";
import type { Io } from "../io.ts";
import { writeEach } from "../output.ts";
import type { Examined } from "./examine.ts";
import type { LintOptions } from "./options.ts";

/** Findings, and the absolute paths of the files that they are about. */
interface Found extends Pick<Examined, "writable"> {
  readonly report: Report;
}

/** The report on stdout. */
export async function print(io: Io, options: LintOptions, found: Found): Promise<void> {
  const report = reportFor(io, options.format, found);
  io.stdout.write(await render(options.format, report, { color: useColor(io, options, io.stdout) }));
}

/** The report in the files that were asked for. */
export async function writeOutputs(io: Io, { output }: LintOptions, found: Found): Promise<void> {
  await writeEach(io, output, (format) => render(format, reportFor(io, format, found), { color: false }));
}

/** In a pipeline, CI systems look for the files from the root of the checkout, and the workspace may be a folder of it. */
function reportFor({ env }: Io, format: Format, { report, writable }: Found): Report {
  const { CI_PROJECT_DIR: checkout } = env;
  if (!checkout || format === "pretty" || format === "json") return report;
  return renamedReport(report, (file) => {
    const path = relative(checkout, writable.get(file) ?? checkout);
    return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path.replaceAll("\\", "/");
  });
}
