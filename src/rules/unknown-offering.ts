import { isLive } from "../model/stage.ts";
import type { TargetView } from "../model/target.ts";
import { isInUnread, type MigrationDocument, type Workspace } from "../model/workspace.ts";
import { closestName } from "./engine/allowed.ts";
import { writeOther } from "./engine/fix.ts";
import { mentionsOf } from "./engine/mentions.ts";
import { editingMigrations, openMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "unknown-offering",
  summary: "every offering that a migration names is in models.yml or declared by a live migration",
  severity: "error",
  needs: "targets",
  messages: {
    unknown: 'unknown offering "{id}": neither {file} nor "offerings" of a live migration has it',
    slip: 'unknown offering "{id}": neither {file} nor "offerings" of a live migration has it; did you mean "{meant}"?',
    renamed: 'offering "{id}" is renamed to "{meant}" by {file}; write "{meant}" here',
  },
  notes: { declare: 'declare it under "offerings" if it is new', rename: "renamed here", write: 'write "{meant}"' },
  docs: {
    why: `The gateway refuses a configuration in which a list or default names an id that models.yml lacks, and a flag that
switches to such an id sends requests nowhere. What a migration moves away from may be gone once it is removed. An id that
another migration renames by \`in_place_of\` is gone in the result of both.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonet_4_6
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_sonnet_4_6
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_sonnet_4_6
`,
  },
  check({ workspace, before, after, report }) {
    if (before.gateways.size === 0) return;
    const gateway = gatewayOfferings(before);
    const left = new Set(gatewayOfferings(after).ids);
    const renames = renamesOf(workspace);
    const gone = retired(workspace);
    for (const document of openMigrations(workspace)) {
      const present = new Set([...gateway.ids, ...declaredFor(document, workspace)]);
      for (const { id, path, isKey, past } of mentionsOf(document.data)) {
        const at = isKey ? keyAt(document, path) : valueAt(document, path);
        const rename = past || left.has(id) ? undefined : renames.get(id);
        if (rename !== undefined) {
          const data = { id, meant: rename.meant, file: rename.place.file };
          const fix = writeOther(document.source, { name: id, path, isKey }, at, rename.meant);
          report({ message: "renamed", at, data, related: [{ note: "rename", at: rename.place }], fix });
          continue;
        }
        if (present.has(id) || (past && gone.has(id)) || isInUnread(workspace, id)) continue;
        const meant = closestName(id, present);
        if (meant === undefined)
          report({ message: "unknown", at, data: { id, file: gateway.file }, hint: "declare", unknown: id });
        else {
          const fix = writeOther(document.source, { name: id, path, isKey }, at, meant);
          report({ message: "slip", at, data: { id, file: gateway.file, meant }, fix, unknown: id });
        }
      }
    }
  },
});

function gatewayOfferings({ gateways }: TargetView): { readonly ids: readonly string[]; readonly file: string } {
  const all = [...gateways.values()].map(({ models }) => models);
  return {
    ids: all.flatMap(({ entries }) => entries.map(({ id }) => id)),
    file: all.map(({ source }) => source.file).join(" nor "),
  };
}

/** Ids that a migration may count on although models.yml lacks them: its own and those of live ones. */
function declaredFor(document: MigrationDocument, { migrations }: Workspace): string[] {
  return migrations
    .filter((other) => other === document || isLive(other.data.status))
    .flatMap(({ data }) => Object.keys(data.offerings ?? {}));
}

/** Ids that a migration has taken out of models.yml, or is about to; a draft has done nothing yet. */
function retired({ migrations }: Workspace): ReadonlySet<string> {
  const done = migrations.filter(({ data }) => data.status !== "draft" && data.status !== "cancelled");
  const removed = done.flatMap(({ data }) =>
    Object.entries(data.replaces ?? {}).flatMap(([id, { retire }]) => (retire === "remove" ? [id] : [])),
  );
  const renamed = done.flatMap(({ data }) => Object.values(data.offerings ?? {}).map((entry) => entry.in_place_of));
  return new Set([...removed, ...renamed].filter((id) => id !== undefined));
}

/** Old ids with what takes their place in the result. */
function renamesOf(workspace: Workspace): ReadonlyMap<string, { readonly meant: string; readonly place: Place }> {
  const renames = editingMigrations(workspace).flatMap((document) =>
    Object.entries(document.data.offerings ?? {}).flatMap(([meant, { in_place_of: old }]) => {
      if (old === undefined) return [];
      return [[old, { meant, place: valueAt(document, ["offerings", meant, "in_place_of"]) }] as const];
    }),
  );
  return new Map(renames);
}
