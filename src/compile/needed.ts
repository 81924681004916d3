import { GATEWAY_FILES } from "../model/gateway.ts";
import { isLive } from "../model/stage.ts";
import type { Workspace } from "../model/workspace.ts";
import { flagDefinitions } from "./items/flag-definitions.ts";

/** Paths inside each target repository that compile has to see, by target. */
export function neededFiles(workspace: Workspace): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, Set<string>>();
  for (const [target, { format, path }] of Object.entries(workspace.config.data.targets ?? {})) {
    if (format === "ai-gateway") needed.set(target, new Set(GATEWAY_FILES.map((file) => `${path}/${file}`)));
  }
  for (const document of workspace.migrations) {
    if (!isLive(document.data.status)) continue;
    for (const { target, path } of flagDefinitions(workspace, document)) {
      needed.set(target, (needed.get(target) ?? new Set()).add(path));
    }
  }
  return new Map([...needed].map(([target, paths]) => [target, [...paths].sort()]));
}
