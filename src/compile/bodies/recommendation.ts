import type { Block } from "../../model/resource.ts";
import { code, link } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";

/** What the provider advises to move to. */
export function recommendation({ migration }: Subject): Block {
  const items = Object.entries(migration.replaces ?? {}).map(([id, { recommended }]) => {
    if (recommended === undefined) return `For ${code(id)} no recommendation is recorded.`;
    const source = recommended.link === undefined ? "" : ` (${link("source", recommended.link)})`;
    return `For ${code(id)} the provider recommends ${code(recommended.model)}${source}.`;
  });
  const none = "No old model is named, so there is nothing that the provider could recommend for it.";
  return {
    name: "recommendation",
    text: paragraphs("## Recommendation of the provider", items.length === 0 ? none : bullets(items)),
  };
}
