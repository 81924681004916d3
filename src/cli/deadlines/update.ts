import type { Instant } from "../../model/duration.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";

export interface UpdateOptions extends CommonOptions {
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
}

export async function update(_io: Io, _options: UpdateOptions): Promise<ExitCode> {
  return EXIT.clean;
}
