import { findModel, type GatewayFiles } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import { familyOf, folderFor, type PromptFolders, promptTree } from "../model/prompt-tree.ts";
import { highestVersion, isKnownConstraint, newVersion } from "../model/prompt-version.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { PromptsView } from "../model/surroundings.ts";
import type { TargetView } from "../model/target.ts";
import type { ConfigDocument, MigrationDocument } from "../model/workspace.ts";
import { allowed } from "./engine/allowed.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { defaultPlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { itemAt, type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "prompt-version-missing",
  summary: "the prompts of a feature have the version that a migration asks for, in the folder that its model gets",
  severity: "error",
  warnings: ["later", "laterFolder"],
  needs: "prompts",
  messages: {
    missing:
      '"{model}" gets prompt "{prompt}" from its folder "{folder}", where no version fits "{version}"; there: {versions}',
    later:
      '"{model}" will get prompt "{prompt}" from its folder "{folder}", where no version fits "{version}" so far; there: {versions}',
    folder:
      'prompt "{prompt}" of "{feature}" has no folder for "{model}", neither "base" nor one of its family; there: {folders}',
    laterFolder:
      'prompt "{prompt}" of "{feature}" has no folder for "{model}" so far, neither "base" nor one of its family; there: {folders}',
    unknown: 'no target has a prompt "{prompt}"; {allowed}',
  },
  notes: {
    elsewhere:
      'folder "{other}" has {found}, but the family of "{model}" chooses the folder before a version is looked up',
    below: 'a new version is made only above the highest one, "{above}"',
  },
  docs: {
    why: `The folder is chosen by the model's family before the version is looked up: a family folder that lacks the version
fails all requests of the feature, although \`base\` has it. A version of three numbers that is above all that are there
is no fault: the migration makes its file, as a copy of the highest one.`,
    wrong: `
# cutover.yaml
targets:
  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets }
  prompts: { project: acme/ai-gateway, format: prompts, path: prompts, checkout: targets }
features:
  duo_chat: { prompts: [chat/react] }
# targets/prompts/chat/react/base/2.0.0.yml
name: Chat
# targets/prompts/chat/react/claude/1.0.0.yml
name: Chat for Claude
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_sonnet_4_6: { family: [claude] }
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    prompt: { version: ^2.0.0 }
`,
    right: `
# cutover.yaml
targets:
  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets }
  prompts: { project: acme/ai-gateway, format: prompts, path: prompts, checkout: targets }
features:
  duo_chat: { prompts: [chat/react] }
# targets/prompts/chat/react/base/2.0.0.yml
name: Chat
# targets/prompts/chat/react/claude/2.0.1.yml
name: Chat for Claude
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_sonnet_4_6: { family: [claude] }
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    prompt: { version: ^2.0.0 }
`,
  },
  check({ workspace, before, after, prompts, report }) {
    const tree = promptTree(withMade(prompts, workspace.config.data, after));
    if (tree.size === 0) return;
    const { config } = workspace;
    for (const { prompt, at } of unknownPrompts(config, tree)) {
      report({ message: "unknown", at, data: { prompt, allowed: allowed(prompt, tree.keys()) } });
    }
    const found = faultsOf({ workspace, before, after }, (gateway) => unserved(gateway, config.data, tree));
    for (const { fault, at } of found) report({ message: "folder", at, data: fault.data });
    for (const document of openMigrations(workspace)) {
      for (const move of movesOf(document.data)) {
        const isLater = move.stage === "planned" || document.data.status === "draft";
        for (const use of usesOf(document, move, { config: config.data, tree, after })) {
          const { model, prompt, folders, folder, at } = use;
          const data = { feature: move.feature, model, prompt };
          if (folder === undefined) {
            const message = isLater ? "laterFolder" : "folder";
            if (at) report({ message, at, data: { ...data, folders: highest(folders.keys()) } });
            continue;
          }
          const miss = missOf(use, folder, move);
          const made = newVersion(move.entry.prompt?.version ?? "", folders.get(folder) ?? []);
          // The migration itself makes it once the feature leaves `planned`.
          if (miss === undefined || (isLater && "from" in made)) continue;
          const above = "highest" in made ? made.highest : "";
          report({
            message: isLater ? "later" : "missing",
            at: valueAt(document, [...move.path, "prompt", "version"]),
            data: { ...data, folder, ...miss, above },
            hint: miss.found !== "" ? "elsewhere" : above !== "" ? "below" : undefined,
          });
        }
      }
    }
  },
});

/** How many versions or folders a message names, the highest ones. */
const SHOWN = 6;

type Tree = ReadonlyMap<string, PromptFolders>;

