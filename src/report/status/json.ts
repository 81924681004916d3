import type { Status } from "../../plan/status-shape.ts";
import { jsonText } from "../plan/text.ts";

/** As schema/status.schema.json says. */
export function renderStatusJson(status: Status): string {
  return `${jsonText(status, 2)}\n`;
}
