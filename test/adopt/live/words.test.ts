import { describe, expect, it } from "vitest";
import { featureNames, featureOf } from "../../../src/adopt/live/feature-of.ts";
import { adoptLive } from "../../../src/adopt/live/live.ts";
import { modelsNamed, offeringsOf } from "../../../src/adopt/live/models-named.ts";
import { moveOf } from "../../../src/adopt/live/move-of.ts";
import { planRows } from "../../../src/adopt/live/plan-rows.ts";
import { flagWords } from "../../../src/adopt/live/ramp-of.ts";
import { firstParagraph } from "../../../src/adopt/live/summary.ts";
import { issuesInTable, type LiveWork, mainOf } from "../../../src/adopt/live/work.ts";
import { readGateway } from "../../../src/compile/files/gateway/read-gateway.ts";
import type { ObservedFlag, ObservedItem } from "../../../src/model/observed.ts";
import { hostsOf } from "../../../src/model/offering-name.ts";
import type { Strategy } from "../../../src/model/resource.ts";
import type { Config } from "../../../src/model/schema/config.gen.ts";
import { FEATURES, MODELS } from "./scene.ts";

const CONFIG: Config = {
  apiVersion: "cutover/v1",
  kind: "Config",
  teams: {
    chat: { role: "feature_team", label: "group::duo chat" },
    code: { role: "feature_team", label: "group::code creation" },
  },
  features: {
    duo_chat: { title: "Duo Chat", team: "chat" },
    duo_chat_explain_code: { title: "Explain Code", team: "chat" },
    code_generations: { title: "Code Generation", team: "code" },
  },
  audiences: { staff: { user_list: "team-members" }, friends: { user_list: "friends" } },
  ramps: {
    quick: { steps: [{ percentage: 100, soak: "1d" }] },
    standard: {
      steps: [
        { audience: "staff", soak: "2d" },
        { percentage: 10, soak: "1d", gates: ["latency"] },
        { percentage: 50, soak: "2d", gates: ["latency"] },
        { percentage: 100, soak: "1d" },
      ],
      abort: ["latency"],
    },
  },
};
const { gateway } = readGateway({ file: "models.yml", text: MODELS }, { file: "unit_primitives.yml", text: FEATURES });
if (gateway === undefined) throw new Error("the gateway's files of the scene are sound");
const WORK: LiveWork = {
  name: "by-hand",
  config: CONFIG,
  gateway,
  project: "acme/ai",
  url: "https://git.example",
  issues: [],
  linked: [],
  flags: [],
};

function issue(body: string, title = "x", id = 1): ObservedItem {
  return {
    kind: "issue",
    locator: { kind: "issue", home: "acme/ai", id: String(id) },
    url: "",
    author: "ana",
    title,
    body,
    state: "open",
    labels: [],
    assignees: [],
    confidential: false,
    moved: false,
    related: [],
    updatedAt: "",
  };
}

const models = { gateway, hosts: hostsOf(undefined) };

function flag(strategies: readonly Strategy[], more: Partial<ObservedFlag> = {}): ObservedFlag {
  const locator = { kind: "flag", home: "acme/monolith", id: "chat_new" } as const;
  return {
    kind: "flag",
    locator,
    url: "",
    name: "chat_new",
    description: "",
    active: true,
    strategies,
    foreign: 0,
    ...more,
  };
}

