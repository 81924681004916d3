import { listOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Block } from "../../model/resource.ts";
import type { Model } from "../../model/schema/migration.gen.ts";
import { code, link } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";

/** Links to what is known outside. Those that the process asks for and that are missing stand among the prerequisites. */
export function references(subject: Subject): Block | undefined {
  const { migration, moves, file } = subject;
  const { announcement, documentation, gitlab_docs: page, other = [] } = migration.references ?? {};
  const links = [
    ["Announcement of the provider", announcement] as const,
    ["Documentation of the model", documentation] as const,
    ["GitLab documentation", page] as const,
    ...other.map(({ title, url }) => [title, url] as const),
    ...catalogLinks(subject).filter(([, url]) => url !== documentation),
  ].flatMap(([title, url]) => (url === undefined ? [] : [link(title, url)]));
  if (links.length === 0 && moves.length === 0) return undefined;
  const none = `No link is on record. They belong in ${code("references")} of ${code(file)}.`;
  return { name: "references", text: paragraphs("## References", links.length === 0 ? none : bullets(links)) };
}

function catalogLinks({ config, migration }: Subject): (readonly [title: string, url: string])[] {
  const makers = new Set(listOf<Model>(migration.model).map(({ provider }) => provider));
  return [...makers].flatMap((id) => {
    const provider = own(config.providers, id);
    return provider?.documentation === undefined
      ? []
      : [[`Models of ${provider.title ?? id}`, provider.documentation] as const];
  });
}
