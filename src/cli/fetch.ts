import type { Forge } from "../forge/port.ts";
import { ForgeError } from "../forge/port.ts";
import { dropFetched, keepFetched, keptTargets, sweepFetched } from "../load/keep-fetched.ts";
import { homeOf } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { concealed } from "../report/diagnostics/conceal.ts";
import { openSoundWorkspace, refuseUnknownTargets } from "./context.ts";
import { countBar } from "./count-bar.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { readWanted, wantedOf } from "./fetch/wanted.ts";
import { openForge } from "./forge.ts";
import type { Io } from "./io.ts";
import { workspaceBefore } from "./plan/base.ts";
import type { CommonOptions } from "./program.ts";

export interface FetchOptions extends CommonOptions {
  readonly format: "pretty" | "json";
  /** Ids of the targets; none for all. */
  readonly targets: readonly string[];
  /** What an offline plan is to be compared with. */
  readonly changedSince?: string;
}

/** A run that was killed has ended by then. */
const SWEEP_AFTER_MS = 3_600_000;

/** What became of one target. */
type Kept =
  | {
      readonly target: string;
      readonly project: string;
      readonly branch: string;
      readonly commit: string;
      readonly files: number;
    }
  | { readonly target: string; readonly unneeded: true }
  | { readonly target: string; readonly error: string; readonly hint?: string | undefined };

/** Keeps the files of the targets that lint, compile and an offline plan look at, each target at one commit. */
export async function fetchTargets(io: Io, options: FetchOptions): Promise<ExitCode> {
  const opened = await openSoundWorkspace(io, options, { allowEmpty: true });
  if (typeof opened === "number") return opened;
  const { root, workspace } = opened;
  const before = await workspaceBefore(io, root, options.changedSince);
  refuseUnknownTargets("fetch", new Map(options.targets.map((target) => [target, ""])), workspace);
  const all = Object.keys(workspace.config.data.targets ?? {});
  const asked = options.targets.length === 0 ? all : all.filter((target) => options.targets.includes(target));
  const gone = options.targets.length === 0 ? (await keptTargets(io.fs, root)).filter((one) => !all.includes(one)) : [];
  for (const target of gone) await dropFetched(io.fs, root, target);
  const { forge, hasToken } = await openForge(io, workspace, "read");
  const bar = countBar(io, { format: options.format, total: asked.length, what: "targets" });
  await sweepFetched(io.fs, root, io.clock.now() - SWEEP_AFTER_MS);
  const ends = await Promise.allSettled(
    asked.map(async (target) => {
      const one = await keep(io, forge, { root, workspace, before, target, hasToken });
      bar.increment();
      return one;
    }),
  ).finally(() => bar.stop());
  const kept = ends.map((end): Kept => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
  tell(io, options, kept, gone);
  return kept.some((one) => "error" in one) ? EXIT.failed : EXIT.clean;
}

async function keep(
  io: Io,
  forge: Forge,
  about: {
    readonly root: string;
    readonly workspace: Workspace;
    readonly before: Workspace | undefined;
    readonly target: string;
    readonly hasToken: boolean;
  },
): Promise<Kept> {
  const { root, workspace, before, target, hasToken } = about;
  const wanted = wantedOf(workspace, before, target);
  if (wanted === undefined) {
    await dropFetched(io.fs, root, target);
    return { target, unneeded: true };
  }
  try {
    const { fetched, files } = await readWanted(io, forge, about, wanted);
    await keepFetched(io.fs, root, target, { fetched, files, mark: io.unique().slice(0, 8) });
    const count = [...files.values()].filter((text) => text !== undefined).length;
    return { target, ...homeOf(workspace.config.data, target), commit: fetched.commit, files: count };
  } catch (error) {
    // One that cannot be read is no reason to be without the others.
    if (!(error instanceof ForgeError) || io.signal?.aborted) throw error;
    const { message } = error;
    return { target, error: message, hint: hasToken ? error.hint : NO_TOKEN };
  }
}

const NO_TOKEN =
  "no token was given, and so only what is public can be read: set CUTOVER_TOKEN to an access token of scope read_api";

function tell(io: Io, { format }: FetchOptions, kept: readonly Kept[], gone: readonly string[]): void {
  for (const one of kept) {
    if (!("error" in one)) continue;
    io.stderr.write(concealed(`cutover: ${one.target}: ${one.error}\n`));
    if (one.hint !== undefined) io.stderr.write(concealed(`  hint: ${one.hint}\n`));
  }
  if (format === "json") {
    io.stdout.write(`${JSON.stringify({ formatVersion: 1, targets: kept, removed: gone }, null, 2)}\n`);
    return;
  }
  const width = Math.max(0, ...[...kept.map(({ target }) => target), ...gone].map(({ length }) => length));
  for (const one of kept) {
    const text = lineOf(one);
    if (text !== undefined) io.stdout.write(`${one.target.padEnd(width)}  ${text}\n`);
  }
  for (const target of gone)
    io.stdout.write(`${target.padEnd(width)}  is no target any more; what was kept of it is gone\n`);
}

function lineOf(one: Kept): string | undefined {
  if ("error" in one) return undefined;
  if ("unneeded" in one) return "nothing is needed of it now";
  const { files, project, branch, commit } = one;
  return `${files === 1 ? "1 file" : `${files} files`} of ${project} at ${commit.slice(0, 8)} (${branch})`;
}
