import type { GatewayModel } from "../../model/gateway.ts";
import { groupBy } from "../../model/groups.ts";
import { hostAtEnd } from "../../model/host.ts";
import { listOf, movesOf } from "../../model/move.ts";
import { lineOf } from "../../model/offering-name.ts";
import { mapOf } from "../../model/plain-data.ts";
import type { Trait } from "../../model/sibling-traits.ts";
import { compareVersions, versionOf } from "../../model/siblings.ts";
import type { Workspace } from "../../model/workspace.ts";
import { editingMigrations } from "./open.ts";

/** What models are compared by. */
export interface Relatives {
  readonly hosts: ReadonlySet<string>;
  /** By new offering, the old ones that migrations move away from. */
  readonly replaced: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The form of a trait; undefined also where the gateway refuses the value, since that says nothing of the model. */
export type Read = (model: GatewayModel, trait: Trait) => string | undefined;

/** By model, the closest one before it that has the key: an earlier version in its line, or what a migration leaves. */
export function closestOlder(
  models: readonly GatewayModel[],
  trait: Trait,
  read: Read,
  { hosts, replaced }: Relatives,
): ReadonlyMap<string, GatewayModel> {
  const has = (model: GatewayModel): boolean => ![undefined, trait.absent].includes(read(model, trait));
  const found = new Map<string, GatewayModel>();
  const lines = groupBy(models, (one) =>
    JSON.stringify([taskOf(one), lineOf(one.id, hosts), hostAtEnd(one.id, hosts)]),
  );
  for (const line of lines.values()) {
    let closest: GatewayModel | undefined;
    for (const same of byVersion(line, hosts)) {
      if (closest !== undefined) for (const { id } of same) found.set(id, closest);
      closest = same.find(has) ?? closest;
    }
  }
  const byId = new Map(models.map((model) => [model.id, model]));
  for (const [id, olds] of replaced) {
    const model = byId.get(id);
    const left = [...olds].flatMap((old) => byId.get(old) ?? []).filter((one) => model && hasSameTask(one, model));
    const [first] = [...(found.has(id) ? [found.get(id)] : []), ...left.filter(has)]
      .filter((one) => one !== undefined)
      .sort((a, b) => compareVersions(versionOf(b.id, hosts), versionOf(a.id, hosts)));
    if (first !== undefined) found.set(id, first);
  }
  return found;
}

/** A line by its versions, the earliest first. */
function byVersion(line: readonly GatewayModel[], hosts: ReadonlySet<string>): (readonly GatewayModel[])[] {
  const keyOf = ({ id }: GatewayModel): string =>
    versionOf(id, hosts)
      .join(".")
      .replace(/(\.0)+$/, "");
  const groups = [...groupBy(line, keyOf).values()];
  return groups.sort(([a], [b]) => compareVersions(versionOf(a.id, hosts), versionOf(b.id, hosts)));
}

/** Old and new offerings of moves at one host, by one maker. */
export function replacedBy(workspace: Workspace, hosts: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { data } of editingMigrations(workspace)) {
    const replaced = Object.keys(data.replaces ?? {});
    for (const { from, to } of movesOf(data)) {
      for (const id of listOf<string>(to)) {
        const old = [...listOf<string>(from), ...replaced].filter((one) => isRelated(one, id, hosts));
        found.set(id, new Set([...(found.get(id) ?? []), ...old]));
      }
    }
  }
  return found;
}

function isRelated(old: string, id: string, hosts: ReadonlySet<string>): boolean {
  const maker = (one: string) => one.split("_")[0];
  return old !== id && maker(old) === maker(id) && hostAtEnd(old, hosts) === hostAtEnd(id, hosts);
}

function hasSameTask(a: GatewayModel, b: GatewayModel): boolean {
  return taskOf(a) === taskOf(b);
}

/** Completion models have prompts and stops by the way they are asked. */
export function taskOf({ entry }: GatewayModel): unknown {
  return mapOf(entry["params"])["completion_type"];
}
