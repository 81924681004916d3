import { CommanderError } from "commander";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import { createProgram } from "./program.ts";

/** Runs one command line. Never throws for a mistake of the user; anything unexpected keeps its stack. */
export async function run(io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const complaints: string[] = [];
  const program = createProgram(
    io,
    (result) => {
      code = result;
    },
    (text) => complaints.push(text),
  );
  try {
    await program.parseAsync([...io.argv], { from: "user" });
    return code;
  } catch (error) {
    return await explain(error, complaints, io);
  }
}

async function explain(error: unknown, complaints: readonly string[], io: Io): Promise<ExitCode> {
  // Complaints quote what was typed, and errors what files hold: they end up in logs that many can read.
  const { concealed } = await import("../report/diagnostics/conceal.ts");
  if (error instanceof CommanderError) {
    io.stderr.write(concealed(complaints.join("")));
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  }
  if (io.signal?.aborted) {
    io.stderr.write("cutover: interrupted; run the same command again to go on\n");
    return EXIT.failed;
  }
  const known = knownError(error);
  if (known === undefined) throw error;
  io.stderr.write(concealed(`cutover: ${known.message}\n`));
  if (known.hint !== undefined) io.stderr.write(concealed(`  hint: ${known.hint}\n`));
  return known.code;
}

const USAGE = new Set(["TargetError", "PlanError", "ApplyRefusal", "WriteRefusal"]);

/** Errors that are named, not caught by class: their modules are loaded only by the commands that need them. */
function knownError(error: unknown): { message: string; hint: string | undefined; code: ExitCode } | undefined {
  if (!(error instanceof Error)) return undefined;
  const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
  if (error instanceof UserError) return { message: error.message, hint, code: error.code };
  if (USAGE.has(error.name)) return { message: error.message, hint, code: EXIT.usage };
  if (error.name === "ForgeError") return { message: error.message, hint, code: EXIT.failed };
  return fileError(error);
}

function fileError(error: Error): { message: string; hint: undefined; code: ExitCode } | undefined {
  const code = "code" in error ? error.code : undefined;
  const path = "path" in error && typeof error.path === "string" ? ` "${error.path}"` : "";
  const reasons: Record<string, string> = {
    EACCES: "no permission for",
    EPERM: "no permission for",
    ENOSPC: "no space left to write",
    EROFS: "cannot write to the read-only",
    EISDIR: "expected a file, found a folder:",
    ENOTDIR: "expected a folder, found a file:",
    EEXIST: "expected a folder, found a file:",
    ENOENT: "there is nothing, and nothing can be made, at",
    ENAMETOOLONG: "the system takes no name that is as long as",
    ELOOP: "links run in a circle at",
    EBUSY: "something else is using",
    EDQUOT: "no space is left to you to write",
  };
  const reason = typeof code === "string" ? reasons[code] : undefined;
  return reason === undefined ? undefined : { message: `${reason}${path}`, hint: undefined, code: EXIT.failed };
}
