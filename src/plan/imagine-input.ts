import type { Scope } from "../model/observed.ts";
import type { Resource } from "../model/resource.ts";
import type { Policy } from "../model/schema/config.gen.ts";
import type { MigrationFacts } from "./world.ts";

/** What one state of a workspace asks for. */
export interface Asked {
  readonly resources: readonly Resource[];
  readonly migrations: readonly MigrationFacts[];
  readonly policy?: Policy | undefined;
}

export interface ImagineInput {
  /** What counts as applied, with its files proposed and not merged where the targets do not hold them. */
  readonly base: Asked;
  /** What is planned: what it names that nobody can see, such as an issue to be taken over, counts as there. */
  readonly wanted: Asked;
  readonly scope: Scope;
  /** Our user name. */
  readonly user: string;
}
