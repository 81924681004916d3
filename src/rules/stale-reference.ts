import { type GatewayFiles, wireName } from "../model/gateway.ts";
import { movesOf } from "../model/move.ts";
import { claimsFiles, reaches } from "../model/stage.ts";
import type { CodeView } from "../model/surroundings.ts";
import { nameTargetFiles, type TargetView } from "../model/target.ts";
import { idsIn } from "../model/words-in.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { editingMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "stale-reference",
  summary: "code names no model that is gone, and knows the new one where it knew the old one",
  severity: "error",
  needs: "code",
  uses: ["targets"],
  warnings: ["wire", "old", "unlisted"],
  messages: {
    gone: 'migration "{migration}" takes "{name}" out of the gateway, and this file still names it ({times})',
    renamed: 'migration "{migration}" renames "{name}" to "{to}", and this file still has the old name ({times})',
    wire: 'this file still names "{name}" ({times}), which nothing in the gateway calls after migration "{migration}"',
    old: 'this file names "{name}" ({times}) and not "{to}", which is the default now by migration "{migration}"',
    unlisted:
      'this file lists "{name}" ({times}) among other models and not "{to}", to which migration "{migration}" moves "{feature}"',
  },
  notes: { cause: "because of this" },
  docs: {
    why: `The gateway's files are not the only place that names a model: code has mappings of older ids, lists of exceptions and
constants. An id that is gone fails when it is asked for, and a new one that is missing in a list gets no exception. Looked
through are the files that \`scan\` of a target covers; an id counts only as a whole word. Each file is reported once for each
id, at the first place.`,
    wrong: `
# cutover.yaml
targets:
  ai-gateway:
    { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets, scan: ["src/*.yml"] }
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_haiku_4_5: { retire: remove }
features:
  code_suggestions:
    stage: default
    from: claude_haiku_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
# targets/src/legacy.yml
claude-haiku: claude_haiku_4_5
`,
    right: `
# cutover.yaml
targets:
  ai-gateway:
    { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets, scan: ["src/*.yml"] }
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_haiku_4_5: { retire: remove }
features:
  code_suggestions:
    stage: default
    from: claude_haiku_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
# targets/src/legacy.yml
claude-haiku: claude_sonnet_4_6
`,
  },
  check({ workspace, before, after, code, report }) {
    const files = codeFiles(code, before);
    const gateways = { before: [...(before?.gateways.values() ?? [])], after: after && [...after.gateways.values()] };
    const gone = goneIn(workspace, gateways);
    for (const { id, to, document, cause } of gone) {
      const wires = gateways.after === undefined ? [] : wiresOf(id, document, gateways.before).filter(isUncalled);
      for (const [file, text] of files) {
        for (const name of [id, ...wires]) {
          const found = sightingsOf(file, text, name);
          if (found === undefined) continue;
          const data = { name, migration: document.data.name, times: found.times };
          const rest = { at: found.at, related: [{ note: "cause" as const, at: cause }] };
          if (name !== id) report({ message: "wire", data, ...rest });
          else if (to === undefined) report({ message: "gone", data, ...rest });
          else report({ message: "renamed", data: { ...data, to }, ...rest });
        }
      }
    }
    const idsGone = new Set(gone.map(({ id }) => id));
    for (const passed of passedIn(workspace, gateways)) {
      if (idsGone.has(passed.id)) continue;
      const { document, id, to, feature, cause } = passed;
      const news = [...to, ...to.flatMap((one) => wiresOf(one, document, gateways.before))];
      for (const [file, text] of files) {
        const found = sightingsOf(file, text, id);
        if (found === undefined || news.some((one) => idsIn(text, one).length > 0)) continue;
        const data = { name: id, to: to.join('", "'), migration: document.data.name, times: found.times, feature };
        const rest = { at: found.at, related: [{ note: "cause" as const, at: cause }] };
        if (isList(text, id, gateways.before)) report({ message: "unlisted", data, ...rest });
        else if (passed.isOver) report({ message: "old", data, ...rest });
      }
    }

    function isUncalled(wire: string): boolean {
      return !gateways.after?.some(({ models }) => models.entries.some(({ entry }) => wireName(entry) === wire));
    }
  },
});

interface Gateways {
  readonly before: readonly GatewayFiles[];
  readonly after: readonly GatewayFiles[] | undefined;
}

