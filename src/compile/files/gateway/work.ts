import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { GatewayFiles } from "../../../model/gateway.ts";
import type { Move } from "../../../model/move.ts";
import type { Cause } from "../../../model/source.ts";
import type { MigrationDocument } from "../../../model/workspace.ts";
import type { WantedMap } from "./wanted.ts";

/** What is at hand while one migration's wishes are worked out; problems are noted as they are found. */
export interface Work {
  readonly gateway: GatewayFiles;
  readonly document: MigrationDocument;
  /** Entries of `features` and `bulk` in the order in which they are applied. */
  readonly moves: readonly Move[];
  /** Hosts that ids may end in. */
  readonly hosts: ReadonlySet<string>;
  readonly problems: Diagnostic[];
}

/** One entry of a gateway file as it is to be. */
export interface DesiredEntry {
  /** Offering or feature setting. */
  readonly id: string;
  /** Position in the file as it is; undefined for a new entry. */
  readonly origin?: number | undefined;
  /** What is to hold in it; for a new entry, all of it. */
  readonly wanted?: WantedMap | undefined;
  /** True where it was placed before another entry. */
  readonly before?: boolean | undefined;
  readonly cause: Cause;
}
