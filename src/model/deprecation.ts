import { type Instant, parseInstant } from "./duration.ts";
import { findModel, type GatewayFiles } from "./gateway.ts";
import { mapOf } from "./plain-data.ts";

/** What an entry of models.yml says of its end. */
interface Deprecation {
  /** Undefined where it is no day. */
  readonly from: Instant | undefined;
  /** `from 2026-05-01, to be removed in 19.2` */
  readonly notice: string;
}

/** The deprecation of an offering; undefined where it has none. */
export function deprecationOf(gateway: GatewayFiles, id: string): Deprecation | undefined {
  const block = findModel(gateway, id)?.entry["deprecation"];
  if (block === undefined || block === null) return undefined;
  const { deprecation_date: date, removal_version: version } = mapOf(block);
  const from = typeof date === "string" ? parseInstant(date) : undefined;
  const parts = [
    ...(from === undefined ? [] : [`from ${date}`]),
    ...(typeof version === "string" || typeof version === "number" ? [`to be removed in ${version}`] : []),
  ];
  return { from, notice: parts.length === 0 ? "without a date" : parts.join(", ") };
}
