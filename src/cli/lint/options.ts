import type { Instant } from "../../model/duration.ts";
import type { Format } from "../../report/diagnostics/formats.ts";
import type { Setting } from "../../rules/engine/settings.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Output } from "../output.ts";
import type { CommonOptions } from "../program.ts";

export interface LintOptions extends CommonOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly output: readonly Output<Format>[];
  readonly checkout: ReadonlyMap<string, string>;
  /** Severities by rule, which win over `policy.rules`. */
  readonly rule: ReadonlyMap<string, Setting>;
  readonly fix?: boolean;
  readonly unsafe?: boolean;
  readonly diff?: boolean;
  readonly changedSince?: string;
  readonly stdinFilename?: string;
  readonly maxWarnings?: number;
  readonly requireTargets?: boolean;
  readonly quiet?: boolean;
  readonly allowEmpty?: boolean;
  readonly asOf?: Instant;
}

/** Refuses options that say nothing together. */
export function refuseNonsense({ paths, stdinFilename, fix, unsafe, diff }: LintOptions): void {
  if (paths.includes("")) throw usage('"" is no path', "name a file or folder, or nothing for the whole workspace");
  const others = paths.filter((path) => path !== "-");
  if (stdinFilename === undefined && others.length < paths.length)
    throw usage('"-" reads a file from stdin, and its name is not known', "name it with --stdin-filename PATH");
  if (stdinFilename !== undefined && others.length > 0)
    throw usage("--stdin-filename reports on that one file", "name no other paths beside it");
  if (stdinFilename !== undefined && fix && !diff)
    throw usage("--fix cannot write to stdin", "--diff prints what it would change");
  if (unsafe && !fix && !diff)
    throw usage("--unsafe says which fixes are made", "add --fix to make them or --diff to see them");
}

function usage(message: string, hint: string): UserError {
  return new UserError(EXIT.usage, message, hint);
}
