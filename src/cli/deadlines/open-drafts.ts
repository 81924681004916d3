import { draftBlocks } from "../../report/deadlines/merge-request.ts";
import { renderOpened } from "../../report/deadlines/opened.ts";
import type { Proposals } from "../../scaffold/proposal.ts";
import { useColor } from "../context.ts";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { exitOfOpened, openProposals } from "./open.ts";
import type { OpenDeadlines } from "./open-deadlines.ts";
import type { ProposeOptions } from "./propose.ts";

/** A merge request for each draft; nothing is written here. */
export async function openDrafts(
  io: Io,
  opened: OpenDeadlines,
  options: ProposeOptions,
  { proposals, notes }: Proposals,
): Promise<ExitCode> {
  const files = proposals.map(({ name, file, text, offering, deadline, features, notes: about, causeDigest }) => ({
    name,
    path: file,
    text: literal(text),
    title: `chore(model-selection): draft ${name}`,
    blocks: draftBlocks(file, [{ id: offering, deadline, features }], about),
    cause: causeDigest,
    isPartial: !opened.isComplete,
  }));
  const isWhole = isEverything(opened, options);
  const done = await openProposals(io, opened, options, { command: "deadlines propose", files, isWhole });
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  if (proposals.length === 0) io.stdout.write("nothing to propose\n");
  io.stdout.write(renderOpened(done, { color: useColor(io, options, io.stdout) }));
  return exitOfOpened(done);
}

/** What a source says may look like one of our references, which a plan puts a link in place of. */
function literal(text: string): string {
  return text.replaceAll("cutover:", "cutover%3A");
}

/** Whether what is not proposed now is not wanted: a narrower look than the usual one says nothing of the rest. */
function isEverything({ workspace, gateways }: OpenDeadlines, { offerings, days }: ProposeOptions): boolean {
  const targets = Object.values(workspace.config.data.targets ?? {});
  const known = targets.filter(({ format }) => format === "ai-gateway").length;
  return offerings.length === 0 && days === undefined && known > 0 && gateways.length === known;
}
