import { join, resolve } from "node:path";
import { type Adopted, adopt } from "../adopt/adopt.ts";
import type { Unexpressed } from "../adopt/draft.ts";
import { writeWhole } from "../load/write.ts";
import { concealed } from "../report/diagnostics/conceal.ts";
import { printable } from "../report/diagnostics/printable.ts";
import { ownerIn } from "../scaffold/migration-text.ts";
import { sidesOfCommit } from "./adopt/history.ts";
import type { LiveOptions } from "./adopt/live.ts";
import type { Sides } from "./adopt/sides.ts";
import { type Opened, openAt, rootOf } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";
import { gatewayIn } from "./start/gateway.ts";
import { isTaken, refuseName, refuseOwner } from "./start/names.ts";

interface AdoptOptions extends CommonOptions {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
  /** Repository and revision. */
  readonly git?: readonly string[];
  readonly path?: string;
  readonly epic?: string;
  readonly issue?: readonly string[];
  readonly flag?: readonly string[];
  readonly kind?: LiveOptions["kind"];
  readonly owner?: string;
  readonly out?: string;
  readonly format: "pretty" | "json";
}

/**
 * Writes the migration that explains a change made by hand, or that takes over live work; exit 1 where the language cannot
 * say all of it or a person has to fill in something.
 */
export async function adoptCommand(io: Io, options: AdoptOptions): Promise<ExitCode> {
  refuseName(options.name);
  refuseOwner(options.owner);
  if (isLive(options)) {
    refuseOfFiles(options);
    return (await import("./adopt/live.ts")).adoptLiveWork(io, options);
  }
  refuseSources(options);
  const opened = await workspaceOf(io, options);
  const place = await placeOf(io, options, opened?.root);
  const config = opened?.workspace?.config;
  const { before, after, subject } = await sidesOf(io, options, config?.data);
  const owner = options.owner ?? (config && ownerIn(config.data));
  const adopted = adopt({ name: options.name, before, after, owner, subject, config });
  if (options.format === "json") io.stdout.write(concealed(jsonOf(adopted)));
  await hand(io, options, place, adopted);
  for (const one of adopted.unexpressed) io.stderr.write(concealed(`${lineOf(one)}\n`));
  const left = adopted.unexpressed.length;
  if (left > 0)
    io.stderr.write(
      left === 1 ? "1 part of the change cannot be said\n" : `${left} parts of the change cannot be said\n`,
    );
  for (const one of adopted.notes) io.stderr.write(concealed(`note: ${lineOf(one)}\n`));
  return adopted.unexpressed.length === 0 ? EXIT.clean : EXIT.problems;
}

function isLive({ epic, issue, flag, kind }: AdoptOptions): boolean {
  return [epic, issue, flag, kind].some((option) => option !== undefined);
}

/** Options of a change of files, beside those of live work. */
function refuseOfFiles({ before, after, git, path, out, epic, issue, flag }: AdoptOptions): void {
  if ([epic, issue, flag].every((option) => option === undefined))
    throw new UserError(EXIT.usage, "--kind is about live work", "name it with --epic, --issue or --flag");
  const [, option] =
    [
      [before, "--before"],
      [after, "--after"],
      [git, "--git"],
      [path, "--path"],
    ].find(([value]) => value !== undefined) ?? [];
  if (option !== undefined)
    throw new UserError(EXIT.usage, `${option} is about files, --epic, --issue and --flag about live work`);
  if (out !== undefined && out !== "-")
    throw new UserError(EXIT.usage, "--out: live work is written to the workspace's migrations", "or to - for stdout");
}

