import type { Block } from "../../model/resource.ts";
import { code, link } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";

/** What the provider advises to move to. */
export function recommendation({ migration, file }: Subject): Block | undefined {
  const items = Object.entries(migration.replaces ?? {}).map(([id, { recommended }]) => {
    if (recommended === undefined) {
      const place = code(`replaces.${id}.recommended`);
      return `For ${code(id)} no recommendation is on record; it belongs in ${place} of ${code(file)}`;
    }
    const source = recommended.link === undefined ? "" : ` (${link("source", recommended.link)})`;
    return `For ${code(id)} the provider recommends ${code(recommended.model)}${source}`;
  });
  if (items.length === 0) return undefined;
  return { name: "recommendation", text: paragraphs("## Recommendation of the provider", bullets(items)) };
}