describe("the step of a flag", () => {
  const environments = ["production"];
  const everyone = { kind: "everyone", environments } as const;
  const staff = { kind: "user_list", list: "team-members", environments } as const;
  const friends = { kind: "user_list", list: "friends", environments } as const;
  const share = (percentage: number) => ({ kind: "percentage", percentage, environments }) as const;

  it.each([
    ["a list", [staff], { ramp: "standard", step: 1 }],
    ["a list and a share", [share(50), staff], { ramp: "standard", step: 3 }],
    ["everybody", [everyone], { ramp: "standard", step: 4 }],
    ["a share of 100 %", [share(100)], { ramp: "standard", step: 4 }],
  ])("%s is one of the catalog", (_name, strategies, expected) => {
    expect(flagWords(CONFIG, flag(strategies))).toEqual({
      entry: { flag: { name: "chat_new" }, ...expected },
      open: [],
    });
  });

  it("is put into the usual ramp where that has none, without lists that it does not reach", () => {
    const { entry } = flagWords(CONFIG, flag([share(25)]));
    expect(entry).toEqual({
      flag: { name: "chat_new" },
      ramp: {
        steps: [
          { percentage: 10, soak: "1d", gates: ["latency"] },
          { percentage: 25, soak: "2d", gates: ["latency"] },
          { percentage: 50, soak: "2d", gates: ["latency"] },
          { percentage: 100, soak: "1d" },
        ],
        abort: ["latency"],
      },
      step: 2,
    });
  });

  it("keeps the lists that it reaches beside the share", () => {
    const { entry } = flagWords(CONFIG, flag([friends, share(10)]));
    expect(entry.step).toBe(2);
    expect(entry.ramp).toMatchObject({ steps: [{ audience: "friends" }, { percentage: 10 }, {}, {}] });
  });

  it("is counted without any ramp of the catalog", () => {
    const { entry } = flagWords({ ...CONFIG, ramps: undefined }, flag([share(30)]));
    expect(entry).toMatchObject({ ramp: { steps: [{ percentage: 10 }, { percentage: 30 }, {}, {}] }, step: 2 });
  });

  it("of a flag of the whole server goes by feature groups", () => {
    const backend = { gitlab: { flags: { backend: "instance" as const } } };
    const audiences = { staff: { user_list: "team-members", feature_group: "gitlab_team_members" } };
    const group = { kind: "group", group: "gitlab_team_members", environments: ["*"] } as const;
    const { entry } = flagWords({ ...CONFIG, ...backend, audiences }, flag([group]));
    expect(entry).toEqual({ flag: { name: "chat_new" }, ramp: "standard", step: 1 });
  });

  it("of a flag that is off is none", () => {
    expect(flagWords(CONFIG, flag([share(25)], { active: false })).entry).toEqual({ flag: { name: "chat_new" } });
  });

  it("says the environments where they are not the usual ones", () => {
    const [words] = [flagWords(CONFIG, flag([{ ...everyone, environments: ["staging", "production"] }]))];
    expect(words?.entry.flag).toEqual({ name: "chat_new", environments: ["production", "staging"] });
  });

  it.each([
    ["strategies of other kinds", flag([share(10)], { foreign: 1 }), /strategies that a ramp cannot say/],
    ["different environments", flag([staff, { ...everyone, environments: ["staging"] }]), /for different environments/],
    ["a list of nobody", flag([{ ...staff, list: "else" }]), /whom no audience/],
  ])("is left to people for %s", (_name, live, why) => {
    const { entry, open } = flagWords(CONFIG, live);
    expect(entry.step).toBeUndefined();
    expect(open).toEqual([expect.stringMatching(why)]);
  });
});

describe("models in words", () => {
  it.each([
    ["AI Model Migration - Anthropic/Claude Sonnet/4.6", ["claude_sonnet_4_6"]],
    ["Replace discontinued Claude Sonnet 4.5 with Claude Sonnet 4.6", ["-claude_sonnet_4_5", "claude_sonnet_4_6"]],
    ["Upgrade from claude-sonnet-4-5 to claude_sonnet_4_6_vertex", ["-claude_sonnet_4_5", "claude_sonnet_4_6"]],
    ["Claude Haiku 3 is discontinued", ["-claude_haiku_3"]],
    ["Claude Haiku 3.5 and Claude Sonnet 4", []],
    ["claude-3-haiku-20240307", []],
  ])("%s", (text, expected) => {
    expect(modelsNamed(text, models).map(({ model, isOld }) => (isOld ? `-${model}` : model))).toEqual(expected);
  });

  it("are offerings at the same host, unless one is named", () => {
    const like = ["claude_sonnet_4_5_vertex"];
    const of = (texts: string[]) => offeringsOf("claude_sonnet_4_6", { like, texts, models }).ids;
    expect(of(["Claude Sonnet 4.6"])).toEqual(["claude_sonnet_4_6_vertex"]);
    const own = offeringsOf("claude_sonnet_4_6", { like: ["claude_haiku_3"], texts: [], models });
    expect(own.ids).toEqual(["claude_sonnet_4_6"]);
    const named = { like: ["claude_haiku_3"], texts: ["use `claude_sonnet_4_6_vertex`"], models };
    expect(offeringsOf("claude_sonnet_4_6", named).ids).toEqual(["claude_sonnet_4_6_vertex"]);
    const elsewhere = offeringsOf("claude_sonnet_4_6", { like: ["claude_sonnet_4_5_bedrock"], texts: [], models });
    expect(elsewhere).toEqual({ among: ["claude_sonnet_4_6", "claude_sonnet_4_6_vertex"] });
  });
});

