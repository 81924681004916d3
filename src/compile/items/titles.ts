import { listOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Migration, Model } from "../../model/schema/migration.gen.ts";
import { featureTitle, modelNames, modelsFor, replacedNames, series } from "../bodies/words.ts";
import { safeTitle, TITLE_LENGTH } from "../safe-text.ts";
import type { Rollout } from "./rollout.ts";

/** Fewer characters than these of a name say nothing. */
const SHORTEST = 20;

/** `AI Model Migration - Provider/Model/Version`; without a model, the migration's name. */
export function mainTitle(config: Config, migration: Migration): string {
  const models = listOf<Model>(migration.model).map(({ provider, family, version }) =>
    [own(config.providers, provider)?.title ?? provider, family, version].join("/"),
  );
  return safeTitle(`AI Model Migration - ${models.length === 0 ? migration.name : models.join(", ")}`);
}

/** `Replace discontinued X with Y`; nothing is said of a replacement that is not chosen yet. */
export function epicTitle(migration: Migration): string {
  const old = replacedNames(migration);
  const next = modelNames(migration);
  const what = old.length === 0 ? migration.name : series(old);
  return fitted("Replace discontinued ", what, next.length === 0 ? "" : ` with ${series(next)}`);
}

/** `Roll out Claude Sonnet 4.6 for Duo Chat` */
export function rolloutTitle(config: Config, migration: Migration, { moves }: Rollout): string {
  const [move] = moves;
  const { feature } = move;
  const models = modelsFor(migration, move);
  const whom =
    moves.length === 1
      ? featureTitle(config, feature)
      : `${featureTitle(config, feature)} and ${moves.length - 1} more`;
  return fitted("Roll out ", models.length === 0 ? migration.name : series(models), ` for ${whom}`);
}

/** A title whose middle is shortened where it is too long: what tells two titles apart stands at their end. */
function fitted(head: string, middle: string, end: string): string {
  // With a letter between them, since spaces that meet become one.
  const room = TITLE_LENGTH + 1 - [...safeTitle(`${head}x${end}`)].length;
  const characters = [...middle];
  if (characters.length <= room || room < SHORTEST) return safeTitle(`${head}${middle}${end}`);
  return safeTitle(
    `${head}${characters
      .slice(0, room - 1)
      .join("")
      .trimEnd()}…${end}`,
  );
}
