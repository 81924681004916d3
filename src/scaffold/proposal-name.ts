import { createHash } from "node:crypto";
import { hostAtEnd } from "../model/host.ts";
import { modelOf } from "../model/offering-name.ts";

/** Longest name of a migration, as its schema has it. */
const MOST = 80;
const END = "-retirement";
/** Room for a number or a digest behind a name that is cut. */
const BEHIND = 8;

/**
 * Name of the migration that is proposed for the end of an offering: its model and, where the id has one, its host, such as
 * `claude-sonnet-4-5-vertex-retirement`. The snapshot stands in it only where `ids`, those of the gateways, have another one
 * of the model at that host. What else ends at the time never changes it, so that a proposal is found again.
 */
export function proposalName(
  id: string,
  ids: readonly string[],
  hosts: ReadonlySet<string>,
  isTaken: (name: string) => boolean,
): string {
  const others = ids.filter((other) => other !== id);
  const spellings = [(one: string) => short(one, hosts), slug];
  const clear = spellings.find((spell) => !others.some((other) => spell(other) === spell(id)));
  const stem = clear?.(id) ?? `${slug(id)}-${createHash("sha256").update(id).digest("hex").slice(0, 6)}`;
  let name = `${stem}${END}`;
  for (let number = 2; isTaken(name); number += 1) name = `${stem}${END}-${number}`;
  return name;
}

function short(id: string, hosts: ReadonlySet<string>): string {
  const end = hostAtEnd(id, hosts) === undefined ? [] : id.split("_").slice(-1);
  return slug([modelOf(id, hosts), ...end].join("_"));
}

function slug(id: string): string {
  const words = id.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return words.slice(0, MOST - END.length - BEHIND).replace(/^-+|-+$/g, "") || "offering";
}
