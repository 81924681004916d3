import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Stand, startStand } from "../apply/stand.ts";
import { COMMENTS, REQUESTS } from "./files.ts";
import { ADMINISTERED, FLAGS, INSTANCE_FLAGS, LISTS } from "./flags.ts";
import { EPICS, ISSUES, LABELS, LINKS, MILESTONES, PARENTS } from "./items.ts";
import { labOn } from "./lab.ts";
import { LACKS, OPERATIONS, type Operation } from "./table.ts";

const SCENARIOS: Readonly<
  Record<string, Partial<Record<Operation, (lab: ReturnType<typeof labOn>) => Promise<void>>>>
> = {
  epic: EPICS,
  "epic by REST": EPICS,
  issue: ISSUES,
  "parent link": PARENTS,
  "related link": LINKS,
  label: LABELS,
  milestone: MILESTONES,
  flag: FLAGS,
  "instance flag": INSTANCE_FLAGS,
  "user list": LISTS,
  "merge request": REQUESTS,
  comment: COMMENTS,
};

/** Servers that differ. */
const SERVERS: Readonly<Record<string, Parameters<typeof startStand>[0]>> = {
  "epic by REST": { version: "16.11.6-ee" },
  "instance flag": { seed: ADMINISTERED },
};

let stand: Stand;
afterEach(() => stand.stop());

describe.each(Object.entries(SCENARIOS))("%s", (name, scenarios) => {
  beforeEach(async () => {
    stand = await startStand(SERVERS[name]);
  });

  for (const operation of OPERATIONS) {
    const scenario = scenarios[operation];
    const reason = LACKS[name]?.[operation];
    it(reason === undefined ? operation : `has no "${operation}": ${reason}`, async () => {
      expect([scenario !== undefined, reason !== undefined]).toEqual([reason === undefined, reason !== undefined]);
      await scenario?.(labOn(stand));
    });
  }
});
