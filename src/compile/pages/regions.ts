import type { Target } from "../../model/schema/config.gen.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import type { TableContent } from "../files/markdown/edit-table.ts";
import { DEPRECATION_HEADS, deprecations } from "./deprecations.ts";
import { FEATURE_HEADS, featureModels } from "./feature-models.ts";
import { MIGRATION_HEADS, migrations } from "./migrations.ts";
import type { PageWork } from "./page-work.ts";

export type RegionKind = NonNullable<Target["region"]>;

/** One table that pages may hold. */
interface RegionTable {
  readonly heads: readonly string[];
  readonly ofGateway: boolean;
  /** What a migration has to say in it; undefined where that cannot be told yet. */
  content(work: PageWork, document: MigrationDocument, together: boolean): TableContent | undefined;
}

export const REGIONS: Readonly<Record<RegionKind, RegionTable>> = {
  "feature-models": { heads: FEATURE_HEADS, ofGateway: true, content: featureModels },
  migrations: { heads: MIGRATION_HEADS, ofGateway: false, content: migrations },
  deprecations: { heads: DEPRECATION_HEADS, ofGateway: true, content: deprecations },
};
