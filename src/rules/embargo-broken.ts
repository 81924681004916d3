import { type Instant, parseInstant } from "../model/duration.ts";
import { type GatewayModel, wireName } from "../model/gateway.ts";
import { listOf } from "../model/move.ts";
import type { Model } from "../model/schema/migration.gen.ts";
import type { Path } from "../model/source.ts";
import type { TargetView } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { editedTargets } from "./engine/edited-targets.ts";
import { mentionsOf } from "./engine/mentions.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";
import { placeInText } from "./engine/text-place.ts";
import { textsOfMigration } from "./engine/texts.ts";
import { textsAt } from "./engine/values.ts";

export default defineRule({
  id: "embargo-broken",
  summary: "nothing of a confidential migration is public before its day",
  severity: "error",
  uses: ["targets"],
  warnings: ["undated"],
  messages: {
    target: 'this sends a merge request to target "{target}", which is public, before {until}',
    unknown:
      'this sends a merge request to target "{target}" before {until}, and nothing says who may see that project',
    named: '"{what}" is confidential before {until} (migration "{name}"), and this migration is public',
    early: '"announce_on" is {day}, and the migration is public already; write "visibility: confidential" until then',
    undated: 'without "announce_on" a confidential migration is never public; write the day on which it may be',
  },
  notes: {
    target: "the target",
    wait: 'keep the features at "planned" and the status at "draft" until then, or make the project private',
    declare: 'write "visibility: private" or "internal" under targets.{target} if that is so, else wait until then',
    secret: "the confidential migration",
  },
  docs: {
    why: `A provider's announcement has a day, and what cutover writes may come before it: a merge request in a public project, the
issue of another migration that names the model. Issues of the migration itself are confidential. A target that does not
say its visibility counts as public. From \`announce_on\` on nothing is refused.`,
    wrong: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-5.yaml
visibility: confidential
announce_on: 2026-06-10
model: { provider: anthropic, family: Claude Sonnet, version: "5" }
# migrations/claude-haiku.yaml
summary: Haiku stays until Claude Sonnet 5 is there.
`,
    right: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-5.yaml
visibility: confidential
announce_on: 2026-06-10
model: { provider: anthropic, family: Claude Sonnet, version: "5" }
# migrations/claude-haiku.yaml
summary: Haiku stays until its successor is there.
`,
  },
  check({ workspace, before, instant, report }) {
    const config = workspace.config.data;
    const open = openMigrations(workspace);
    for (const document of open) {
      const { visibility, announce_on: day = "" } = document.data;
      const isSecret = visibility === "confidential";
      if (isSecret && day === "") report({ message: "undated", at: valueAt(document, ["visibility"]) });
      if (!isSecret && isBefore(instant, day)) {
        report({ message: "early", at: valueAt(document, ["announce_on"]), data: { day } });
      }
      if (!isSecret || !(day === "" || isBefore(instant, day))) continue;
      const until = day === "" ? "its announcement" : day;
      for (const [target, { visibility: seen }] of editedTargets(config, document.data)) {
        if (seen !== undefined && seen !== "public") continue;
        const related = [{ note: "target" as const, at: keyAt(workspace.config, ["targets", target]) }];
        const at = valueAt(document, ["visibility"]);
        const data = { target, until };
        if (seen === "public") report({ message: "target", at, data, related, hint: "wait" });
        else report({ message: "unknown", at, data, related, hint: "declare" });
      }
      const related = [{ note: "secret" as const, at: valueAt(document, ["visibility"]) }];
      for (const { what, at } of leaksOf(document, workspace, before)) {
        report({ message: "named", at, data: { what, until, name: document.data.name }, related });
      }
    }
  },
});

function isBefore(instant: Instant, day: string): boolean {
  const at = parseInstant(day);
  return at !== undefined && instant < at;
}

interface Leak {
  readonly what: string;
  readonly at: Place;
}

/** What is new in a migration: nobody outside knows these names. */
interface Unknown {
  readonly offerings: ReadonlySet<string>;
  /** Such as `Claude Sonnet 5`. */
  readonly models: readonly string[];
  /** Its own name and what hosts call its models. */
  readonly names: readonly string[];
}

