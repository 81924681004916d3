import { join } from "node:path";
import { type Difference, differencesOf } from "../../deadlines/difference.ts";
import { lastSeen } from "../../deadlines/facts.ts";
import { lockText } from "../../deadlines/lock-text.ts";
import { nextLock } from "../../deadlines/resolver.ts";
import { sources } from "../../deadlines/sources/index.ts";
import { usesIn } from "../../deadlines/usage.ts";
import { MAX_TEXT_BYTES } from "../../load/text.ts";
import { CONFIG_FILE } from "../../load/workspace.ts";
import { writeWhole } from "../../load/write.ts";
import { DEADLINES_FILE } from "../../model/deadline.ts";
import { formatDate, type Instant } from "../../model/duration.ts";
import type { Deadlines } from "../../model/schema/deadlines.gen.ts";
import type { Workspace } from "../../model/workspace.ts";
import { differenceLines } from "../../report/deadlines/difference.ts";
import { renderUpdate, renderUpdateJson, type Updated } from "../../report/deadlines/update.ts";
import { openSoundWorkspace, useColor } from "../context.ts";
import { countBar } from "../count-bar.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import type { OpenedWorkspace } from "./open.ts";
import { localGateways, type OpenGateway } from "./open-deadlines.ts";
import { readSources, type SourceRead } from "./sources.ts";
import { tellSources } from "./tell-sources.ts";

export interface UpdateOptions extends CommonOptions {
  readonly checkout: ReadonlyMap<string, string>;
  readonly format: "pretty" | "json";
  readonly asOf?: Instant;
  /** Proposes the file by a merge request, instead of writing it. */
  readonly open?: boolean;
  /** Project of the workspace's repository, for that. */
  readonly project?: string;
}

/**
 * Reads the public sources and writes the lock file, if that changes a byte of it. Of a source that cannot be read or
 * understood everything stays as it was, and the run ends as a failed one.
 */
export async function update(io: Io, options: UpdateOptions): Promise<ExitCode> {
  // When models end has nothing to do with a migration that is wrong, which lint says.
  const concerns = (file: string) => file === CONFIG_FILE || file === DEADLINES_FILE;
  const opened = await openSoundWorkspace(io, options, { allowEmpty: true, concerns });
  if (typeof opened === "number") return opened;
  const { root, workspace } = opened;
  const before = workspace.deadlines?.data;
  refusePast(options, before);
  const { gateways, notes } = await localGateways(io, root, workspace, options.checkout);
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  const read = await readAll(io, options, root);
  tellSources(io, read, new Set(before?.facts.map(({ source }) => source)));
  const after = nextLock({
    old: before,
    readings: new Map(read.flatMap(({ source, reading }) => (reading === undefined ? [] : [[source.id, reading]]))),
    gateways: gateways.map(({ files }) => files),
    isWhole: notes.length === 0,
    config: workspace.config.data,
    instant: options.asOf ?? io.clock.now(),
  });
  // A file that says that nothing is known would be taken for an answer.
  const isNothing = before === undefined && read.every(({ reading }) => reading === undefined);
  const differences = differencesOf(before, after, usedIn(gateways));
  const isDown = read.some(({ reading }) => reading === undefined);
  const isPartial = isDown || (hasGateway(workspace) && notes.length > 0);
  const [updated, code] = isNothing
    ? ([{ differences: [], isWritten: false, isMissing: true }, EXIT.failed] as const)
    : await settle(io, options, opened, { after, differences, isPartial });
  print(io, options, { ...updated, sources: read });
  return isDown ? EXIT.failed : code;
}

/** The lock file is a history, in which no day comes before an earlier one. */
function refusePast({ asOf }: UpdateOptions, before: Deadlines | undefined): void {
  const last = before && lastSeen(before);
  if (asOf === undefined || last === undefined || formatDate(asOf) >= last) return;
  throw new UserError(
    EXIT.usage,
    `--as-of ${formatDate(asOf)} is before ${last}, the last day in ${DEADLINES_FILE}`,
    "name that day or a later one, or leave --as-of out",
  );
}

/** Text of the lock file. Throws where it would be refused by whoever reads it, this program first. */
function readableText(deadlines: Deadlines): string {
  const text = lockText(deadlines);
  const size = Buffer.byteLength(text);
  if (size <= MAX_TEXT_BYTES) return text;
  const counts = sources.map(({ id }) => [id, deadlines.facts.filter(({ source }) => source === id).length] as const);
  const [most = "", count] = counts.sort(([, a], [, b]) => b - a)[0] ?? [];
  throw new UserError(
    EXIT.failed,
    `${DEADLINES_FILE} would have ${(size / 1_000_000).toFixed(1)} MB, and files over 1 MB are not read`,
    `it is not written; most of it, ${count} models, is of the source "${most}"`,
  );
}

function print(io: Io, options: UpdateOptions, updated: Updated): void {
  if (options.format === "json") io.stdout.write(renderUpdateJson(updated));
  else io.stdout.write(renderUpdate(updated, { color: useColor(io, options, io.stdout) }));
}

async function readAll(io: Io, { format }: UpdateOptions, root: string): Promise<readonly SourceRead[]> {
  const bar = countBar(io, { format, total: sources.length, what: "sources" });
  return readSources(io, root, sources, () => bar.increment()).finally(() => bar.stop());
}

function hasGateway({ config }: Workspace): boolean {
  return Object.values(config.data.targets ?? {}).some(({ format }) => format === "ai-gateway");
}

/** Undefined where no gateway's files are at hand, so that it is not known. */
function usedIn(gateways: readonly OpenGateway[]): ReadonlySet<string> | undefined {
  if (gateways.length === 0) return undefined;
  return new Set(gateways.flatMap(({ files }) => [...usesIn(files).keys()]));
}

interface Found {
  readonly after: Deadlines;
  readonly differences: readonly Difference[];
  /** True where a source or a gateway could not be read. */
  readonly isPartial: boolean;
}

/** Brings the file to where it is wanted. */
async function settle(
  io: Io,
  options: UpdateOptions,
  opened: OpenedWorkspace,
  { after, differences, isPartial }: Found,
): Promise<readonly [Omit<Updated, "sources">, ExitCode]> {
  const text = readableText(after);
  if (options.open) {
    const { openLock } = await import("./open-lock.ts");
    const { exitOfOpened } = await import("./open.ts");
    const news = differenceLines(differences, { color: false });
    const request = await openLock(io, opened, options, { after, news, isPartial });
    return [{ differences, isWritten: false, request }, exitOfOpened(request === undefined ? [] : [request])];
  }
  const isWritten = text !== opened.workspace.deadlines?.text;
  if (isWritten) await writeWhole(io.fs, join(opened.root, DEADLINES_FILE), text);
  return [{ differences, isWritten }, EXIT.clean];
}
