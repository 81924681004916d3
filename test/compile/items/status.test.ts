import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { flagDefinitions } from "../../../src/compile/items/flag-definitions.ts";
import { flagsOf } from "../../../src/compile/items/flags.ts";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { rolloutManifests } from "../../../src/compile/ramp/manifest.ts";
import { referencesIn } from "../../../src/model/reference.ts";
import { exposureOf } from "../../../src/model/resource.ts";
import { workspaceOf } from "../load-case.ts";

const folder = join(import.meta.dirname, "cases/upgrade");
const CONFIG = readFileSync(join(folder, "cutover.yaml"), "utf8");
const MIGRATION = readFileSync(join(folder, "migration.yaml"), "utf8");

/** The upgrade of the cases with some of its text replaced. */
function compiled(...changes: readonly (readonly [string | RegExp, string])[]) {
  const text = changes.reduce((before, [from, to]) => before.replace(from, to), MIGRATION);
  return compiledFrom(CONFIG, text);
}

function compiledFrom(config: string, migration: string) {
  const { workspace, document } = workspaceOf(config, migration);
  return {
    items: itemsOf(workspace, document),
    flags: flagsOf(workspace, document),
    definitions: flagDefinitions(workspace, document),
    manifests: rolloutManifests(workspace, document),
  };
}

function status(name: string) {
  return ["status: active", `status: ${name}`] as const;
}

describe("what a flag and an issue are because of", () => {
  const lineOf = (text: string, from: string, words: string) =>
    text.slice(0, text.indexOf(words, text.indexOf(from))).split("\n").length;
  const causes = (...changes: (readonly [string | RegExp, string])[]) => {
    const { items, flags } = compiled(...changes);
    const main = items.find(({ key }) => key === "issue/claude-sonnet-4-6");
    const flag = flags.find(({ name }) => name === "duo_chat_sonnet_4_6");
    return [flag?.cause.line, main?.cause.line];
  };

  test("is the step, with a ramp that runs", () => {
    expect(causes()).toEqual([lineOf(MIGRATION, "  duo_chat:", "step: 2"), lineOf(MIGRATION, "", "name: ")]);
  });

  test("is the status, once that took it back or ended it", () => {
    const line = lineOf(MIGRATION, "", "status: active");
    expect(causes(status("cancelled"))).toEqual([line, line]);
    expect(causes(status("rolled_back"))[0]).toBe(line);
  });

  test("is the stage, where that took it back", () => {
    const [line] = causes([/stage: rollout/, "stage: planned"]);
    expect(line).toBe(lineOf(MIGRATION, "  duo_chat:", "stage: rollout"));
  });
});

describe("what a status means", () => {
  test("a draft asks for nothing", () => {
    const { items, flags, manifests } = compiled(status("draft"));
    expect({ items, flags, manifests }).toEqual({ items: [], flags: [], manifests: [] });
  });

  test("paused asks for what active asks for; the plan holds it", () => {
    const [active, paused] = [compiled(), compiled(status("paused"))];
    expect(paused.flags).toEqual(active.flags);
    expect(paused.items.map(({ key, state }) => [key, state])).toEqual(
      active.items.map(({ key, state }) => [key, state]),
    );
  });

  test("rolled back turns every flag off and leaves issues open", () => {
    const { items, flags } = compiled(status("rolled_back"));
    expect(flags.map((flag) => [flag.name, flag.step, exposureOf(flag)])).toEqual([
      ["duo_chat_sonnet_4_6", 0, 0],
      ["code_generations_prompt_2", 0, 0],
      ["agent_flows_sonnet_4_6", 0, 0],
    ]);
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(["open"]));
    expect(items[0]?.blocks[0]?.text).toContain("stage `selectable`");
  });

  test("complete closes the issues and lets the flags go", () => {
    const { items, flags, manifests } = compiled(status("complete"));
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(["closed"]));
    expect(flags.map(({ name, remove }) => [name, remove?.task, remove?.definedIn.length])).toEqual([
      ["duo_chat_sonnet_4_6", "delete-flag", 1],
      ["code_generations_prompt_2", "delete-flag", 1],
      ["agent_flows_sonnet_4_6", "delete-flag", 1],
    ]);
    expect(
      items.flatMap(({ blocks }) => blocks).filter(({ text }) => text.includes("<!-- t:delete-flag -->")),
    ).toHaveLength(3);
    expect(manifests).toEqual([]);
  });

  test("cancelled closes the issues and turns flags off", () => {
    const { items, flags } = compiled(status("cancelled"));
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(["closed"]));
    expect(flags.map(exposureOf)).toEqual([0, 0, 0]);
  });
});

