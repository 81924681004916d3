import { listOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Block } from "../../model/resource.ts";
import type { Model } from "../../model/schema/migration.gen.ts";
import { link } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";

/** Links to what is known outside. */
export function references({ config, migration }: Subject): Block | undefined {
  const { announcement, documentation, gitlab_docs: page, other = [] } = migration.references ?? {};
  const makers = new Set(listOf<Model>(migration.model).map(({ provider }) => provider));
  const catalog = [...makers].flatMap((id) => {
    const provider = own(config.providers, id);
    return provider?.documentation === undefined
      ? []
      : [[`Models of ${provider.title ?? id}`, provider.documentation] as const];
  });
  const links = [
    ["Announcement", announcement] as const,
    ["Documentation of the model", documentation] as const,
    ["GitLab documentation", page] as const,
    ...other.map(({ title, url }) => [title, url] as const),
    ...catalog.filter(([, url]) => url !== documentation),
  ].flatMap(([title, url]) => (url === undefined ? [] : [link(title, url)]));
  return links.length === 0 ? undefined : { name: "references", text: paragraphs("## References", bullets(links)) };
}
