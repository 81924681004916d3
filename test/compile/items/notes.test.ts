import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { flagsOf } from "../../../src/compile/items/flags.ts";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { notesOf } from "../../../src/compile/items/notes.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { workspaceOf } from "../load-case.ts";

const folder = join(import.meta.dirname, "cases/upgrade");
const CONFIG = readFileSync(join(folder, "cutover.yaml"), "utf8");
const MIGRATION = readFileSync(join(folder, "migration.yaml"), "utf8");

function compiled(text: string) {
  const { workspace, document } = workspaceOf(CONFIG, text);
  const items = itemsOf(workspace, document);
  return { items, notes: notesOf(document, items, flagsOf(workspace, document)) };
}

describe("the last comments of a migration", () => {
  test.each(["active", "paused", "rolled_back", "complete", "draft"])("are none while it is %s", (status) => {
    expect(compiled(MIGRATION.replace("status: active", `status: ${status}`)).notes).toEqual([]);
  });

  test("stand on every issue of one that is cancelled, and say by which file and what became of the flag", () => {
    const { items, notes } = compiled(MIGRATION.replace("status: active", "status: cancelled"));
    expect(notes.map(({ on }) => on)).toEqual(items.map(({ key }) => key));
    expect(new Set(notes.map(({ key }) => key)).size).toBe(items.length);
    const [first] = notes;
    expect(first?.cause.line).toBe(MIGRATION.split("\n").findIndex((line) => line.startsWith("status:")) + 1);
    expect(first?.text).toBe(
      [
        `Closed, because this migration was cancelled: \`${first?.cause.file}\` says \`status: cancelled\`.`,
        "The feature flag `duo_chat_sonnet_4_6` is turned off and stays there, off, until somebody deletes it together with the code that reads it.",
        "Merge requests of it that are open are closed; what was merged stays as it is.",
        "If the status goes back to `active`, this issue is opened again.",
      ].join("\n\n"),
    );
    for (const { text } of notes) expect(commandsIn(text)).toEqual([]);
  });

  test("name nothing while the migration is confidential", () => {
    const text = MIGRATION.replace("status: active", "status: cancelled\nvisibility: confidential");
    expect(new Set(compiled(text).notes.map((note) => note.text))).toEqual(
      new Set(["Closed, because this migration was cancelled."]),
    );
  });
});