function refuseSources({ before, after, git, path, out }: AdoptOptions): void {
  const folders = before !== undefined || after !== undefined;
  if (folders === (git !== undefined))
    throw new UserError(
      EXIT.usage,
      folders ? "--before and --after say the same as --git" : "what is to be explained is missing",
      "name the change with --before DIR --after DIR, or with --git REPO REVISION; live work with --epic, --issue or --flag",
    );
  if (folders && (before === undefined || after === undefined))
    throw new UserError(EXIT.usage, `--${before === undefined ? "before" : "after"} is missing`, "name both folders");
  if (git !== undefined && git.length !== 2)
    throw new UserError(EXIT.usage, "--git wants a repository and a commit", "for example --git ../ai-gateway HEAD");
  if (path !== undefined && git === undefined)
    throw new UserError(EXIT.usage, "--path is about the repository that --git names");
  if (out === "") throw new UserError(EXIT.usage, "--out wants a file", "or - for stdout");
}

/** Without a workspace, nothing is known but the files; one that was named has to be there. */
async function workspaceOf(io: Io, options: AdoptOptions): Promise<Opened | undefined> {
  const root = await rootOf(io, options);
  if (root !== undefined) return openAt(io, root, { allowEmpty: true });
  if (options.workspace === undefined) return undefined;
  throw new UserError(EXIT.usage, `no cutover.yaml in ${resolve(io.cwd, options.workspace)}`);
}

/** Absolute path of the file to write; undefined for stdout. Nothing that is there is overwritten. */
async function placeOf(io: Io, options: AdoptOptions, root: string | undefined): Promise<string | undefined> {
  const { out, name, format } = options;
  if (out === "-" || (out === undefined && (root === undefined || format === "json"))) return undefined;
  if (out === undefined && root !== undefined && (await isTaken(io, root, name)))
    throw new UserError(EXIT.usage, `"migrations/${name}.yaml" is there already`, "give the migration another name");
  const path = out === undefined ? join(root ?? "", "migrations", `${name}.yaml`) : resolve(io.cwd, out);
  const found = await io.fs.lstat(path).catch(() => undefined);
  if (found !== undefined)
    throw new UserError(EXIT.usage, `"${printable(out ?? path)}" is there already`, "name a file that is not there");
  return path;
}

async function sidesOf(
  io: Io,
  options: AdoptOptions,
  config: Parameters<typeof ownerIn>[0] | undefined,
): Promise<Sides> {
  const { before = "", after = "", git, path } = options;
  const [repository = "", revision = ""] = git ?? [];
  if (git !== undefined) return sidesOfCommit(io, { repository, revision, path, config });
  const [old, next] = await Promise.all(
    [before, after].map((folder) => gatewayIn(io, resolve(io.cwd, folder), (file) => join(folder, file))),
  );
  if (old === undefined || next === undefined) throw new Error("a change has two sides");
  return { before: old, after: next };
}

/** Writes or prints the migration, if there is one. */
async function hand(io: Io, options: AdoptOptions, place: string | undefined, adopted: Adopted): Promise<void> {
  const { text, equal, unexpressed } = adopted;
  if (text === "") {
    const isNothing = equal && unexpressed.length === 0;
    io.stderr.write(
      isNothing ? "nothing changed that a migration could say\n" : "no part of the change can be said by a migration\n",
    );
  } else if (place !== undefined) {
    await writeWhole(io.fs, place, text);
    const { ours, theirs } = adopted.changedLines;
    const shown = options.out ?? `migrations/${options.name}.yaml`;
    const sink = options.format === "json" ? io.stderr : io.stdout;
    sink.write(
      `wrote ${printable(shown)} (it changes ${ours === 1 ? "1 line" : `${ours} lines`}, the people's change ${theirs})\n`,
    );
  } else if (options.format === "pretty") io.stdout.write(text);
}

function jsonOf({ text, equal, changedLines, unexpressed, notes }: Adopted): string {
  return `${JSON.stringify({ text, equal, lines: changedLines, unexpressed, notes }, null, 2)}\n`;
}

function lineOf({ file, line, side, message }: Unexpressed): string {
  return `${printable(file)}:${line}${side === "before" ? " (before)" : ""}: ${printable(message)}`;
}