describe("which issues there are", () => {
  test("none for a feature that is planned or absent", () => {
    const { items, flags, definitions } = compiled(
      [/stage: (rollout|selectable)/g, "stage: planned"],
      ["stage: default", "stage: absent"],
    );
    expect(items.map(({ key }) => key)).toEqual([
      "issue/claude-sonnet-4-6/bulk.agent_flows_sonnet_4_6",
      "issue/claude-sonnet-4-6",
    ]);
    expect(flags.map((flag) => [flag.name, exposureOf(flag)])).toEqual([
      ["agent_flows_sonnet_4_6", 0],
      ["duo_chat_sonnet_4_6", 0],
      ["code_generations_prompt_2", 0],
    ]);
    expect(definitions.map(({ path }) => path)).toEqual([
      "ee/config/feature_flags/gitlab_com_derisk/agent_flows_sonnet_4_6.yml",
    ]);
  });

  test("a flag of a feature that went back to planned is wanted off, under the same key as before", () => {
    const before = compiled();
    const { items, flags, definitions, manifests } = compiled(["stage: rollout", "stage: planned"]);
    const key = "flag/claude-sonnet-4-6/duo_chat";
    const flag = flags.find((one) => one.key === key);
    expect(flag).toMatchObject({ name: "duo_chat_sonnet_4_6", step: 0, active: false, strategies: [] });
    expect(flag?.issue).toBe(before.flags.find((one) => one.key === key)?.issue);
    expect(flag?.steps).toHaveLength(4);
    // Its issue is found by its key among what is there; nothing is asked of it.
    expect(items.map((item) => item.key)).not.toContain(flag?.issue);
    expect(definitions.map(({ path }) => path).join()).not.toContain("duo_chat_sonnet_4_6");
    expect(manifests.map((manifest) => manifest.flag)).not.toContain("duo_chat_sonnet_4_6");
  });

  test("a flag that goes with an absent feature is wanted off", () => {
    const { flags } = compiled(["stage: rollout", "stage: absent"]);
    expect(flags.map((flag) => [flag.name, exposureOf(flag)])).toContainEqual(["duo_chat_sonnet_4_6", 0]);
  });

  test("a flag that another entry still uses is not turned off by one that is planned", () => {
    const { flags } = compiled(
      ["code_generations_prompt_2", "duo_chat_sonnet_4_6"],
      ["stage: selectable", "stage: planned"],
    );
    const shared = flags.filter(({ name }) => name === "duo_chat_sonnet_4_6");
    expect(shared.map(({ key, step }) => [key, step])).toEqual([["flag/claude-sonnet-4-6/duo_chat", 2]]);
  });

  test("the main issue names each rollout issue, and they name nothing of ours", () => {
    const { items } = compiled();
    const keys = items.map(({ key }) => key);
    const named = items.map(({ blocks }) => blocks.flatMap(({ text }) => referencesIn(text)));
    expect(named.slice(0, -1).flat()).toEqual([]);
    expect(new Set(named.at(-1))).toEqual(new Set(keys.slice(0, -1)));
  });

  test("none at all where the catalog names no tracker", () => {
    expect(compiledFrom(CONFIG.replace(/^ {2}tracker:.*\n/m, ""), MIGRATION).items).toEqual([]);
  });

  test("two entries that share a flag make two issues and one flag", () => {
    const { items, flags, definitions } = compiled(["code_generations_prompt_2", "duo_chat_sonnet_4_6"]);
    expect(flags.map(({ key }) => key)).toEqual([
      "flag/claude-sonnet-4-6/duo_chat",
      "flag/claude-sonnet-4-6/bulk.agent_flows_sonnet_4_6",
    ]);
    expect(items.filter(({ flag }) => flag !== undefined).map(({ key }) => key)).toEqual([
      "issue/claude-sonnet-4-6/duo_chat",
      "issue/claude-sonnet-4-6/bulk.agent_flows_sonnet_4_6",
    ]);
    expect(new Set(definitions.map(({ path }) => path)).size).toBe(definitions.length);
  });
});

