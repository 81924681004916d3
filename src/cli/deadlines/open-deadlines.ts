import { neededFiles } from "../../compile/needed.ts";
import { seenNow } from "../../deadlines/resolver.ts";
import { DEADLINES_FILE, type DeadlinesDocument } from "../../model/deadline.ts";
import type { Instant } from "../../model/duration.ts";
import { GATEWAY_FILES, type GatewayFiles } from "../../model/gateway.ts";
import type { OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { nameTargetFiles, type TargetSnapshot } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import { localTargets, openSoundWorkspace } from "../context.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { readable } from "../start/gateway.ts";

/** The files of one gateway of the catalog, as they stand on this disk. */
export interface OpenGateway {
  readonly target: string;
  readonly files: GatewayFiles;
}

/** What the commands that read the lock file start from. */
export interface OpenDeadlines {
  /** Absolute path of the folder with cutover.yaml. */
  readonly root: string;
  readonly workspace: Workspace;
  /** In the order of the catalog; without those whose files are not here, which stderr was told of. */
  readonly gateways: readonly OpenGateway[];
  /** False where files of a gateway are not here: then what is in use is not known whole. */
  readonly isComplete: boolean;
  readonly document: DeadlinesDocument;
  /** By offering: those of the lock file, and those of the gateways that it does not have yet. */
  readonly deadlines: ReadonlyMap<string, OfferingDeadline>;
  readonly instant: Instant;
}

/** Everything that is known here about ends of offerings; an exit code after problems of the workspace were printed. */
export async function openDeadlines(
  io: Io,
  options: CommonOptions & { readonly checkout: ReadonlyMap<string, string>; readonly asOf?: Instant },
): Promise<OpenDeadlines | ExitCode> {
  const opened = await openSoundWorkspace(io, options, { allowEmpty: true });
  if (typeof opened === "number") return opened;
  const { root, workspace } = opened;
  const { deadlines: document } = workspace;
  if (document === undefined) {
    throw new UserError(EXIT.usage, `no ${DEADLINES_FILE} beside cutover.yaml`, "cutover deadlines update writes it");
  }
  const { gateways, notes } = await localGateways(io, root, workspace, options.checkout);
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  const instant = options.asOf ?? io.clock.now();
  const files = gateways.map((gateway) => gateway.files);
  const deadlines = seenNow(document.data, files, workspace.config.data, instant);
  return { root, workspace, gateways, isComplete: notes.length === 0, document, deadlines, instant };
}

/** The gateways of the catalog whose files are on this disk; a note for each whose are not. */
export async function localGateways(
  io: Io,
  root: string,
  workspace: Workspace,
  checkout: ReadonlyMap<string, string>,
): Promise<{ readonly gateways: readonly OpenGateway[]; readonly notes: readonly string[] }> {
  const { targets = {} } = workspace.config.data;
  const needed = new Map([...neededFiles(workspace)].filter(([target]) => targets[target]?.format === "ai-gateway"));
  if (needed.size === 0) {
    await localTargets(io, root, workspace, needed, checkout);
    return { gateways: [], notes: [`cutover.yaml declares no target of format ai-gateway: ${UNKNOWN}`] };
  }
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, checkout);
  const gateways: OpenGateway[] = [];
  const notes = missing.map(
    (target) => `the files of target "${target}" are not here: ${UNKNOWN}; ${howToGet(target)}`,
  );
  const nameOf = nameTargetFiles([...snapshots.values()]);
  for (const [target, snapshot] of snapshots) {
    const paths = GATEWAY_FILES.map((file) => `${targets[target]?.path}/${file}`);
    const absent = paths.find((path) => snapshot.files.get(path) === undefined);
    if (absent !== undefined) notes.push(`target "${target}" has no "${absent}": ${UNKNOWN}; ${howToGet(target)}`);
    else gateways.push({ target, files: filesOf(snapshot, paths, (path) => nameOf(target, path)) });
  }
  return { gateways, notes };
}

/** Without a look at what features use, everything would seem to be covered. */
export function refuseBlind({ gateways, workspace }: OpenDeadlines): void {
  if (gateways.length > 0) return;
  const targets = Object.values(workspace.config.data.targets ?? {});
  const hint = targets.some(({ format }) => format === "ai-gateway")
    ? howToGet("TARGET")
    : "declare its repository under targets in cutover.yaml, with format: ai-gateway";
  throw new UserError(EXIT.usage, "no gateway's files are here, so what features use is not known", hint);
}

const UNKNOWN = "which features use an offering is not known";

function howToGet(target: string): string {
  return `cutover fetch gets them, or --checkout ${target}=DIR names a folder with the repository`;
}

function filesOf({ files }: TargetSnapshot, paths: readonly string[], nameOf: (path: string) => string): GatewayFiles {
  const [models, features] = paths.map((path) => ({ file: nameOf(path), text: files.get(path) ?? "" }));
  if (models === undefined || features === undefined) throw new Error("the gateway has two files");
  return readable(models, features);
}
