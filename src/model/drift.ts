import { inKey, type ResourceKey } from "./reference.ts";

/** Name of the one block of the issue that tells of drift. */
export const DRIFT_BLOCK = "drift";

const PREFIX = "drift/";

/** Key of the issue that tells of one workspace's drift: `place` is its project, with the folder where it is not the root. */
export function driftKey(place: string): ResourceKey {
  return `${PREFIX}${inKey(place)}`;
}

/** True for a key that no resource has: nothing is planned for what carries it. */
export function isDriftKey(key: ResourceKey): boolean {
  return key.startsWith(PREFIX);
}