describe("fields", () => {
  test("a long title keeps within GitLab's limit", () => {
    const { items } = compiled(["family: Claude Sonnet", `family: ${"Claude Sonnet ".repeat(30)}`]);
    for (const { title } of items) expect([...title].length).toBeLessThanOrEqual(255);
    expect(items.at(-1)?.title).toMatch(/^AI Model Migration - Anthropic\/Claude Sonnet .*…$/);
  });

  test("several models stand in one title", () => {
    const models =
      'model: [{ provider: anthropic, family: Claude Sonnet, version: "4.6" }, { provider: x, family: Y, version: "1" }]';
    const { items } = compiled([/^model:.*$/m, models]);
    expect(items.at(-1)?.title).toBe("AI Model Migration - Anthropic/Claude Sonnet/4.6, x/Y/1");
  });

  test("without a model the title is the migration's name", () => {
    expect(compiled([/^model:.*\n/m, ""]).items.at(-1)?.title).toBe("AI Model Migration - claude-sonnet-4-6");
  });

  test("a title mentions nobody", () => {
    expect(compiled(["family: Claude Sonnet", 'family: "@all Claude@4"']).items.at(-1)?.title).toContain(
      "/all Claude@4/",
    );
  });

  test("a main issue without dates of its own is due before the first cutoff", () => {
    const { items } = compiled([/eta: .*/, ""], ["retire: deprecate", "cutoff: 2026-11-30\n    retire: deprecate"]);
    expect(items.at(-1)?.dueDate).toBe("2026-11-02");
  });

  test("a flag below the stage rollout is off, whatever the step says", () => {
    const { flags } = compiled(["stage: rollout", "stage: selectable"]);
    expect(flags[0]).toMatchObject({ step: 0, active: false, strategies: [] });
    expect(flags[0]?.steps).toHaveLength(4);
  });

  test("flags that people switch are commands, not resources; their definition files stay", () => {
    const { flags, definitions } = compiledFrom(
      CONFIG.replace("backend: project, project: acme/monolith", "backend: chatops"),
      MIGRATION,
    );
    expect(flags).toEqual([]);
    expect(definitions).toHaveLength(3);
  });

  test("flags of the whole server have its home, feature groups and no environments", () => {
    const { flags, definitions } = compiledFrom(
      CONFIG.replace("backend: project, project: acme/monolith", "backend: instance"),
      MIGRATION,
    );
    expect(flags.map(({ home }) => home)).toEqual(["instance", "instance", "instance"]);
    const group = { kind: "group", group: "gitlab_team_members", environments: ["*"] };
    expect(flags[0]?.strategies).toEqual([group, { kind: "percentage", percentage: 10, environments: ["*"] }]);
    expect(definitions).toHaveLength(3);
  });

  test("a definition file goes only to the project that holds the flags", () => {
    const elsewhere = CONFIG.replace(
      "flags: { backend: project, project: acme/monolith }",
      "flags: { backend: project, project: acme/ai }",
    );
    expect(compiledFrom(elsewhere, MIGRATION).definitions).toEqual([]);
  });
});

describe("the way back", () => {
  const mitigationOf = (...changes: readonly (readonly [string | RegExp, string])[]) =>
    compiled(...changes).items[0]?.blocks.find(({ name }) => name === "mitigation")?.text;

  test("an entry that stays says so, where the provider ends the service", () => {
    const { items } = compiled([/retire: deprecate\n.*\n/, "cutoff: 2026-11-30\n"]);
    const changes = items.at(-1)?.blocks.find(({ name }) => name === "changes")?.text;
    expect(changes).toContain("is no longer served from 2026-11-30 on; its entry stays");
  });

  test("an entry that only sets sizes brings them back, one that withdraws brings nothing back", () => {
    const wishes = /from: claude_sonnet_4_5_20250929_vertex\n {4}to: claude_sonnet_4_6_vertex\n {4}offer: .*/;
    expect(mitigationOf([wishes, "sizes: { small: { from: a, to: b } }"])).toContain("the sizes go back.");
    expect(mitigationOf([wishes, "withdraw: [a]"])).toContain("Nothing goes back by itself");
  });
});
