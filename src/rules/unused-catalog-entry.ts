import type { Config } from "../model/schema/config.gen.ts";
import { pointer, type SourceDocument } from "../model/source.ts";
import { isInUnread, type Workspace } from "../model/workspace.ts";
import { lineAt, lineBreakAfter } from "./engine/lines.ts";
import { keyAt } from "./engine/place.ts";
import { type Kind, referencesOfConfig, referencesOfMigration } from "./engine/references.ts";
import { defineRule, type RuleFix } from "./engine/rule.ts";

const NOTES = { remove: 'take "{name}" out of {section}' } as const;

export default defineRule({
  id: "unused-catalog-entry",
  summary: "what cutover.yaml declares is used",
  severity: "warning",
  messages: {
    team: 'no feature belongs to team "{name}"',
    gate: 'no ramp uses gate "{name}"',
    audience: 'no ramp has a step for audience "{name}"',
    ramp: 'no feature follows ramp "{name}"',
  },
  notes: NOTES,
  docs: {
    why: `What nothing uses was forgotten when its user went, or its user names something else by mistake. A section of which
nothing is used yet is left alone, as it is written first. So are features, targets, providers and milestones, which say what
there is, and teams that are not feature teams: the RACI matrix uses them by their role.`,
    wrong: `
# cutover.yaml
teams:
  chat: { role: feature_team, members: ["@bo"] }
  search: { role: feature_team, members: ["@dee"] }
features:
  duo_chat: { title: Duo Chat, team: chat }
  duo_chat_search: { title: Search, team: chat }
`,
    right: `
# cutover.yaml
teams:
  chat: { role: feature_team, members: ["@bo"] }
  search: { role: feature_team, members: ["@dee"] }
features:
  duo_chat: { title: Duo Chat, team: chat }
  duo_chat_search: { title: Search, team: search }
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    for (const { section, kind } of SECTIONS) {
      const used = usedNames(kind, workspace);
      const names = Object.keys(config.data[section] ?? {}).filter((name) => isJudged(kind, name, config.data));
      const unused = names.filter((name) => !used.has(name) && !isInUnread(workspace, name));
      if (unused.length === names.length) continue;
      for (const name of unused) {
        const fix = isAlone(config.data, kind, name) ? removal(config.source, section, name) : undefined;
        report({ message: kind, at: keyAt(config, [section, name]), data: { name, section }, fix });
      }
    }
  },
});

const SECTIONS = [
  { section: "teams", kind: "team" },
  { section: "gates", kind: "gate" },
  { section: "audiences", kind: "audience" },
  { section: "ramps", kind: "ramp" },
] as const satisfies readonly { readonly section: keyof Config; readonly kind: Kind }[];

type Section = (typeof SECTIONS)[number]["section"];

function isJudged(kind: Kind, name: string, { teams }: Config): boolean {
  return kind !== "team" || teams?.[name]?.role === "feature_team";
}

/** What is complete counts too: its issues still show it. */
function usedNames(kind: Kind, { config, migrations }: Workspace): ReadonlySet<string> {
  const references = [
    ...referencesOfConfig(config.data),
    ...migrations.flatMap(({ data }) => referencesOfMigration(data)),
  ];
  const namesOf = (wanted: Kind) => references.filter((one) => one.kind === wanted).map(({ name }) => name);
  if (kind !== "team") return new Set(namesOf(kind));
  const people = new Set(namesOf("person"));
  const teams = Object.entries(config.data.teams ?? {});
  const ofPeople = teams.filter(([, { members = [] }]) => members.some((member) => people.has(member)));
  return new Set([...namesOf("team"), ...ofPeople.map(([name]) => name)]);
}

/** Whether nothing else is left unused when an entry goes: a ramp may be the only one that asks for a gate. */
function isAlone(config: Config, kind: Kind, name: string): boolean {
  if (kind !== "ramp") return true;
  const names = (others: Config) => new Set(referencesOfConfig(others).map((one) => `${one.kind} ${one.name}`));
  const { [name]: _gone, ...ramps } = config.ramps ?? {};
  return names({ ...config, ramps }).size === names(config).size;
}

/** Undefined where the entry does not stand on lines of its own, or where an anchor in it may be used elsewhere. */
function removal(source: SourceDocument, section: Section, name: string): RuleFix<typeof NOTES> | undefined {
  const node = source.nodes.get(pointer([section, name]));
  if (node?.key === undefined) return undefined;
  const { text, file } = source;
  const line = lineAt(text, node.key.start).start;
  const end = lineBreakAfter(text, node.value.end);
  const indent = text.slice(line, node.key.start);
  const isBare = /^[ \t]+$/.test(indent) && /^\s*(#.*)?\s*$/.test(text.slice(node.value.end, end));
  if (!isBare || /(^|[\s,[{])&\S/.test(text.slice(node.key.start, node.value.end))) return undefined;
  const start = startOfComments(text, line, indent);
  return { title: "remove", safety: "unsafe", edits: [{ file, range: { start, end }, text: "" }] };
}

/** Comments right above an entry, as far in as it is, go with it. */
function startOfComments(text: string, line: number, indent: string): number {
  let start = line;
  while (start > 0) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (!text.slice(above, start).startsWith(`${indent}#`)) break;
    start = above;
  }
  return start;
}
