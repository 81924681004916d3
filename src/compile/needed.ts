import { GATEWAY_FILES } from "../model/gateway.ts";
import { newVersion } from "../model/prompt-version.ts";
import { claimsFiles, isLive } from "../model/stage.ts";
import type { Listing, TargetNeeds } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { flagDefinitions, flagFolders, isDefinitionOf } from "./items/flag-definitions.ts";
import { type PromptWish, promptsIn, promptTargets, promptWishes } from "./items/prompt-versions.ts";
import { isShown } from "./region-target.ts";

/** What compile has to see inside each target repository, by target. */
export function neededFiles(workspace: Workspace): ReadonlyMap<string, TargetNeeds> {
  const { data: config } = workspace.config;
  const gateways = Object.entries(config.targets ?? {}).flatMap(([target, { format, path }]) =>
    format === "ai-gateway" ? [[target, { paths: GATEWAY_FILES.map((file) => `${path}/${file}`) }] as const] : [],
  );
  return new Map<string, TargetNeeds>([
    ...gateways,
    ...flagNeeds(workspace),
    ...promptNeeds(workspace),
    ...regionNeeds(workspace),
  ]);
}

/** Pages and CODEOWNERS files, where there is a migration that may write to them. */
function regionNeeds({ config, migrations }: Workspace): [string, TargetNeeds][] {
  if (!migrations.some((document) => claimsFiles(document.data.status) && isShown(document))) return [];
  return Object.entries(config.data.targets ?? {}).flatMap(([target, { format, path }]): [string, TargetNeeds][] =>
    format === "markdown" || format === "codeowners" ? [[target, { paths: [path] }]] : [],
  );
}

/**
 * The folders of all definitions: GitLab knows a flag by its name, whatever the folder of its type. A flag of a
 * migration that is complete goes once nothing there defines it, whatever the definition says.
 */
function flagNeeds(workspace: Workspace): [string, TargetNeeds][] {
  const names = new Map<string, Set<string>>();
  for (const document of workspace.migrations) {
    const { status } = document.data;
    if (!isLive(status) && status !== "complete") continue;
    for (const { target, name } of flagDefinitions(workspace, document)) {
      const read = names.get(target) ?? new Set();
      names.set(target, isLive(status) ? read.add(name) : read);
    }
  }
  return [...names].map(([target, wanted]) => {
    const folders = flagFolders(workspace.config.data.targets?.[target]?.path ?? "");
    const listing: Listing = {
      folders,
      among: (found) => found.filter((path) => [...wanted].some((name) => isDefinitionOf(path, name))),
    };
    return [target, { paths: [], listing }];
  });
}

function promptNeeds({ config, migrations }: Workspace): [string, TargetNeeds][] {
  const wishes = migrations
    .filter(({ data }) => isLive(data.status))
    .flatMap(({ data }) => promptWishes(config.data, data));
  if (wishes.length === 0) return [];
  const prompts = [...new Set(wishes.map(({ prompt }) => prompt))].sort();
  return promptTargets(config.data).map(([target, { path }]) => {
    const folders = prompts.map((prompt) => `${path}/${prompt}`);
    return [target, { paths: [], listing: { folders, among: (found) => sources(path, wishes, found) } }];
  });
}

/** What a new version may be copied from: which folder a model gets shows once the gateways are edited. */
function sources(root: string, wishes: readonly PromptWish[], found: readonly string[]): string[] {
  const tree = promptsIn(root, found);
  const paths = wishes.flatMap(({ prompt, version }) =>
    [...(tree.get(prompt) ?? [])].flatMap(([folder, versions]) => {
      const made = newVersion(version, versions);
      return "from" in made && !versions.includes(version) ? [`${root}/${prompt}/${folder}/${made.from}.yml`] : [];
    }),
  );
  return [...new Set(paths)].sort();
}
