import type { Status } from "../../plan/status-shape.ts";

/** As schema/status.schema.json says. */
export function renderStatusJson(status: Status): string {
  return `${JSON.stringify(status, null, 2)}\n`;
}
