import type { DeadlinesDocument } from "../../model/deadline.ts";
import { type Policy, policyOf, type RaciMatrix, raciOf } from "../../model/defaults.ts";
import type { GatewayFiles } from "../../model/gateway.ts";
import { groupBy } from "../../model/groups.ts";
import { type Move, movesOf } from "../../model/move.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { pointer } from "../../model/source.ts";
import type { Surroundings } from "../../model/surroundings.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { type End, endsOf } from "../ends.ts";
import { type Rollout, rolloutsOf } from "../items/rollout.ts";

/** What the sections of a body are made from. */
export interface Subject {
  readonly config: Config;
  readonly migration: Migration;
  /** Path of the migration, relative to the workspace. */
  readonly file: string;
  readonly moves: readonly Move[];
  /** The same by the entry of `features` or `bulk` that asks for them. */
  readonly entries: readonly (readonly [Move, ...Move[]])[];
  readonly rollouts: readonly Rollout[];
  /** Of what it replaces. */
  readonly ends: readonly End[];
  readonly policy: Policy;
  readonly raci: RaciMatrix;
  /** Code, gateways and evaluation reports as far as they were found. */
  readonly surroundings: BodySurroundings;
}

/** `code` is undefined where a target that declares `scan` was not found: then nothing may be said about it. */
export interface BodySurroundings extends Pick<Surroundings, "code" | "evaluations"> {
  /** By target, as all migrations leave them; one that could not be read is absent. */
  readonly gateways?: ReadonlyMap<string, GatewayFiles> | undefined;
}

export function subjectOf(
  config: Config,
  document: MigrationDocument,
  surroundings: BodySurroundings = { evaluations: new Map() },
  deadlines?: DeadlinesDocument | undefined,
): Subject {
  const { data, file } = document;
  return {
    config,
    migration: data,
    file,
    moves: movesOf(data),
    entries: [...groupBy(movesOf(data), ({ path }) => pointer(path)).values()],
    rollouts: rolloutsOf(data),
    ends: endsOf(document, deadlines),
    policy: policyOf(config),
    raci: raciOf(config),
    surroundings,
  };
}
