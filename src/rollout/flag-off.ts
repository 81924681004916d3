import { type Forge, ForgeError } from "../forge/port.ts";
import type { Locator, ObservedFlag } from "../model/observed.ts";
import { OFF } from "../plan/flag-state.ts";

/** How a flag was found and how it was read last; undefined where there is none of that name. */
interface TurnedOff {
  readonly found: ObservedFlag | undefined;
  readonly now: ObservedFlag | undefined;
}

const TRIES = 3;

/**
 * Turns a flag off unless it is. Off is off, however often it is asked for: where another hand was there in the same moment,
 * or the answer was lost, it looks and asks again. Throws ForgeError where it may still be on.
 */
export async function turnOff(forge: Forge, at: Locator): Promise<TurnedOff> {
  const found = await readFlag(forge, at);
  let now = found;
  for (let left = TRIES; now?.active === true; left -= 1) {
    try {
      now = await forge.updateFlag(at, OFF);
    } catch (error) {
      const isUnsure = error instanceof ForgeError && (error.kind === "conflict" || error.kind === "ambiguous");
      if (!isUnsure || left === 1) throw error;
      now = await readFlag(forge, at);
    }
  }
  return { found, now };
}

export async function readFlag(forge: Forge, at: Locator): Promise<ObservedFlag | undefined> {
  const found = await forge.read(at);
  return found?.kind === "flag" ? found : undefined;
}
