import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile/index.ts";
import { parseDeadlines } from "../../../src/load/deadlines.ts";
import { withCutoffs } from "../../../src/model/deadline.ts";
import { renderBlock } from "../../../src/model/marker.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import type { ItemResource } from "../../../src/model/resource.ts";
import { workspaceOf } from "../load-case.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
`;

const MIGRATION = (replaced: string) => `apiVersion: cutover/v1
kind: Deprecation
name: away
status: active
owner: "@ana"
summary: A move.
replaces: { old_model: ${replaced} }
features: { duo_chat: { stage: planned, from: old_model } }
`;

const EXACT = {
  host: "anthropic",
  model: "claude-old",
  cutoff: "2026-11-30",
  precision: "exact",
  source: "anthropic-sdk",
  url: "https://example.com/ends",
};

/** The epic of the migration, with what the lock file says of the offering. */
function epicOf(offering: object, replaced = "{}"): { readonly item: ItemResource; readonly body: string } {
  const lock = { version: 1, offerings: { old_model: offering }, policies: [], facts: [] };
  const { document: deadlines, diagnostics } = parseDeadlines(JSON.stringify(lock));
  expect(diagnostics).toEqual([]);
  const { workspace, document } = workspaceOf(CONFIG, MIGRATION(replaced));
  const filled = { ...document, data: withCutoffs(document.data, deadlines) };
  const { resources } = compile({ workspace: { ...workspace, migrations: [filled], deadlines }, targets: new Map() });
  const item = resources.find((one): one is ItemResource => one.kind === "epic");
  if (item === undefined) throw new Error("no epic");
  return { item, body: item.blocks.map(renderBlock).join("\n\n") };
}

function linesWith(body: string, text: string): string[] {
  return body.split("\n").filter((line) => line.includes(text));
}

describe("a cutoff that a migration leaves to the lock file", () => {
  it("is told with its evidence", () => {
    const { item, body } = epicOf(EXACT);
    expect(item.dueDate).toBe("2026-11-02");
    expect(linesWith(body, "2026-11-30")).toEqual([
      "| 2026-11-30 | first day on which `old_model` is no longer served ([anthropic-sdk](https://example.com/ends)) |",
      "Buffer of old_model :2026-11-02 00:00, 2026-11-30 00:00",
      "End of old_model :crit, milestone, 2026-11-30 00:00, 0d",
      "- Old model: `old_model` is no longer served from 2026-11-30 on ([anthropic-sdk](https://example.com/ends)); its entry stays",
    ]);
    expect(linesWith(body, "| 2026-11-02")).toEqual([
      "| 2026-11-02 | by then everything has to be moved away from `old_model`, 4 weeks before its end |",
    ]);
  });

  it("is told as the earliest day where it is no more, with the same due date", () => {
    const { item, body } = epicOf({ ...EXACT, precision: "earliest", source: "model-eol" });
    expect(item.dueDate).toBe("2026-11-02");
    expect(linesWith(body, "2026-11-")).toEqual([
      "| 2026-11-02 | by then everything has to be moved away from `old_model`, 4 weeks before the earliest day of its end |",
      "| 2026-11-30 | `old_model` does not end before this day; a later one may still be announced ([model-eol](https://example.com/ends)) |",
      "Buffer of old_model :2026-11-02 00:00, 2026-11-30 00:00",
      "Earliest end of old_model :milestone, 2026-11-30 00:00, 0d",
      "- Old model: `old_model` may no longer be served from 2026-11-30 on ([model-eol](https://example.com/ends)); its entry stays",
    ]);
  });

  it("is told as the end of the notice where no day is announced", () => {
    const { body } = epicOf({ ...EXACT, precision: "floor", notice_days: 60 });
    expect(body).toContain("no day is announced, and the promised notice ends then ([anthropic-sdk]");
    const { cutoff: _, ...silent } = { ...EXACT, precision: "floor", notice_days: 60 };
    const open = epicOf(silent);
    expect(open.item.dueDate).toBeUndefined();
    expect(open.body).toContain(
      "- No end of `old_model` is announced; 60 days of notice are promised ([anthropic-sdk](https://example.com/ends))",
    );
    expect(open.body).not.toContain("is not written here");
  });

  it("says what happens on the day where requests do not simply fail", () => {
    expect(epicOf({ ...EXACT, on_the_day: "rerouted" }).body).toContain("another model answers, at its own price");
    expect(epicOf({ ...EXACT, on_the_day: "costs_more" }).body).toContain("it goes on at a higher price");
    expect(epicOf({ ...EXACT, on_the_day: "fails" }).body).toBe(epicOf(EXACT).body);
  });

  it("comes with the replacements that the sources name, where the migration names none", () => {
    const known = { ...EXACT, replacements: ["claude-new", "claude-other"] };
    expect(linesWith(epicOf(known).body, "claude-new")).toEqual([
      "- In place of `old_model`, `claude-new` or `claude-other` is named by the sources of `deadlines.lock.json`",
    ]);
    const own = epicOf(known, "{ recommended: { model: ours } }").body;
    expect(own).toContain("the provider recommends `ours`");
    expect(own).not.toContain("claude-new");
  });
});

describe("a cutoff that a migration writes", () => {
  it("reads as without a lock file, whatever that says", () => {
    const earliest = { ...EXACT, precision: "earliest", cutoff: "2027-03-01" };
    const none = { host: "anthropic", model: "claude-old" };
    const written = "{ cutoff: 2026-11-30 }";
    expect(epicOf(earliest, written).body).toBe(epicOf(none, written).body);
    expect(epicOf(earliest, written).body).not.toContain("https://");
  });
});

it("text of a lock file does not leave its place", () => {
  const url = "https://example.com/a)[x](https://b.example|`@all`";
  const { body } = epicOf({ ...EXACT, url });
  expect(commandsIn(body)).toEqual([]);
  expect(body).toContain("([anthropic-sdk](https://example.com/a%29[x]%28https://b.example%7C%60@all%60))");
});
