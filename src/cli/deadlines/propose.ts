import { join, relative, sep } from "node:path";
import { horizonOf } from "../../deadlines/uncovered.ts";
import { writeWhole } from "../../load/write.ts";
import type { Instant } from "../../model/duration.ts";
import { modelsIn } from "../../model/gateway.ts";
import { type Proposals, proposalsOf } from "../../scaffold/proposal.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { type OpenDeadlines, openDeadlines, refuseBlind } from "./open-deadlines.ts";
import { unknownOffering } from "./unknown-offering.ts";

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
  refuseBlind(opened);
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
  const paths = proposals.map(({ file }) => relative(io.cwd, join(root, file)).split(sep).join("/"));
  for (const [index, { name, file, text, notes: about }] of proposals.entries()) {
    await writeWhole(io.fs, join(root, file), text);
    io.stdout.write(`wrote ${paths[index]}\n`);
    for (const note of about) io.stderr.write(`warning: ${name}: ${note}\n`);
  }
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  if (proposals.length === 0) {
    io.stdout.write("nothing to propose\n");
    return;
  }
  const named = paths.length > FEW ? "" : ` ${paths.join(" ")}`;
  io.stderr.write(`next: fill in what is marked "to fill in", then cutover lint${named}\n`);
}

function refuseUnknown({ offerings }: ProposeOptions, { gateways, deadlines }: OpenDeadlines): void {
  const known = new Set([...gateways.flatMap(({ files }) => modelsIn(files).map(({ id }) => id)), ...deadlines.keys()]);
  const unknown = offerings.find((id) => !known.has(id));
  if (unknown !== undefined) throw unknownOffering(unknown, known);
}
