import { DEADLINES_FILE } from "../../model/deadline.ts";
import type { Block } from "../../model/resource.ts";
import { code, link } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";

/** What the provider advises to move to. */
export function recommendation({ migration, ends, file }: Subject): Block | undefined {
  const items = Object.entries(migration.replaces ?? {}).map(([id, { recommended }]) => {
    if (recommended === undefined) {
      const named = ends.find((end) => end.id === id)?.known?.replacements ?? [];
      if (named.length > 0) {
        const models = named.map(code).join(" or ");
        return `In place of ${code(id)}, ${models} is named by the sources of ${code(DEADLINES_FILE)}`;
      }
      const place = code(`replaces.${id}.recommended`);
      return `For ${code(id)} no recommendation is on record; it belongs in ${place} of ${code(file)}`;
    }
    const source = recommended.link === undefined ? "" : ` (${link("source", recommended.link)})`;
    return `For ${code(id)} the provider recommends ${code(recommended.model)}${source}`;
  });
  if (items.length === 0) return undefined;
  return { name: "recommendation", text: paragraphs("## Recommendation of the provider", bullets(items)) };
}
