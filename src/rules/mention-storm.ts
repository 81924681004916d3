import { isBare } from "../model/bare.ts";
import { policyOf } from "../model/defaults.ts";
import { namesCalledIn } from "../model/prose.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { nodeAt } from "../model/source.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { begunMoves, editedTargets } from "./engine/edited-targets.ts";
import { replace } from "./engine/fix.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt } from "./engine/place.ts";
import { defineRule, type RuleFix } from "./engine/rule.ts";
import { placeInText } from "./engine/text-place.ts";
import { type FreeText, textsOfWorkspace } from "./engine/texts.ts";

const NOTES = {
  code: "put @{name} in backticks",
  people: "name fewer people, or raise policy.mentions; apply stops at the same number",
};

export default defineRule({
  id: "mention-storm",
  summary: "neither a text nor a migration calls in more people than it should",
  severity: "warning",
  messages: {
    everybody:
      '"@{name}" calls everybody; cutover sends it as plain text, but whoever copies the text to GitLab or to a chat notifies them all',
    group:
      '"@{name}" calls every member of a group; cutover sends it as plain text, but whoever copies the text to GitLab notifies them all',
    people: "this assigns or asks for review {count} people, and the policy allows {most} (policy.mentions): {names}",
  },
  notes: NOTES,
  docs: {
    why: `Mail that goes to everybody is read by nobody. GitLab notifies each member for \`@all\` and for the name of a group,
and each assignee and reviewer of what a migration makes. Names in backticks notify nobody.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Better at long agentic work. @all: tell us what you see.
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Better at long agentic work. \`@ana\` wants to know what you see.
`,
  },
  check({ workspace, report }) {
    const config = workspace.config.data;
    const groups = groupsOf(config);
    for (const text of textsOfWorkspace(workspace)) {
      for (const { name, offset } of namesCalledIn(text.value)) {
        const message = EVERYBODY.has(name) ? "everybody" : isGroup(name, groups) ? "group" : undefined;
        if (message === undefined) continue;
        const range = { start: offset, end: offset + 1 + name.length };
        const at = placeInText(text.document.source, text.path, text.value, range);
        report({ message, at, data: { name }, fix: inBackticks(text, name, offset) });
      }
    }
    const { mentions: most } = policyOf(config);
    for (const document of openMigrations(workspace)) {
      const people = peopleOf(config, document);
      if (people.length <= most) continue;
      const data = { count: people.length, most, names: people.join(", ") };
      report({ message: "people", at: keyAt(document, ["owner"]), data, hint: "people" });
    }
  },
});

/** GitLab knows `@all`; the others are those of chats, to which texts are copied. */
const EVERYBODY: ReadonlySet<string> = new Set(["all", "here", "channel", "everyone"]);

/** Top-level groups that the catalog names. The namespace of `ana/ai` may be a person; only groups hold subgroups. */
function groupsOf({ gitlab, targets = {} }: Config): ReadonlySet<string> {
  const { tracker, flags } = gitlab ?? {};
  const projects = [tracker?.project, flags?.project, ...Object.values(targets).map(({ project }) => project)];
  const nested = projects.filter((path) => path !== undefined && path.split("/").length > 2);
  const all = [tracker?.group, ...nested].map((path) => path?.toLowerCase().split("/")[0]);
  return new Set(all.filter((name) => name !== undefined));
}

/** The name of a person holds no slash. */
function isGroup(name: string, groups: ReadonlySet<string>): boolean {
  return name.includes("/") || groups.has(name.toLowerCase());
}

function inBackticks(
  { document, path, value }: FreeText,
  name: string,
  offset: number,
): RuleFix<typeof NOTES> | undefined {
  const end = offset + 1 + name.length;
  const place = placeInText(document.source, path, value, { start: offset, end });
  const { text } = document.source;
  if (text.slice(place.range.start, place.range.end) !== `@${name}`) return undefined;
  if (!isBare(text, nodeAt(document.source, path).value.start)) return undefined;
  // A backtick that closes nothing yet would take ours as its end.
  const fixed = namesCalledIn(`${value.slice(0, offset)}\`@${name}\`${value.slice(end)}`);
  if (fixed.length >= namesCalledIn(value).length) return undefined;
  return { title: "code", safety: "unsafe", edits: [replace(place, `\`@${name}\``)] };
}

/**
 * Who is assigned to its issues or asked to review its merge requests. Bodies show every other name as code, and names in
 * texts are escaped: nobody hears of those.
 */
function peopleOf(config: Config, { data }: MigrationDocument): string[] {
  const reviewers = editedTargets(config, data).flatMap(([, target]) => target.merge_request?.reviewers ?? []);
  // Issues are made only where the catalog has a place for them, and not for a draft.
  if (config.gitlab?.tracker === undefined || data.status === "draft") return [...new Set(reviewers)];
  const dris = begunMoves(data)
    .filter(({ bulk, entry }) => !bulk || entry.flag !== undefined)
    .map(({ entry, feature }) => entry.dri ?? config.features?.[feature]?.dri ?? data.owner);
  return [...new Set([data.owner, ...dris, ...reviewers])];
}
