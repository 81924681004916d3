import { deprecationOf } from "../model/deprecation.ts";
import { featuresIn } from "../model/feature-list.ts";
import type { GatewayFeature, GatewayFiles } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { hostAtEnd } from "../model/host.ts";
import { movesOf } from "../model/move.ts";
import { hostsOf, lineOf } from "../model/offering-name.ts";
import { compareVersions, versionOf } from "../model/siblings.ts";
import { isInUnread, type Workspace } from "../model/workspace.ts";
import { farewellsOf } from "./engine/farewell.ts";
import { causeOf, type Fault, faultsOf } from "./engine/faults.ts";
import { defaultPlace, usePlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { defineRule } from "./engine/rule.ts";

/** Fewer features than this on the newer model may be its trial. */
const LEAST = 3;
/** Share of the features of a line that have moved before the rest counts as forgotten. */
const SHARE = 0.75;

export default defineRule({
  id: "default-left-behind",
  summary: "a model's last features do not stay on the old version by oversight",
  severity: "warning",
  needs: "targets",
  messages: {
    behind:
      '"{feature}" still defaults to "{old}", while {count} of {all} features of its line and host have moved on, most to "{new}"',
  },
  notes: {
    move: 'move it, or say why it stays under "except" of the offering that is replaced',
    here: "its default in the gateway's file",
  },
  docs: {
    why: `A move is done feature by feature, and the last ones are forgotten: nobody notices until the old model ends. Reported are
features on an older version once three quarters of the features of that line and host, at least three, have a later one.
What an open migration moves, or a migration excepts with a reason, is known and not reported; a default that is deprecated
is for \`default-deprecated\`.`,
    wrong: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - { feature_setting: duo_chat, default_models: [claude_sonnet_4_6] }
  - { feature_setting: code_suggestions, default_models: [claude_sonnet_4_6] }
  - { feature_setting: code_generations, default_models: [claude_sonnet_4_6] }
  - { feature_setting: review_merge_request, default_models: [claude_sonnet_4_5] }
`,
    right: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - { feature_setting: duo_chat, default_models: [claude_sonnet_4_6] }
  - { feature_setting: code_suggestions, default_models: [claude_sonnet_4_6] }
  - { feature_setting: code_generations, default_models: [claude_sonnet_4_6] }
  - { feature_setting: review_merge_request, default_models: [claude_sonnet_4_6] }
`,
  },
  check({ workspace, before, after, report }) {
    const hosts = hostsOf(workspace.config.data);
    const isKnown = knownIn(workspace);
    const find = (gateway: GatewayFiles): Behind[] =>
      behindIn(gateway, hosts).filter(({ feature, old }) => !isKnown(feature, old));
    for (const { target, fault, at, present } of faultsOf({ workspace, before, after }, find)) {
      const { feature, old, next, moved, all } = fault;
      const data = { feature, old, new: next, count: moved.length, all };
      if (present) {
        report({ message: "behind", at, data, hint: "move" });
        continue;
      }
      // A feature that no migration touches is left behind by the moves of the others.
      const [cause = at] = moved.flatMap((name) => causeOf(workspace, { feature: name, ids: [next] }) ?? []);
      const place = usePlace(before, target, feature, old);
      const related = place && [{ note: "here" as const, at: place }];
      report({ message: "behind", at: cause, data, related, hint: "move" });
    }
  },
});

interface Behind extends Fault {
  readonly feature: string;
  readonly old: string;
  /** What most of those have that have moved. */
  readonly next: string;
  readonly moved: readonly string[];
  readonly all: number;
}

/** A default with what it is compared by. */
interface Default {
  readonly feature: GatewayFeature;
  readonly id: string;
  /** Line and host. */
  readonly kind: string;
  readonly version: readonly number[];
}

function behindIn(gateway: GatewayFiles, hosts: ReadonlySet<string>): Behind[] {
  const defaults = featuresIn(gateway).flatMap((feature) =>
    feature.defaults.map((id): Default => {
      const kind = JSON.stringify([lineOf(id, hosts), hostAtEnd(id, hosts)]);
      return { feature, id, kind, version: versionOf(id, hosts) };
    }),
  );
  return [...groupBy(defaults, ({ kind }) => kind).values()].flatMap((line) => behindInLine(gateway, line));
}

function behindInLine(gateway: GatewayFiles, line: readonly Default[]): Behind[] {
  const all = new Set(line.map(({ feature }) => feature)).size;
  return line.flatMap(({ feature, id: old, version }): Behind[] => {
    // Of several defaults the first is used, and the others are the same model at other hosts.
    const isUsed = feature.defaults[0] === old;
    if (!isUsed || version.length === 0 || deprecationOf(gateway, old) !== undefined) return [];
    const moved = new Map<GatewayFeature, string>();
    for (const other of line) {
      const isLater = compareVersions(version, other.version) < 0;
      if (isLater && !moved.has(other.feature)) moved.set(other.feature, other.id);
    }
    const next = most([...moved.values()]);
    const isEnough = moved.size >= LEAST && moved.size >= SHARE * all;
    if (next === undefined || !isEnough || moved.has(feature)) return [];
    return [
      {
        key: feature.name,
        at: defaultPlace(gateway, feature, old),
        about: { feature: feature.name, ids: [old] },
        ...{ feature: feature.name, old, next, moved: [...moved.keys()].map(({ name }) => name), all },
      },
    ];
  });
}

function most(ids: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Whether an open migration says something of the feature, or any says why it stays; reasons outlive their migration. */
function knownIn(workspace: Workspace): (feature: string, old: string) => boolean {
  const moving = new Set(openMigrations(workspace).flatMap(({ data }) => movesOf(data).map(({ feature }) => feature)));
  const farewells = farewellsOf(workspace);
  const kept = workspace.migrations.filter(({ data }) => data.status === "complete");
  return (feature, old) =>
    moving.has(feature) ||
    isInUnread(workspace, feature) ||
    farewells.decides(feature, old) ||
    kept.some(({ data }) => Object.hasOwn(data.replaces?.[old]?.except ?? {}, feature));
}
