import { join, relative, sep } from "node:path";
import { horizonOf } from "../../deadlines/uncovered.ts";
import { writeWhole } from "../../load/write.ts";
import type { Instant } from "../../model/duration.ts";
import { modelsIn } from "../../model/gateway.ts";
import { allowed } from "../../rules/engine/allowed.ts";
import { type Proposals, proposalsOf } from "../../scaffold/proposal.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { isTaken } from "../start/names.ts";
import { type OpenDeadlines, openDeadlines } from "./open-deadlines.ts";

export interface ProposeOptions extends CommonOptions {
  /** Offerings; all that end soon where none is named. */
  readonly offerings: readonly string[];
  readonly days?: number;
  /** Merge requests instead of files, in this project. */
  readonly open?: boolean;
  readonly project?: string;
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
}

/** Writes a draft for every offering in use that ends soon and that no migration covers; nothing that is there is touched. */
export async function propose(io: Io, options: ProposeOptions): Promise<ExitCode> {
  const opened = await openDeadlines(io, options);
  if (typeof opened === "number") return opened;
  refuseUnknown(options, opened);
  const horizon = horizonOf(opened.workspace.config.data, options.days);
  const found = proposalsOf({ ...opened, horizon, offerings: options.offerings });
  // The forge is loaded where it is asked for alone.
  if (options.open) return (await import("./open-drafts.ts")).openDrafts(io, opened, options, found);
  await writeDrafts(io, opened, found);
  return EXIT.clean;
}

/** More files than these are no command that anybody types. */
const FEW = 3;

async function writeDrafts(io: Io, { root }: OpenDeadlines, { proposals, notes }: Proposals): Promise<void> {
  const written: string[] = [];
  for (const { name, file, text, notes: about } of proposals) {
    const shown = relative(io.cwd, join(root, file)).split(sep).join("/");
    // What lies there may be no file that the workspace reads.
    if (await isTaken(io, root, name)) {
      io.stderr.write(`warning: "${shown}" is in the way, and is left alone\n`);
      continue;
    }
    await writeWhole(io.fs, join(root, file), text);
    written.push(shown);
    io.stdout.write(`wrote ${shown}\n`);
    for (const note of about) io.stderr.write(`warning: ${name}: ${note}\n`);
  }
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  if (proposals.length === 0) io.stdout.write("nothing to propose\n");
  if (written.length === 0) return;
  const files = written.length > FEW ? "" : ` ${written.join(" ")}`;
  io.stderr.write(`next: fill in what is marked "to fill in", then cutover lint${files}\n`);
}

function refuseUnknown({ offerings }: ProposeOptions, { gateways, deadlines }: OpenDeadlines): void {
  const known = new Set([...gateways.flatMap(({ files }) => modelsIn(files).map(({ id }) => id)), ...deadlines.keys()]);
  const unknown = offerings.find((id) => !known.has(id));
  if (unknown === undefined) return;
  throw new UserError(EXIT.usage, `no gateway has an offering "${unknown}"; ${allowed(unknown, known)}`);
}
