import { namesCalledIn } from "../model/prose.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Change } from "./plan.ts";

/** People and groups that a text mentions outside code, in order, once each. */
export function mentionsIn(markdown: string): string[] {
  return [...new Set(namesCalledIn(withoutComments(markdown)).map(({ name }) => name))];
}

// One pass: a pattern over "the next end of it" would look through all the rest for every beginning without an end.
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

/** Who hears of the changes: new assignees and reviewers, and whoever a text or comment mentions that it did not mention before. */
export function peopleNotified(
  changes: readonly Change[],
  us: string,
  liveOf: (key: ResourceKey) => { readonly body: string; readonly assignees?: readonly string[] } | undefined,
): string[] {
  // User names are the same in any case.
  const people = new Map<string, string>();
  const add = (names: readonly string[]) => {
    for (const name of names)
      if (!isSame(name, us)) people.set(name.toLowerCase(), people.get(name.toLowerCase()) ?? name);
  };
  for (const { effect, key } of changes) {
    if (effect.do === "create" && effect.thing.kind !== "flag") {
      add(mentionsIn(effect.thing.body));
      add(effect.thing.kind === "proposal" ? effect.thing.reviewers : effect.thing.assignees);
    } else if (effect.do === "update-item" || effect.do === "update-proposal") {
      const live = liveOf(key);
      add(without(mentionsIn(effect.patch.body ?? ""), mentionsIn(live?.body ?? "")));
      if (effect.do === "update-item") add(without(effect.patch.assignees, live?.assignees));
    } else if (effect.do === "note") {
      add(mentionsIn(effect.body));
    }
  }
  return [...people.values()].sort();
}

function without(names: readonly string[] = [], known: readonly string[] = []): string[] {
  return names.filter((name) => !known.some((one) => isSame(name, one)));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
