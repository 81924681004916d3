import { commandsIn } from "../../model/quick-action.ts";
import type { FlagResource, ItemResource, NoteResource } from "../../model/resource.ts";
import { causeAt } from "../../model/source.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { code } from "../safe-text.ts";

/** The last comments on the issues of a migration that was cancelled: whoever finds one closed reads why. */
export function notesOf(
  document: MigrationDocument,
  items: readonly ItemResource[],
  flags: readonly Pick<FlagResource, "name" | "issue">[],
): NoteResource[] {
  if (document.data.status !== "cancelled") return [];
  return items.map(({ kind, key, migration, feature }) => ({
    kind: "note",
    key: `note/${key.slice(kind.length + 1)}`,
    migration,
    feature,
    cause: causeAt(document.source, ["status"]),
    on: key,
    text: sealed(
      closingText(
        document,
        kind,
        flags.filter(({ issue }) => issue === key),
      ),
    ),
  }));
}

/** A migration that is not announced is not named, nor are its flags: comments go by mail to whoever follows the issue. */
function closingText(
  { data, file }: MigrationDocument,
  kind: ItemResource["kind"],
  flags: readonly Pick<FlagResource, "name">[],
): string {
  if (data.visibility === "confidential") return "Closed, because this migration was cancelled.";
  const names = flags.map(({ name }) => code(name));
  const off = `turned off and stays there, off, until somebody deletes it together with the code that reads it.`;
  return [
    `Closed, because this migration was cancelled: ${code(file)} says ${code("status: cancelled")}.`,
    ...names.map((name) => `The feature flag ${name} is ${off}`),
    "Merge requests of it that are open are closed; what was merged stays as it is.",
    `If the status goes back to ${code("active")}, this ${kind} is opened again.`,
  ].join("\n\n");
}

function sealed(text: string): string {
  const [found] = commandsIn(text);
  if (found !== undefined)
    throw new Error(`a compiled comment holds the quick action /${found.name}; this is a defect of cutover`);
  return text;
}
