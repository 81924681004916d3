import { parseInstant } from "../model/duration.ts";
import { type FlagRecord, parseMarker } from "../model/marker.ts";
import type { ObservedFlag } from "../model/observed.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import { acted } from "./flag-record.ts";
import { stateText } from "./flag-state.ts";
import type { Found } from "./status-found.ts";
import type { FlagStatus } from "./status-shape.ts";

/** How far a flag is, live and by its record. */
export function flagStatus(flag: FlagResource, found: Found): FlagStatus {
  const { name, home, key, step: asked, steps } = flag;
  const live = found.flagAt(home, name);
  const record = recordOf(flag, found);
  const step = record?.step ?? 0;
  const stands = steps[step - 1];
  const held = found.noticesOf(key).find(({ kind }) => kind === "held")?.message;
  const isHidden = found.hidden("flags", home) !== undefined;
  return {
    name,
    project: home,
    url: live?.url,
    asked,
    step,
    steps: steps.length,
    reach: isHidden ? "unknown" : live === undefined ? "absent" : reachOf(live, flag, found),
    exposure: isHidden ? undefined : live === undefined ? 0 : exposureOf(live),
    since: step === 0 ? undefined : record?.at,
    until: held === undefined ? soakedAt(record?.at, stands?.soak) : undefined,
    gates: stands?.gates ?? [],
    waits: found.noticesOf(key).some(({ kind }) => kind === "waiting" || kind === "held"),
    held,
  };
}

/** Names of lists are text of the migration. */
function reachOf(live: ObservedFlag, { migration }: FlagResource, found: Found): string {
  if (found.facts.get(migration)?.confidential !== true) return stateText(live);
  return live.active ? "on (confidential)" : "off";
}

/** What the marker of its rollout issue says of it. */
function recordOf({ issue, name }: FlagResource, found: Found): FlagRecord | undefined {
  const body = found.itemOf(issue)?.body;
  const record = body === undefined ? undefined : parseMarker(body)?.applied.flag;
  return record?.name === name ? acted(record) : undefined;
}

function soakedAt(at: string | undefined, soak: number | undefined): string | undefined {
  const taken = parseInstant(at);
  return taken === undefined || soak === undefined ? undefined : new Date(taken + soak).toISOString();
}