/** Where public migrations name what is secret; once for each name and migration. */
function leaksOf(secret: MigrationDocument, workspace: Workspace, before: TargetView | undefined): Leak[] {
  const unknown = unknownIn(secret, publicModels(workspace, before));
  return openMigrations(workspace)
    .filter(({ data }) => data.visibility !== "confidential")
    .flatMap((document) => {
      const leaks = [...idLeaks(document, unknown), ...modelLeaks(document, unknown), ...textLeaks(document, unknown)];
      const isFirst = ({ what, at }: Leak, index: number): boolean =>
        leaks.findIndex((leak) => leak.what === what || leak.at.range.start === at.range.start) === index;
      return leaks.filter(isFirst);
    });
}

/** Entries that everybody may read; undefined where there is no such file. What waits in a private project is secret. */
function publicModels({ config }: Workspace, before: TargetView | undefined): readonly GatewayModel[] | undefined {
  const files = [...(before?.gateways ?? [])].filter(([target]) => {
    const visibility = config.data.targets?.[target]?.visibility;
    return visibility === undefined || visibility === "public";
  });
  return files.length === 0 ? undefined : files.flatMap(([, { models }]) => models.entries);
}

function unknownIn({ data }: MigrationDocument, known: readonly GatewayModel[] | undefined): Unknown {
  const offerings = Object.entries(data.offerings ?? {}).filter(([id, { params, in_place_of: old }]) => {
    // Without a file to look at, an entry that says what it calls is taken for a new one.
    if (known === undefined) return typeof params?.model === "string" || old !== undefined;
    return known.every((one) => one.id !== id);
  });
  const wires = offerings.flatMap(([, { params }]) => (typeof params?.model === "string" ? [params.model] : []));
  const titles = listOf<Model>(data.model).map(({ family, version }) => `${family} ${version}`);
  const isNew = (text: string, read: (entry: GatewayModel["entry"]) => unknown) =>
    !known?.some(({ entry }) => isSameText(String(read(entry)), text));
  return {
    offerings: new Set(offerings.map(([id]) => id)),
    models: titles.filter((title) => isNew(title, ({ name }) => name)),
    // A name of one word may be any word.
    names: [...(data.name.includes("-") ? [data.name] : []), ...wires.filter((wire) => isNew(wire, wireName))],
  };
}

function idLeaks(document: MigrationDocument, { offerings }: Unknown): Leak[] {
  const declared = Object.keys(document.data.offerings ?? {}).map((id) => ({
    id,
    path: ["offerings", id] as Path,
    isKey: true,
  }));
  return [...declared, ...mentionsOf(document.data)]
    .filter(({ id }) => offerings.has(id))
    .map(({ id, path, isKey }) => ({ what: id, at: isKey ? keyAt(document, path) : valueAt(document, path) }));
}

/** The title of an issue names the model. */
function modelLeaks(document: MigrationDocument, { models }: Unknown): Leak[] {
  const isList = Array.isArray(document.data.model);
  return listOf<Model>(document.data.model).flatMap(({ family, version }, index) => {
    const what = models.find((model) => isSameText(model, `${family} ${version}`));
    return what === undefined ? [] : [{ what, at: valueAt(document, isList ? ["model", index] : ["model"]) }];
  });
}

function textLeaks(document: MigrationDocument, { models, names, offerings }: Unknown): Leak[] {
  const texts = [
    ...textsOfMigration(document),
    ...["features.*.flag.name", "bulk.*.flag.name"].flatMap((pattern) => textsAt(document.data, pattern)),
  ];
  const wanted = [
    ...models.map((what) => ({ what, pattern: titlePattern(what) })),
    ...[...names, ...offerings].map((what) => ({ what, pattern: namePattern(what) })),
  ];
  return wanted.flatMap(({ what, pattern }) =>
    texts.flatMap(({ path, value }) => {
      const found = pattern.exec(value);
      if (found === null) return [];
      const range = { start: found.index, end: found.index + found[0].length };
      return [{ what, at: placeInText(document.source, path, value, range) }];
    }),
  );
}

function isSameText(one: string, two: string): boolean {
  return one.toLowerCase() === two.toLowerCase();
}

/** The words in any case, over line breaks too, and as the names of flags join them; a longer version is another. */
function titlePattern(words: string): RegExp {
  const parts = words.split(/[\s_.-]+/).map(escaped);
  return new RegExp(`(?<![A-Za-z\\d])${parts.join("[\\s_.-]+")}(?![A-Za-z\\d]|[._-]\\d)`, "i");
}

function namePattern(name: string): RegExp {
  return new RegExp(`(?<![\\w.@-])${escaped(name)}(?![\\w@-]|\\.\\w)`);
}

function escaped(text: string): string {
  return text.replace(/[^\w\s-]/g, "\\$&");
}
