import { resolve } from "node:path";
import { overlay } from "../../load/overlay.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { LintOptions } from "./options.ts";

/** The world and the options with what stdin holds in place of the file that it is said to be. */
export async function withStdin(io: Io, options: LintOptions): Promise<{ io: Io; options: LintOptions }> {
  const { stdinFilename } = options;
  if (stdinFilename === undefined) return { io, options };
  if (io.stdin === undefined) throw new UserError(EXIT.usage, "--stdin-filename: there is no stdin to read");
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  const contents = new Map([[resolve(io.cwd, stdinFilename), Buffer.concat(chunks)]]);
  return { io: { ...io, fs: await overlay(io.fs, contents) }, options: { ...options, paths: [stdinFilename] } };
}