describe("the move of a feature", () => {
  const move = (feature: string, title: string, body = "", isOn?: boolean) =>
    moveOf({ feature, models, titles: [title], bodies: [body], isOn });

  it("is at default where the default is the new one, and from is what the words say", () => {
    expect(move("duo_chat", "From Claude Sonnet 4.6 to Claude Sonnet 4.5", "").entry).toEqual({
      stage: "default",
      from: "claude_sonnet_4_6_vertex",
      to: "claude_sonnet_4_5_vertex",
    });
    expect(move("duo_chat", "Roll out Claude Sonnet 4.5")).toMatchObject({
      entry: { stage: "default", to: "claude_sonnet_4_5_vertex" },
      open: ["from: the default before claude_sonnet_4_5_vertex"],
    });
  });

  it("does not take the old model, named alone in a body, for the new one", () => {
    expect(move("duo_chat", "Better chat", "Claude Sonnet 4.5 is slow.").open).toHaveLength(1);
  });

  it("stays at planned where no list has it, and says where a flag puts it into one", () => {
    expect(move("duo_chat", "Claude Haiku 4.5").entry.stage).toBe("planned");
    const on = move("duo_chat_explain_code", "Claude Haiku 4.5", "", true);
    expect(on.entry.stage).toBe("rollout");
    expect(on.notes).toEqual(["duo_chat_explain_code: the next plan also puts claude_haiku_4_5 into its pick list"]);
  });

  it("is open without files, and for a feature that they do not have", () => {
    const bare = moveOf({ feature: "duo_chat", models: undefined, titles: [], bodies: [], isOn: true });
    expect(bare).toMatchObject({ entry: { stage: "rollout" }, open: [expect.stringContaining("cannot be read")] });
    expect(move("else", "Claude Sonnet 4.6").open).toEqual(['from and to: unit_primitives.yml has no "else"']);
  });
});

describe("features in words", () => {
  const names = featureNames(CONFIG, gateway);
  const of = (title: string, body = "", labels: string[] = []) => featureOf({ title, body, labels }, names);

  it("are found by title, id, and their words; the longest name counts", () => {
    expect(of("Roll out for Duo Chat").feature).toBe("duo_chat");
    expect(of("duo_chat_explain_code on Haiku").feature).toBe("duo_chat_explain_code");
    expect(of("Code completions, next model").feature).toBe("code_completions");
    expect(of("Chats", "about `code_generations`").feature).toBe("code_generations");
  });

  it("are told apart by a team's label, or not at all", () => {
    expect(of("Duo Chat and Code Generation", "", ["group::duo chat"]).feature).toBe("duo_chat");
    expect(of("New model", "", ["group::code creation"]).feature).toBe("code_generations");
    expect(of("New model", "", ["group::duo chat"])).toEqual({ among: [] });
    expect(of("Duo Chat and Code Generation").among).toEqual(["duo_chat", "code_generations"]);
  });

  it("stand in tables with who, when and where", () => {
    const body = `| Feature | DRI | ETA | Issue Link |
| :-- | --- | --- | --- |
| Duo Chat | @bo.b. | 2026-06-12 (maybe) | [#13](https://git.example/acme/ai/-/issues/13) |
| Explain Code | TBD | soon | https://git.example/acme/sub/ai/-/work_items/14 |
| [Feature 1] | [@username] | [Date] | [Issue link] |

| Step | When |
|---|---|
| Duo Chat | now |`;
    expect(planRows(body, names, { project: "acme/ai", url: "https://git.example" })).toEqual([
      { feature: "duo_chat", dri: "@bo.b", eta: "2026-06-12", issue: "acme/ai#13" },
      { feature: "duo_chat_explain_code", issue: "acme/sub/ai#14" },
    ]);
  });
});