/** Prompts that the catalog names and no target has. */
function unknownPrompts(config: ConfigDocument, tree: Tree): { readonly prompt: string; readonly at: Place }[] {
  return Object.entries(config.data.features ?? {}).flatMap(([feature, { prompts = [] }]) =>
    prompts.flatMap((prompt, index) =>
      tree.has(prompt) ? [] : [{ prompt, at: valueAt(config, ["features", feature, "prompts", index]) }],
    ),
  );
}

interface Unserved extends Fault {
  readonly data: {
    readonly feature: string;
    readonly model: string;
    readonly prompt: string;
    readonly folders: string;
  };
}

/** Defaults for which a prompt of their feature has no folder at all. */
function unserved(gateway: GatewayFiles, config: Config, tree: Tree): Unserved[] {
  return gateway.features.entries.flatMap((feature) =>
    foldersOf(feature.name, config, tree).flatMap(([prompt, folders]) =>
      feature.defaults.flatMap((id): Unserved[] => {
        const model = findModel(gateway, id);
        if (model === undefined || folderFor(folders, familyOf(model.entry)) !== undefined) return [];
        const data = { feature: feature.name, model: id, prompt, folders: highest(folders.keys()) };
        const about = { feature: feature.name, ids: [id] };
        return [{ key: JSON.stringify(data), at: defaultPlace(gateway, feature, id), about, data }];
      }),
    ),
  );
}

/** One prompt of a move with the model that gets it, the first of those that get the same folder. */
interface Use {
  readonly model: string;
  readonly prompt: string;
  readonly folders: PromptFolders;
  readonly folder: string | undefined;
  /** Where the move names the model; undefined where it stays with the one that is there. */
  readonly at: Place | undefined;
}

function usesOf(
  document: MigrationDocument,
  { feature, to, path, entry }: Move,
  { config, tree, after }: { readonly config: Config; readonly tree: Tree; readonly after: TargetView },
): Use[] {
  const defaults = [...after.gateways.values()].flatMap(
    ({ features }) => features.entries.findLast(({ name }) => name === feature)?.defaults ?? [],
  );
  return foldersOf(feature, config, tree).flatMap(([prompt, folders]) => {
    const uses = (to ?? defaults).flatMap((model, index): Use[] => {
      const family = familyIn(model, document, after);
      if (family === undefined) return [];
      const at = to && itemAt(document, [...path, "to"], entry.to, index);
      return [{ model, prompt, folders, folder: folderFor(folders, family), at }];
    });
    return uses.filter(({ folder }, index) => uses.findIndex((use) => use.folder === folder) === index);
  });
}

/** What `missing` says of a folder without the version; undefined where it has it, or where that cannot be told. */
function missOf({ folders }: Use, folder: string, { entry }: Move) {
  const version = entry.prompt?.version;
  if (version === undefined || !isKnownConstraint(version)) return undefined;
  const versions = folders.get(folder) ?? [];
  if (highestVersion(version, versions) !== undefined) return undefined;
  const other = ["base", ...folders.keys()].find(
    (name) => highestVersion(version, folders.get(name) ?? []) !== undefined,
  );
  const found = other === undefined ? "" : (highestVersion(version, folders.get(other) ?? []) ?? "");
  return { version, versions: highest(versions), other: other ?? "", found };
}

/** What migrations add counts as there: they bring the version along that they ask for. */
function withMade(prompts: PromptsView, { targets = {} }: Config, { snapshots }: TargetView): PromptsView {
  const made = snapshots.flatMap(({ target, files }) => {
    const root = `${targets[target]?.path}/`;
    if (targets[target]?.format !== "prompts") return [];
    return [...files.keys()].flatMap((path) =>
      path.startsWith(root) ? [[target, path.slice(root.length)] as const] : [],
    );
  });
  return new Map(
    [...prompts].map(([target, paths]) => [
      target,
      new Set([...paths, ...made.flatMap(([id, path]) => (id === target ? [path] : []))]),
    ]),
  );
}

/** Undefined for a model that nobody knows, which another rule reports. */
function familyIn(id: string, { data }: MigrationDocument, { gateways }: TargetView): readonly string[] | undefined {
  const declared = own(data.offerings, id);
  if (declared?.family !== undefined) return familyOf({ ...declared });
  const [model] = [...gateways.values()].flatMap((gateway) => findModel(gateway, id) ?? []);
  if (model !== undefined) return familyOf(model.entry);
  return declared && [];
}

/** Prompts of a feature that targets have. */
function foldersOf(feature: string, config: Config, tree: Tree): (readonly [string, PromptFolders])[] {
  return (own(config.features, feature)?.prompts ?? []).flatMap((prompt) => {
    const folders = tree.get(prompt);
    return folders === undefined ? [] : [[prompt, folders] as const];
  });
}

function highest(names: Iterable<string>): string {
  const sorted = [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return `${sorted.length > SHOWN ? "…, " : ""}${quoted(sorted.slice(-SHOWN))}`;
}
