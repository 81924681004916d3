import type { GatewayFiles } from "../../model/gateway.ts";

/** The gateway's files before and after a change made by hand. */
export interface Sides {
  readonly before: GatewayFiles;
  readonly after: GatewayFiles;
  /** First line of the commit that made the change. */
  readonly subject?: string | undefined;
}
