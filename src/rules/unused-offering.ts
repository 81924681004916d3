import { featuresIn } from "../model/feature-list.ts";
import { findModel, type GatewayFeature, type GatewayFiles, type GatewayModel, listsTwice } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { pointer } from "../model/source.ts";
import { isInUnread, type MigrationDocument, type Workspace } from "../model/workspace.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { editingMigrations, openMigrations } from "./engine/open.ts";
import { itemAt, keyAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "unused-offering",
  summary: "every entry of models.yml is some feature's default, size or choice",
  severity: "warning",
  needs: "targets",
  messages: {
    alone: 'no feature uses "{model}", as default, size or choice',
    unused: 'no feature uses "{model}", as default, size or choice, and no migration is about to',
    left: 'no feature uses "{model}" any more after this, as default, size or choice, and nothing says what becomes of it',
  },
  notes: {
    explain: "take the entry out once no code names it, or say in a comment above it who uses it",
    remove: "take the entry out by a migration, with retire: remove, once no code names it",
    replaces: 'name it under "replaces", with what becomes of it',
    entry: "its entry in the gateway's file",
  },
  docs: {
    why: `An entry that nothing uses still has to be right: it is loaded, priced and kept current for nobody. Entries for self-hosted
models (without \`provider\`) and for the proxy (\`proxy_provider\`, or an id that ends in \`_alias\`) are used by others than
features. A comment right above the entry or behind its id is taken to say why it is kept.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
  - gitlab_identifier: devstral_2_mistral
    provider: Mistral
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
  - gitlab_identifier: mistral
`,
  },
  check({ workspace, before, after, report }) {
    const awaited = awaitedIn(workspace);
    // Whoever lints the files by themselves has no migrations to hear of.
    const isAlone = workspace.migrations.length === 0 && (workspace.unread ?? []).length === 0;
    const find = (gateway: GatewayFiles): Unused[] =>
      unusedIn(gateway).filter(({ model }) => !awaited.has(model) && !isInUnread(workspace, model));
    for (const { target, fault, at, present } of faultsOf({ workspace, before, after }, find)) {
      const { model } = fault;
      const now = before.gateways.get(target);
      const entry = now && findModel(now, model);
      if (isAlone) {
        report({ message: "alone", at, data: { model }, hint: "explain" });
      } else if (present || now === undefined || entry === undefined) {
        report({ message: "unused", at, data: { model }, hint: "remove" });
      } else {
        const related = [{ note: "entry" as const, at: modelPlace(now, entry) }];
        const place = lossIn(workspace, now, model) ?? at;
        report({ message: "left", at: place, data: { model }, related, hint: "replaces" });
      }
    }
  },
});

interface Unused extends Fault {
  readonly model: string;
}

function unusedIn(gateway: GatewayFiles): Unused[] {
  // Of a list that stands twice only the last is read: the features of the other may use them all.
  if (listsTwice(gateway.features.source)) return [];
  const used = new Set(featuresIn(gateway).flatMap(idsOf));
  return gateway.models.entries
    .filter((model) => !used.has(model.id) && findModel(gateway, model.id) === model && !isForOthers(gateway, model))
    .map((model) => ({
      key: model.id,
      at: modelPlace(gateway, model),
      about: { offering: model.id },
      model: model.id,
    }));
}

function idsOf({ defaults, selectable = [], beta = [], dev = [], sizes }: GatewayFeature): string[] {
  return [...defaults, ...selectable, ...beta, ...dev, ...Object.values(sizes)];
}

function isForOthers({ models: { source } }: GatewayFiles, { id, index, entry }: GatewayModel): boolean {
  if (typeof entry["provider"] !== "string" || typeof entry["proxy_provider"] === "string") return true;
  const above = source.nodes.get(pointer(["models", index]))?.above ?? [];
  const behind = source.nodes.get(pointer(["models", index, "gitlab_identifier"]))?.trailing;
  const comments = behind === undefined ? above : [...above, behind];
  return id.endsWith("_alias") || comments.some((comment) => !/^#\s*cutover-ignore\b/.test(comment));
}

/** What an open migration moves to, offers, or has in hand itself. */
function awaitedIn(workspace: Workspace): ReadonlySet<string> {
  const ids = openMigrations(workspace).flatMap(({ data }) => [
    ...Object.keys(data.offerings ?? {}),
    ...Object.keys(data.replaces ?? {}),
    ...movesOf(data).flatMap(({ to = [], offer, sizes }) => [
      ...to,
      ...offer.map(({ id }) => id),
      ...Object.values(sizes).map((size) => size.to),
    ]),
  ]);
  return new Set(ids);
}

/** Where a migration takes it from a feature that uses it now. */
function lossIn(workspace: Workspace, now: GatewayFiles, id: string): Place | undefined {
  const users = new Set(
    featuresIn(now)
      .filter((feature) => idsOf(feature).includes(id))
      .map(({ name }) => name),
  );
  const [place] = editingMigrations(workspace).flatMap((document) =>
    movesOf(document.data)
      .filter(({ feature }) => users.has(feature))
      .map((move) => takenAt(document, move, id)),
  );
  return place;
}

function takenAt(document: MigrationDocument, { path, withdraw, from = [], entry }: Move, id: string): Place {
  const withdrawn = withdraw.findIndex((item) => item.id === id);
  if (withdrawn !== -1) return valueAt(document, [...path, "withdraw", withdrawn]);
  const old = from.indexOf(id);
  return old === -1 ? keyAt(document, path) : itemAt(document, [...path, "from"], entry.from, old);
}
