import type { GatewayModel } from "./gateway.ts";
import { hostAtEnd, hostNamed } from "./host.ts";
import { lineOf, modelOf } from "./offering-name.ts";

/** One model as the gateway names it; `name` is what users see. */
export interface NamedModel {
  readonly id: string;
  readonly name: string | undefined;
}

export function namedModel({ id, entry }: Pick<GatewayModel, "id" | "entry">): NamedModel {
  const { name } = entry;
  return { id, name: typeof name === "string" ? name : undefined };
}

/** Whether two ids are one model: equal but for host and snapshot date, and not two snapshots. */
export function hasSameModel(a: string, b: string, hosts: ReadonlySet<string>): boolean {
  const [first, second] = [read(a, hosts), read(b, hosts)];
  return first.model === second.model && !areTwoSnapshots(first, second);
}

/** Whether two offerings are one model by their ids, or for ids of another kind by the name that users see. */
export function isSameModel(a: NamedModel, b: NamedModel, hosts: ReadonlySet<string>): boolean {
  if (areTwoSnapshots(read(a.id, hosts), read(b.id, hosts))) return false;
  if (hasSameModel(a.id, b.id, hosts)) return true;
  return a.name !== undefined && b.name !== undefined && bareName(a.name) === bareName(b.name);
}

/** Whether `a` is an earlier version of `b` in the same line at the same host: Sonnet 4.5 and 4.6, both on Vertex. */
export function isPredecessor(a: string, b: string, hosts: ReadonlySet<string>): boolean {
  const [first, second] = [read(a, hosts), read(b, hosts)];
  if (first.line !== second.line || first.host !== second.host) return false;
  return compareVersions(first.version, second.version) < 0;
}

/** Numbers of the version in an id: 4 and 5 for `claude_sonnet_4_5_20250929_vertex`; none where it has no version. */
export function versionOf(id: string, hosts: ReadonlySet<string>): readonly number[] {
  return read(id, hosts).version;
}

/** Below 0 where `a` is the earlier one; 4 and 4.0 are equal. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const step = (a[at] ?? 0) - (b[at] ?? 0);
    if (step !== 0) return step;
  }
  return 0;
}

/** `20250929` of `claude_sonnet_4_5_20250929_vertex`. */
export function snapshotOf(id: string): string | undefined {
  return /_(20\d{6})(?=_|$)/.exec(id)?.[1];
}

/** What an id says. */
interface Reading {
  readonly model: string;
  readonly line: string;
  readonly host: string | undefined;
  readonly version: readonly number[];
  readonly snapshot: string | undefined;
}

/** Ids are compared in pairs, so that each is looked at again and again; a set of hosts never changes. */
const readings = new WeakMap<ReadonlySet<string>, Map<string, Reading>>();

function read(id: string, hosts: ReadonlySet<string>): Reading {
  const known = readings.get(hosts) ?? new Map<string, Reading>();
  readings.set(hosts, known);
  const reading = known.get(id) ?? readId(id, hosts);
  known.set(id, reading);
  return reading;
}

function readId(id: string, hosts: ReadonlySet<string>): Reading {
  const model = modelOf(id, hosts);
  const version = model
    .split("_")
    .filter((word) => /^v?\d[\d.]*$/.test(word))
    .flatMap((word) => word.replace("v", "").split(".").map(Number));
  return { model, line: lineOf(id, hosts), host: hostAtEnd(id, hosts), version, snapshot: snapshotOf(id) };
}

/** Until April 2026 names ended in their provider: `Claude Opus 4.6 - Vertex`. */
export function bareName(name: string): string {
  const end = name.lastIndexOf(" - ");
  return end !== -1 && hostNamed(name.slice(end + 3)) !== undefined ? name.slice(0, end) : name;
}

function areTwoSnapshots({ snapshot: a }: Reading, { snapshot: b }: Reading): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