it("long bodies are read in no time, whatever is in them", () => {
  const names = featureNames(CONFIG, gateway);
  const long = ["Duo Chat ", "|---|\n", "<!-- ", "\n", "# ", "| ", "Claude Sonnet 4.6 ", " ", "@"].map((piece) =>
    piece.repeat(Math.ceil(100_000 / piece.length)),
  );
  const started = performance.now();
  for (const body of long) {
    featureOf({ title: "x", body, labels: [] }, names);
    modelsNamed(body, models);
    planRows(body, names, { project: "acme/ai", url: "https://git.example" });
    firstParagraph(body);
    mainOf({ config: CONFIG, gateway, issues: [issue(body)] });
    issuesInTable({ config: CONFIG, gateway, project: "acme/ai", url: "" }, issue(body));
    adoptLive({ ...WORK, issues: [issue(body)] });
  }
  expect(performance.now() - started).toBeLessThan(8000);
});

it("a single issue that names its feature is the main issue, and says which feature moves", () => {
  const { text } = adoptLive({ ...WORK, issues: [issue("Faster answers.", "Sonnet 4.6 for Duo Chat")] });
  expect(text).toContain("adopted:\n  - acme/ai#1\n");
  expect(text).toMatch(/^features:\n {2}duo_chat:\n/m);
});

describe("what is not plain is left to people", () => {
  it("two issues or flags of one feature, and issues that name none or several", () => {
    const issues = [
      issue("", "AI Model Migration - Anthropic/Claude Sonnet/4.6", 1),
      issue("", "Duo Chat", 2),
      issue("", "Duo Chat again", 3),
      issue("", "Duo Chat and Code Generation", 4),
      issue("", "Nothing", 5),
    ];
    const flags = [flag([], { name: "duo_chat_a" }), flag([], { name: "duo_chat_b" }), flag([], { name: "other" })];
    const { text, open } = adoptLive({ ...WORK, issues, flags });
    expect(text).toContain(
      "adopted:\n  - acme/ai#1\n  - { issue: acme/ai#2, feature: duo_chat }\n  - { flag: duo_chat_a }\n",
    );
    expect(text).toContain("  # to fill in: acme/ai#5 names no feature: put { issue: acme/ai#5");
    expect(open).toEqual([
      "acme/ai#3 is about duo_chat as acme/ai#2 is: put { issue: acme/ai#3, feature: duo_chat } under adopted once that is settled",
      "acme/ai#4 may be about duo_chat or code_generations: put { issue: acme/ai#4, feature: duo_chat } under adopted once that is settled",
      "acme/ai#5 names no feature: put { issue: acme/ai#5, feature: … } under adopted once that is settled",
      'flag "duo_chat_b" switches duo_chat as "duo_chat_a" does; a feature has one flag',
      'flag "other" switches duo_chat as "duo_chat_a" does; a feature has one flag',
    ]);
  });

  it("linked issues are only told of", () => {
    const main = issue("", "AI Model Migration - Anthropic/Claude Sonnet/4.6", 1);
    const linked = [issue("", "Duo Chat", 2), issue("", "Whatever", 3)];
    const { open, notes } = adoptLive({ ...WORK, issues: [main], linked });
    expect(open).toEqual([]);
    expect(notes).toEqual([
      "acme/ai#2 is taken with it, for duo_chat",
      "acme/ai#3 is left, as it names no feature; name it with --issue, or put { issue: acme/ai#3, feature: … } under adopted",
      "acme/ai#2 is public: until somebody makes it confidential on GitLab, nothing is written to it",
    ]);
  });
});

describe("the summary", () => {
  it.each([
    ["# Title\n\n## Overview\nWhy we do it,\r\nand how.\n\nMore.", ["Why we do it,", "and how."]],
    ["<!-- a\n\nb -->\n- [ ] x\n\nAfter the list.", ["After the list."]],
    ["[Brief description of the new model]\n\nReal words.\n/assign @bo", ["Real words."]],
    ["/close\n\n| a |\n|---|", []],
    ["", []],
  ])("of %j", (body, expected) => {
    expect(firstParagraph(body)).toEqual(expected);
  });
});