/** Texts of the code by what findings call the file; what cutover edits itself is no code. */
function codeFiles(code: CodeView, before: TargetView | undefined): ReadonlyMap<string, string> {
  const snapshots = before?.snapshots ?? [];
  const nameOf = nameTargetFiles(snapshots, code);
  const own = new Set(snapshots.flatMap(({ target, files }) => [...files.keys()].map((path) => nameOf(target, path))));
  const all = [...code].flatMap(([target, texts]) =>
    [...texts].map(([path, text]): [string, string] => [nameOf(target, path), text]),
  );
  return new Map(all.filter(([file]) => !own.has(file)));
}

interface Gone {
  readonly id: string;
  /** What takes its place by `in_place_of`. */
  readonly to: string | undefined;
  readonly document: MigrationDocument;
  readonly cause: Place;
}

/** Ids that are not in the gateway's result, by what takes them out; also what a migration that is complete took out. */
function goneIn({ migrations }: Workspace, { after }: Gateways): Gone[] {
  return migrations
    .filter(({ data: { status } }) => claimsFiles(status) || (status === "complete" && after !== undefined))
    .flatMap((document): Gone[] => {
      const removed = Object.entries(document.data.replaces ?? {}).filter(([, { retire }]) => retire === "remove");
      const renamed = Object.entries(document.data.offerings ?? {});
      return [
        ...removed.map(([id]) => ({
          id,
          to: undefined,
          document,
          cause: valueAt(document, ["replaces", id, "retire"]),
        })),
        ...renamed.flatMap(([to, { in_place_of: id }]) =>
          id === undefined ? [] : [{ id, to, document, cause: valueAt(document, ["offerings", to, "in_place_of"]) }],
        ),
      ];
    })
    .filter(({ id }) => !after?.some(({ models }) => models.entries.some((model) => model.id === id)));
}

interface Passed {
  readonly id: string;
  readonly to: readonly string[];
  readonly feature: string;
  readonly document: MigrationDocument;
  readonly cause: Place;
  /** Nothing has it as default any more, and it is on its way out. */
  readonly isOver: boolean;
}

/** Old defaults of features that users may use with the new model; each once for each migration. */
function passedIn(workspace: Workspace, gateways: Gateways): Passed[] {
  return editingMigrations(workspace).flatMap((document) => {
    const moves = movesOf(document.data);
    const all = moves.flatMap(({ feature, path, from = [], to = [], effective }): Passed[] => {
      if (!reaches(effective, "selectable")) return [];
      const cause = valueAt(document, [...path, "to"]);
      const old = from.filter((id) => !to.includes(id));
      return old.map((id) => ({ id, to, feature, document, cause, isOver: isOver(id, document, gateways) }));
    });
    return all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
  });
}

function isOver(id: string, { data }: MigrationDocument, { after }: Gateways): boolean {
  const { retire = "keep" } = data.replaces?.[id] ?? {};
  const moved = movesOf(data).filter(({ from }) => from?.includes(id));
  const used = after?.some(({ features }) =>
    features.entries.some(({ defaults, sizes }) => defaults.includes(id) || Object.values(sizes).includes(id)),
  );
  return retire !== "keep" && used !== true && moved.every(({ effective }) => reaches(effective, "default"));
}

/** What the host calls the model of an offering; a name without a digit may be any word. */
function wiresOf(id: string, { data }: MigrationDocument, gateways: readonly GatewayFiles[]): string[] {
  const models = gateways.flatMap(({ models: { entries } }) => entries.filter((model) => model.id === id));
  const wires = [...models.map(({ entry }) => wireName(entry)), data.offerings?.[id]?.params?.model];
  const names = wires.flatMap((wire) => (typeof wire === "string" && /\d/.test(wire) && wire !== id ? [wire] : []));
  return [...new Set(names)];
}

/** A file that names more models of the gateway has a list or mapping of them. */
function isList(text: string, id: string, gateways: readonly GatewayFiles[]): boolean {
  const ids = new Set(gateways.flatMap(({ models }) => models.entries.map((model) => model.id)));
  ids.delete(id);
  return [...ids].some((other) => idsIn(text, other).length > 0);
}

/** The first place at which a file names something, and how often it does. */
function sightingsOf(file: string, text: string, name: string): { at: Place; times: string } | undefined {
  const found = idsIn(text, name);
  const [range] = found;
  if (range === undefined) return undefined;
  return { at: { file, range }, times: found.length === 1 ? "once" : `${found.length} times` };
}
