import type { ResourceKey } from "../model/reference.ts";
import type { Change } from "./plan.ts";

// A mention is an `@name` that no word, path or backslash stands right before (GitLab's user reference filter).
const MENTION = /(?<![\w@/\\.`])@([a-zA-Z0-9_][a-zA-Z0-9_.-]*(?:\/[\w.-]+)*)/g;

/** People and groups that a text mentions outside code, in order, once each. */
export function mentionsIn(markdown: string): string[] {
  const prose = markdown
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^(\s*)(`{3,}|~{3,})[\s\S]*?^\s*\2[`~]*\s*$/gm, "")
    .replace(/(`+)[\s\S]*?\1/g, "");
  return [...new Set([...prose.matchAll(MENTION)].map((match) => (match[1] ?? "").replace(/[.-]+$/, "")))];
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
