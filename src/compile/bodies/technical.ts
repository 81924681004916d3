import type { Block } from "../../model/resource.ts";
import { isOver } from "../../model/stage.ts";
import { code, link, plainLine, safeText } from "../safe-text.ts";
import { parameters } from "./parameters.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";
import { person } from "./words.ts";

/** Technical details, parameters, the check of the infrastructure, and what users of each kind of installation notice. */
export function technical(subject: Subject): Block | undefined {
  const { migration, moves, file } = subject;
  const { technical: details, infrastructure } = migration;
  const checked =
    infrastructure &&
    `The infrastructure was checked by ${person(infrastructure.by)} on ${plainLine(infrastructure.date)}: ${link("record of the check", infrastructure.link)}.`;
  const parts = [
    details && safeText(details),
    details === undefined && moves.length > 0 ? missing("No technical detail is", "technical", file) : undefined,
    checked,
    section("### Parameters of the models", parameters(subject)),
    section("### Impact", impact(subject)),
  ];
  if (parts.every((part) => part === undefined)) return undefined;
  return { name: "technical", text: paragraphs("## Technical details", ...parts) };
}

function section(heading: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : paragraphs(heading, text);
}

function missing(what: string, path: string, file: string): string {
  return `${what} on record. It belongs in ${code(path)} of ${code(file)}.`;
}

/** What the process wants to be known of every feature that moves; of configuration alone nothing has to be said. */
function impact({ migration, moves, file }: Subject): string | undefined {
  const { impact: said } = migration;
  const behindFlag = !isOver(migration.status) && moves.some(({ entry }) => entry.flag !== undefined);
  // Their instances call our gateway but run an older release, in which the flag is still read.
  const waiting = behindFlag
    ? "Self-managed instances that use the cloud-connected gateway get the new model only when the flag is gone from the code, because they do not have the release that switches it."
    : undefined;
  const about = (text: string | undefined, path: string) => {
    if (text !== undefined) return safeText(text);
    return moves.length === 0 ? undefined : missing("Nothing is", `impact.${path}`, file);
  };
  const [ours, theirs] = [about(said?.gitlab_com, "gitlab_com"), about(said?.self_managed, "self_managed")];
  const text = paragraphs(
    ours && paragraphs("**GitLab.com**", ours),
    (theirs ?? waiting) && paragraphs("**Self-managed**", theirs, waiting),
  );
  return text === "" ? undefined : text;
}
