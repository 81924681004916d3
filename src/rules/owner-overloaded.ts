import { policyOf } from "../model/defaults.ts";
import { driOf, isMoving } from "../model/dri.ts";
import { movesOf } from "../model/move.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { pointer } from "../model/source.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { liveMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "owner-overloaded",
  summary: "nobody answers for more features on their way than the policy allows",
  severity: "warning",
  messages: {
    overloaded:
      '"{person}" answers for {count} features on their way at the same time; the policy allows {limit} (policy.max_live_per_dri)',
  },
  notes: { other: "on its way too" },
  docs: {
    why: `Somebody has to watch every ramp, and nobody watches many. Features count from stage \`internal\` on until they are at
\`default\`, in every live migration; an entry of \`bulk\` is one piece of work and counts once for each person. The limit is
\`policy.max_live_per_dri\` (3).`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
  code_suggestions: { stage: beta, offer: [claude_sonnet_4_6], dri: "@bo" }
# cutover.yaml
features:
  duo_chat: { title: Duo Chat, dri: "@bo" }
policy: { max_live_per_dri: 1 }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
  code_suggestions: { stage: beta, offer: [claude_sonnet_4_6], dri: "@dee" }
# cutover.yaml
features:
  duo_chat: { title: Duo Chat, dri: "@bo" }
policy: { max_live_per_dri: 1 }
`,
  },
  check({ workspace, report }) {
    const limit = Number(policyOf(workspace.config.data).maxLivePerDri);
    const work = liveMigrations(workspace).flatMap((document) => workIn(document, workspace.config.data));
    for (const person of new Set(work.map((one) => one.person))) {
      const places = work.filter((one) => one.person === person).map(({ at }) => at);
      const tooMany = places[limit];
      if (tooMany === undefined) continue;
      const others = places.filter((place) => place !== tooMany);
      report({
        message: "overloaded",
        at: tooMany,
        data: { person, count: places.length, limit },
        related: others.map((at) => ({ note: "other", at })),
      });
    }
  },
});

interface Work {
  readonly person: string;
  readonly at: Place;
}

/** What each person answers for in a migration, in the order in which it is written. */
function workIn(document: MigrationDocument, config: Config): Work[] {
  const counted = new Map<string, Work>();
  for (const move of movesOf(document.data).filter((one) => isMoving(document.data.status, one))) {
    const person = driOf(config, move);
    const key = `${pointer(move.path)} ${person}`;
    if (person === undefined || counted.has(key)) continue;
    const { path, entry, bulk } = move;
    const isHere = entry.dri !== undefined;
    const at = isHere ? valueAt(document, [...path, "dri"]) : keyAt(document, bulk ? [...path, "features"] : path);
    counted.set(key, { person, at });
  }
  return [...counted.values()];
}
