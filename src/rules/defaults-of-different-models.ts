import { findModel, type GatewayFiles } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { hostsOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import { isSameModel, type NamedModel, namedModel } from "../model/siblings.ts";
import type { TargetView } from "../model/target.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { causeOf, type Fault, faultsOf } from "./engine/faults.ts";
import { defaultPlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { itemAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "defaults-of-different-models",
  summary: "several defaults of a feature are one model on several hosts",
  severity: "error",
  needs: "targets",
  messages: {
    result:
      '"{other}" would be a default of "{feature}" beside "{first}", another model or snapshot; several defaults are one model on different hosts',
    present:
      '"{other}" is a default of "{feature}" beside "{first}", another model or snapshot; several defaults are one model on different hosts',
  },
  notes: { first: "the first default" },
  docs: {
    why: `A list of defaults is there to spread one model over its hosts. With two models in it, a request gets the one or the
other by chance, under the name of the first, and no evaluation holds for the feature.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  code_suggestions:
    stage: internal
    from: claude_haiku_4_5
    to: [claude_sonnet_4_6, claude_sonnet_4_5]
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  code_suggestions:
    stage: internal
    from: claude_haiku_4_5
    to: [claude_sonnet_4_6, claude_sonnet_4_6_vertex]
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_sonnet_4_6
  - gitlab_identifier: claude_sonnet_4_6_vertex
  - gitlab_identifier: claude_haiku_4_5
`,
  },
  check({ workspace, before, after, report }) {
    const hosts = hostsOf(workspace.config.data);
    const reported: Move[] = [];
    for (const document of openMigrations(workspace)) {
      for (const move of movesOf(document.data)) {
        const { to = [], entry, feature, path } = move;
        const pair = differing(to, (id) => lookUp(id, document, [after, before]), hosts);
        if (pair === undefined) continue;
        reported.push(move);
        const at = itemAt(document, [...path, "to"], entry.to, pair.at);
        const first = itemAt(document, [...path, "to"], entry.to, to.indexOf(pair.first));
        const related = [{ note: "first" as const, at: first }];
        report({ message: "result", at, data: { feature, first: pair.first, other: pair.other }, related });
      }
    }
    const found = faultsOf({ workspace, before, after }, (gateway) => mixed(gateway, hosts));
    for (const { fault, at, present } of found) {
      const { feature, pair, first } = fault;
      const data = { feature, first: pair.first, other: pair.other };
      if (present) report({ message: "present", at, data, related: [{ note: "first", at: first }] });
      else if (!reported.some((move) => move.feature === feature && move.to?.includes(pair.other))) {
        // Without an entry for the feature it is an offering that became another model.
        const isOurs = at !== fault.at;
        const cause = [pair.other, pair.first].map((offering) => causeOf(workspace, { offering })).find(Boolean);
        report({ message: "result", at: isOurs ? at : (cause ?? at), data });
      }
    }
  },
});

interface Pair {
  readonly first: string;
  /** The first that is another model. */
  readonly other: string;
  readonly at: number;
}

interface Mixed extends Fault {
  readonly feature: string;
  readonly pair: Pair;
  readonly first: Fault["at"];
}

function mixed(gateway: GatewayFiles, hosts: ReadonlySet<string>): Mixed[] {
  return gateway.features.entries.flatMap((feature) => {
    const find = (id: string) => {
      const model = findModel(gateway, id);
      return model && namedModel(model);
    };
    const pair = differing(feature.defaults, find, hosts);
    if (pair === undefined) return [];
    const key = JSON.stringify([feature.name, pair.first, pair.other]);
    const about = { feature: feature.name, ids: [pair.other] };
    const first = defaultPlace(gateway, feature, pair.first);
    return [{ key, at: defaultPlace(gateway, feature, pair.other), about, feature: feature.name, pair, first }];
  });
}

/** Ids that nobody knows are another rule's. */
function differing(
  ids: readonly string[],
  find: (id: string) => NamedModel | undefined,
  hosts: ReadonlySet<string>,
): Pair | undefined {
  const known = ids.flatMap((id) => find(id) ?? []);
  const [first] = known;
  const other = first && known.find((model) => !isSameModel(model, first, hosts));
  return other && { first: first.id, other: other.id, at: ids.indexOf(other.id) };
}

/** As the first of the views has it; a draft's own offerings are in none. */
function lookUp(id: string, { data }: MigrationDocument, views: readonly TargetView[]): NamedModel | undefined {
  const gateways = views.flatMap((view) => [...view.gateways.values()]);
  const [model] = gateways.flatMap((gateway) => findModel(gateway, id) ?? []);
  if (model !== undefined) return namedModel(model);
  const declared = own(data.offerings, id);
  return declared && { id, name: declared.name ?? undefined };
}
