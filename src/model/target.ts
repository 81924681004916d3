import type { GatewayFiles } from "./gateway.ts";
import type { Config } from "./schema/config.gen.ts";

/** Files of one target repository, all read at one commit. */
export interface TargetSnapshot {
  /** Key under `targets` of the catalog. */
  readonly target: string;
  /** Commit the files were read at; absent for a checkout that is no repository. */
  readonly commit?: string;
  /** Text by path inside the repository; undefined for a file that does not exist there. */
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** What rules see of the targets on one side of the edits. */
export interface TargetView {
  readonly snapshots: readonly TargetSnapshot[];
  /** By target, for targets of format ai-gateway whose two files were there and could be read. */
  readonly gateways: ReadonlyMap<string, GatewayFiles>;
}

/** Project and branch of a target of the catalog; merge requests go to `main` where it names no branch. */
export function homeOf(config: Config, target: string): { readonly project: string; readonly branch: string } {
  const { project = "", branch = "main" } = config.targets?.[target] ?? {};
  return { project, branch };
}
