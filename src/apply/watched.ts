import type { Forge } from "../forge/port.ts";
import type { Locator } from "../model/observed.ts";

type Name = "create" | "updateItem" | "updateFlag" | "updateProposal" | "relate" | "removeFlag" | "writeNote";

/** A write that the forge is about to be asked for. */
export interface Write {
  readonly name: Name;
  /** What is written to; undefined where it is made. */
  readonly at?: Locator | undefined;
}

/** Does something before and after a write, or instead of it by throwing. */
type Around = <T>(write: Write, carryOut: () => Promise<T>) => Promise<T>;

/** The forge with something around each write that a plan may ask for; reads are as they were. */
export function watched(forge: Forge, around: Around): Forge {
  return {
    ...forge,
    create: (thing) => around({ name: "create" }, () => forge.create(thing)),
    updateItem: (at, patch) => around({ name: "updateItem", at }, () => forge.updateItem(at, patch)),
    updateFlag: (at, patch) => around({ name: "updateFlag", at }, () => forge.updateFlag(at, patch)),
    updateProposal: (at, patch) => around({ name: "updateProposal", at }, () => forge.updateProposal(at, patch)),
    relate: (relation) => around({ name: "relate", at: relation.from }, () => forge.relate(relation)),
    removeFlag: (at) => around({ name: "removeFlag", at }, () => forge.removeFlag(at)),
    writeNote: (at, note) => around({ name: "writeNote", at }, () => forge.writeNote(at, note)),
  };
}
