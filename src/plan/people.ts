import type { ResourceKey } from "../model/reference.ts";
import type { Change } from "./plan.ts";

// A mention is an `@name` that no word, path or backslash stands right before (GitLab's user reference filter).
const MENTION = /(?<![\w@/\\.`])@([a-zA-Z0-9_][a-zA-Z0-9_.-]*(?:\/[\w.-]+)*)/g;

/** People and groups that a text mentions outside code, in order, once each. */
export function mentionsIn(markdown: string): string[] {
  const prose = withoutSpans(withoutFences(withoutComments(markdown)));
  // Looked behind, a long run of dots is tried once and not from each of them.
  return [...new Set([...prose.matchAll(MENTION)].map((match) => (match[1] ?? "").replace(/(?<![.-])[.-]+$/, "")))];
}

// One pass each: a pattern over "the next end of it" would look through all the rest for every beginning without an end.
function withoutComments(text: string): string {
  let rest = "";
  let at = 0;
  for (let start = text.indexOf("<!--"); start >= 0; start = text.indexOf("<!--", at)) {
    const end = text.indexOf("-->", start + "<!--".length);
    if (end < 0) break;
    rest += text.slice(at, start);
    at = end + "-->".length;
  }
  return rest + text.slice(at);
}

/** A fence without an end is text: rather one person too many than one too few. */
function withoutFences(text: string): string {
  const lines = text.split("\n");
  const kept: string[] = [];
  let open: { readonly fence: string; readonly at: number } | undefined;
  for (const line of lines) {
    const run = /^[ \t]*(`{3,}|~{3,})/.exec(line)?.[1];
    const closes = open !== undefined && run?.startsWith(open.fence) && line.trim() === run;
    if (closes && open !== undefined) kept.length = open.at;
    if (open === undefined && run !== undefined) open = { fence: run, at: kept.length };
    else if (closes) open = undefined;
    if (!closes) kept.push(line);
  }
  return kept.join("\n");
}

function withoutSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)];
  const last = new Map(runs.map(({ 0: run, index }) => [run, index]));
  let rest = "";
  let at = 0;
  let open: RegExpExecArray | undefined;
  for (const run of runs) {
    if (open === undefined && (last.get(run[0]) ?? 0) > run.index) open = run;
    else if (open !== undefined && run[0] === open[0]) {
      rest += text.slice(at, open.index);
      at = run.index + run[0].length;
      open = undefined;
    }
  }
  return rest + text.slice(at);
}

/** Who hears of the changes: new assignees and reviewers, and whoever a text mentions that it did not mention before. */
export function peopleNotified(
  changes: readonly Change[],
  us: string,
  liveOf: (key: ResourceKey) => { readonly body: string; readonly assignees?: readonly string[] } | undefined,
): string[] {
  const people = new Set<string>();
  const add = (names: readonly string[]) => {
    for (const name of names) if (name !== us) people.add(name);
  };
  for (const { effect, key } of changes) {
    if (effect.do === "create" && effect.thing.kind !== "flag") {
      add(mentionsIn(effect.thing.body));
      add(effect.thing.kind === "proposal" ? effect.thing.reviewers : effect.thing.assignees);
    } else if (effect.do === "update-item" || effect.do === "update-proposal") {
      const live = liveOf(key);
      add(without(mentionsIn(effect.patch.body ?? ""), mentionsIn(live?.body ?? "")));
      if (effect.do === "update-item") add(without(effect.patch.assignees, live?.assignees));
    }
  }
  return [...people].sort();
}

function without(names: readonly string[] = [], known: readonly string[] = []): string[] {
  return names.filter((name) => !known.includes(name));
}
