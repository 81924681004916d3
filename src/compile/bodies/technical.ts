import type { Block } from "../../model/resource.ts";
import { link, plainLine, safeText } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";
import { person } from "./words.ts";

/** Technical details, the check of the infrastructure, and what users of each kind of installation notice. */
export function technical({ migration, moves }: Subject): Block | undefined {
  const { technical: details, infrastructure, impact } = migration;
  const checked =
    infrastructure &&
    `The infrastructure was checked by ${person(infrastructure.by)} on ${plainLine(infrastructure.date)}: ${link("record of the check", infrastructure.link)}.`;
  const behindFlag = moves.some(({ entry }) => entry.flag !== undefined);
  // Their instances call our gateway but run an older release, in which the flag is still read.
  const waiting = behindFlag
    ? "Self-managed instances that use the cloud-connected gateway get the new model only when the flag is gone from the code, because they do not have the release that switches it."
    : undefined;
  const notes = [
    impact?.gitlab_com && paragraphs("**GitLab.com**", safeText(impact.gitlab_com)),
    impact?.self_managed && paragraphs("**Self-managed**", safeText(impact.self_managed)),
    waiting,
  ];
  const impacts = notes.some((note) => note !== undefined) ? paragraphs("### Impact", ...notes) : undefined;
  const parts = [details && safeText(details), checked, impacts];
  if (parts.every((part) => part === undefined)) return undefined;
  return { name: "technical", text: paragraphs("## Technical details", ...parts) };
}
