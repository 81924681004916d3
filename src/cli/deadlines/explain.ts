import type { Instant } from "../../model/duration.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";

export interface ExplainOptions extends CommonOptions {
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
}

export async function explain(_io: Io, _options: ExplainOptions): Promise<ExitCode> {
  return EXIT.clean;
}
