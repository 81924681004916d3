import { type ListedOffering, offeringsIn } from "../../deadlines/listing.ts";
import { OVERRIDE } from "../../model/deadline.ts";
import type { Instant } from "../../model/duration.ts";
import { renderListJson } from "../../report/deadlines/json.ts";
import { type DeadlineList, renderList } from "../../report/deadlines/list.ts";
import { useColor } from "../context.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { openDeadlines } from "./open-deadlines.ts";

export interface ListOptions extends CommonOptions {
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
  readonly all?: boolean;
  readonly format: "pretty" | "json";
}

/** Prints when the offerings in use end, the next one first. */
export async function list(io: Io, options: ListOptions): Promise<ExitCode> {
  const opened = await openDeadlines(io, options);
  if (typeof opened === "number") return opened;
  const { instant, isComplete } = opened;
  const gateways = new Map(opened.gateways.map(({ target, files }) => [target, files]));
  const all = offeringsIn({ ...opened, gateways });
  const wanted = options.all ? all : all.filter((one) => isWanted(one, isComplete));
  const offerings = wanted.filter((one) => options.all || hasEnd(one));
  const found: DeadlineList = { instant, isComplete, offerings, undated: wanted.length - offerings.length };
  const color = useColor(io, options, io.stdout);
  io.stdout.write(options.format === "json" ? renderListJson(found) : renderList(found, { color }));
  return EXIT.clean;
}

/** Without all the gateways' files it is not known what is in use: then everything that is not gone may be. */
function isWanted({ uses, deadline }: ListedOffering, isComplete: boolean): boolean {
  return uses.length > 0 || (!isComplete && deadline.gone === undefined);
}

/** Also where a person says that there is none: that is nothing to be forgotten. */
function hasEnd({ deadline }: ListedOffering): boolean {
  return deadline.cutoff !== undefined || deadline.source === OVERRIDE;
}
