import type { Move } from "./move.ts";
import { own } from "./own.ts";
import type { Config } from "./schema/config.gen.ts";
import { isLive, reaches, type Status } from "./stage.ts";

/** Whoever answers for a feature's move: the entry's own word, else the catalog's. */
export function driOf(config: Config, { entry, feature }: Move): string | undefined {
  return entry.dri ?? own(config.features, feature)?.dri;
}

/** Whether a feature is on its way: begun, and not at its end. */
export function isMoving(status: Status, { effective }: Move): boolean {
  return isLive(status) && reaches(effective, "internal") && effective !== "default";
}
