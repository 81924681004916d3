import { describe, expect, it } from "vitest";
import type { FeaturesDraft, OfferingsDraft } from "../../../src/adopt/draft.ts";
import { sameData } from "../../../src/model/plain-data.ts";
import { edited, gatewayOf, type Texts, textsIn } from "../../compile/gateway/harness.ts";
import { caseFolders, caseMigration, caseSide, hasCases } from "../../replay.ts";
import { explained, made, migrationIn, migrationText, noOfferings, offeringsOf } from "./harness.ts";

const IDS = [
  "claude_sonnet_4_5",
  "claude_sonnet_4_5_vertex",
  "claude_sonnet_4_6",
  "claude_haiku_4_5",
  "gemini_3_pro",
  "gpt_5",
  "gpt_5_mini",
  "gpt_5_2",
];

function models(ids: readonly string[] = IDS): string {
  return `models:\n${ids.map((id) => `  - name: "${id}"\n    gitlab_identifier: "${id}"\n`).join("\n")}`;
}

interface Feature {
  readonly default?: string | readonly string[];
  readonly selectable?: readonly string[];
  /** Lines of other keys. */
  readonly more?: string;
  readonly primitives?: readonly string[];
  readonly old?: boolean;
}

type Features = Readonly<Record<string, Feature>>;

function flow(ids: readonly string[]): string {
  return `[${ids.map((id) => `"${id}"`).join(", ")}]`;
}

function block(key: string, ids: readonly string[]): string {
  return ids.length === 0 ? `    ${key}: []\n` : `    ${key}:\n${ids.map((id) => `      - "${id}"\n`).join("")}`;
}

function entry([name, { selectable, more = "", primitives = [], old = false, ...rest }]: readonly [
  string,
  Feature,
]): string {
  const ids = [rest.default ?? "gpt_5"].flat();
  const lines = [
    `  - feature_setting: "${name}"\n`,
    `    unit_primitives: ${flow(primitives)}\n`,
    old ? `    default_model: "${ids[0]}"\n` : block("default_models", ids),
    selectable === undefined ? "" : block("selectable_models", selectable),
    more === "" ? "" : `${more}\n`,
  ];
  return lines.join("");
}

function gateway(features: Features | readonly (readonly [string, Feature])[], ids?: readonly string[]): Texts {
  const list = Array.isArray(features) ? features : Object.entries(features);
  return { models: models(ids), features: `configurable_unit_primitives:\n${list.map(entry).join("")}` };
}

/** The draft of a change; whatever it says, the editor makes `after` of it and leaves that alone. */
function draftOf(before: Texts, after: Texts, offerings?: OfferingsDraft): FeaturesDraft {
  const draft = explained(before, after, offerings);
  const base = offerings && {
    ...(offerings.renamed.size > 0 && {
      offerings: Object.fromEntries([...offerings.renamed].map(([old, id]) => [id, { in_place_of: old }])),
    }),
    ...(offerings.removed.size > 0 && {
      replaces: Object.fromEntries([...offerings.removed].map((id) => [id, { retire: "remove" as const }])),
    }),
  };
  const result = made(before, draft, base);
  const data = (texts: Texts) => gatewayOf(texts).features.entries.map((feature) => feature.entry);
  expect(sameData(data(result), data(after))).toBe(draft.unexpressed.length === 0);
  if (draft.features.length + draft.bulk.length > 0) {
    const again = edited(result, migrationText(draft, base));
    expect([again.count, again.problems]).toEqual([0, []]);
  }
  return draft;
}

/** Entries under `features` by name, where nothing else is said. */
function saidOf(before: Features, after: Features): Record<string, unknown> {
  const draft = draftOf(gateway(before), gateway(after));
  expect([draft.bulk, draft.unexpressed]).toEqual([[], []]);
  return Object.fromEntries(draft.features.map(({ feature, entry: said }) => [feature, said]));
}

function unexpressedOf(before: Texts, after: Texts): string[] {
  return draftOf(before, after).unexpressed.map(({ side, line, message }) => `${side}:${line} ${message}`);
}

const PICK = ["claude_sonnet_4_5", "claude_haiku_4_5", "gpt_5"];

describe("defaults", () => {
  it("says the old and the new default, and not that the pick list gets it", () => {
    const after = ["claude_sonnet_4_5", "claude_sonnet_4_5_vertex", "claude_haiku_4_5", "gpt_5"];
    const said = saidOf(
      { chat: { selectable: PICK } },
      { chat: { default: "claude_sonnet_4_5_vertex", selectable: after } },
    );
    expect(said).toEqual({ chat: { stage: "default", from: "gpt_5", to: "claude_sonnet_4_5_vertex" } });
  });

  it("says the whole list where there are several", () => {
    const said = saidOf({ chat: {} }, { chat: { default: ["claude_sonnet_4_5", "claude_sonnet_4_5_vertex"] } });
    expect(said).toEqual({
      chat: { stage: "default", from: "gpt_5", to: ["claude_sonnet_4_5", "claude_sonnet_4_5_vertex"] },
    });
  });

  it("says where the new default stands and what leaves, in one entry", () => {
    const said = saidOf(
      { chat: { selectable: PICK } },
      { chat: { default: "gpt_5_2", selectable: ["gpt_5_2", "claude_sonnet_4_5", "claude_haiku_4_5"] } },
    );
    expect(said).toEqual({
      chat: {
        stage: "default",
        from: "gpt_5",
        to: "gpt_5_2",
        offer: [{ id: "gpt_5_2", before: "claude_sonnet_4_5" }],
        withdraw: ["gpt_5"],
      },
    });
  });

  it("keeps the older spelling, and says that it changed where it did", () => {
    const before = gateway({ chat: { old: true, default: "gpt_5" }, code: { old: true, default: "gpt_5" } });
    const after = gateway({ chat: { old: true, default: "gpt_5_2" }, code: { old: true, default: "gpt_5" } });
    expect(draftOf(before, after).features).toEqual([
      { feature: "chat", entry: { stage: "default", from: "gpt_5", to: "gpt_5_2" } },
    ]);
    const spelled = gateway({ chat: { default: "gpt_5_2" }, code: { default: "gpt_5" } });
    expect(unexpressedOf(before, spelled)).toEqual([
      'after:4 2 feature settings spell "default_model" as "default_models" now; a migration keeps the spelling of the file',
    ]);
  });

  it("cannot take the last default away", () => {
    const bare = {
      ...gateway({}),
      features: 'configurable_unit_primitives:\n  - feature_setting: "chat"\n    unit_primitives: []\n',
    };
    expect(unexpressedOf(gateway({ chat: {} }), bare)).toEqual([
      'before:4 "default_models" of "chat" is gone, and a migration leaves it there',
    ]);
  });

  it("gives a default to a feature that had none", () => {
    const bare = {
      ...gateway({}),
      features: 'configurable_unit_primitives:\n  - feature_setting: "chat"\n    unit_primitives: []\n',
    };
    const draft = draftOf(bare, gateway({ chat: {} }));
    expect(draft.features[0]?.entry).toEqual({ stage: "default", to: "gpt_5", define: { unit_primitives: [] } });
  });
});

describe("lists", () => {
  it("offers an id in the default place without a word about the place", () => {
    const after = ["claude_sonnet_4_5", "claude_sonnet_4_6", "claude_haiku_4_5", "gpt_5"];
    expect(saidOf({ chat: { selectable: PICK } }, { chat: { selectable: after } })).toEqual({
      chat: { stage: "selectable", offer: ["claude_sonnet_4_6"] },
    });
  });

  it("names the sibling where the place is another", () => {
    const after = ["claude_sonnet_4_6", ...PICK, "gpt_5_2"];
    expect(saidOf({ chat: { selectable: PICK } }, { chat: { selectable: after } })).toEqual({
      chat: { stage: "selectable", offer: [{ id: "claude_sonnet_4_6", before: "claude_sonnet_4_5" }, "gpt_5_2"] },
    });
  });

  it("withdraws at the stage of the list", () => {
    const dev = '    dev:\n      selectable_models:\n        - "gemini_3_pro"';
    expect(
      saidOf(
        { chat: { selectable: PICK }, code: { selectable: PICK, more: dev } },
        { chat: { selectable: ["claude_sonnet_4_5", "gpt_5"] }, code: { selectable: PICK } },
      ),
    ).toEqual({
      chat: { stage: "selectable", withdraw: [{ id: "claude_haiku_4_5", at: "selectable" }] },
      code: { stage: "internal", withdraw: [{ id: "gemini_3_pro", at: "internal" }] },
    });
  });

  it("moves as few ids as possible", () => {
    const before = [...PICK, "gpt_5_mini", "gemini_3_pro"];
    const after = ["claude_sonnet_4_5", "gemini_3_pro", "claude_haiku_4_5", "gpt_5", "gpt_5_mini"];
    expect(saidOf({ chat: { selectable: before } }, { chat: { selectable: after } })).toEqual({
      chat: { stage: "selectable", offer: [{ id: "gemini_3_pro", after: "claude_sonnet_4_5", move: true }] },
    });
  });

  it("takes an emptied list as it is left, and a key that goes as a removed one", () => {
    const before = { chat: { selectable: ["gpt_5"] }, code: { selectable: ["gpt_5"] } };
    expect(saidOf(before, { chat: { selectable: [] }, code: {} })).toEqual({
      chat: { stage: "selectable", withdraw: [{ id: "gpt_5", at: "selectable" }] },
      code: { stage: "internal", entry: { selectable_models: null } },
    });
  });

  it("makes pick lists, also empty ones", () => {
    const said = saidOf(
      { chat: {}, code: {} },
      { chat: { selectable: ["gpt_5_2", "gpt_5"] }, code: { selectable: [] } },
    );
    expect(said["chat"]).toEqual({
      stage: "selectable",
      offer: [{ id: "gpt_5", after: "gpt_5_2" }, "gpt_5_2"],
      create_list: true,
    });
    expect(said["code"]).toMatchObject({ create_list: true, withdraw: [{ id: "gpt_5", at: "selectable" }] });
  });

  it("takes a doubled id out of a list, and cannot double one", () => {
    const doubled = { chat: { selectable: ["gpt_5", "claude_sonnet_4_5", "gpt_5"] } };
    const single = { chat: { selectable: ["gpt_5", "claude_sonnet_4_5"] } };
    expect(draftOf(gateway(doubled), gateway(single)).unexpressed).toEqual([]);
    expect(unexpressedOf(gateway(single), gateway(doubled))).toEqual([
      'after:6 "selectable_models" of "chat" would have another order, or an id more often or less often',
    ]);
  });
});

describe("dev blocks", () => {
  const dev = (ids: readonly string[], keys = "") => `    dev:\n      selectable_models: ${flow(ids)}${keys}`;

  it("makes them with their other keys and comments", () => {
    const more = dev(["gemini_3_pro"], "\n      group_ids:\n        - 9970 # ours");
    const { features, unexpressed } = draftOf(gateway({ chat: {} }), gateway({ chat: { more } }));
    expect(unexpressed).toEqual([]);
    expect(features).toEqual([
      {
        feature: "chat",
        entry: { stage: "internal", offer: ["gemini_3_pro"], entry: { dev: { group_ids: [9970] } } },
        comments: new Map([["/entry/dev/group_ids/0", { trailing: "# ours" }]]),
      },
    ]);
  });

  it("lets them go with a promotion", () => {
    const before = { chat: { selectable: PICK, more: dev(["gpt_5_2"], "\n      group_ids: [1]") } };
    expect(saidOf(before, { chat: { selectable: [...PICK, "gpt_5_2"] } })).toEqual({
      chat: { stage: "selectable", offer: ["gpt_5_2"] },
    });
  });

  it("takes out what has no list", () => {
    const before = {
      chat: { more: "    dev:\n      group_ids: [1]" },
      code: { more: dev(["gpt_5_2"], "\n      group_ids: [1]") },
    };
    const after = { chat: {}, code: { more: dev(["gpt_5_2"]) } };
    expect(saidOf(before, after)).toEqual({
      chat: { stage: "internal", entry: { dev: null } },
      code: { stage: "internal", entry: { dev: { group_ids: null } } },
    });
  });

  it("moves an id down in two entries", () => {
    const before = gateway({ chat: { selectable: [...PICK, "gpt_5_2"] } });
    const { features, bulk, unexpressed } = draftOf(
      before,
      gateway({ chat: { selectable: PICK, more: dev(["gpt_5_2"]) } }),
    );
    expect(unexpressed).toEqual([]);
    expect([...features, ...bulk].map(({ entry: said }) => said)).toEqual([
      { stage: "selectable", withdraw: [{ id: "gpt_5_2", at: "selectable" }] },
      { stage: "internal", offer: ["gpt_5_2"] },
    ]);
  });

  it("cannot keep an emptied one", () => {
    const [before, after] = [gateway({ chat: { more: dev(["gpt_5_2"]) } }), gateway({ chat: { more: dev([]) } })];
    expect(unexpressedOf(before, after)).toEqual([
      'after:6 "dev" of "chat" is there now, and a migration cannot put it there as it is',
    ]);
  });
});

describe("other keys", () => {
  it("says sizes, unit primitives and unknown keys", () => {
    const sizes = (small: string, more = "") => `    models_for_size_preference:\n      small: "${small}"${more}`;
    const before = { chat: { more: `${sizes("gpt_5")}\n    weight: 3` }, code: { more: sizes("gpt_5") }, fix: {} };
    const after = {
      chat: { more: sizes("gpt_5_mini", '\n      large: "gpt_5_2"') },
      code: {},
      fix: { primitives: ["ask"], more: "    weight: 3\n    notes: { a: 1, b: [x] }" },
    };
    expect(saidOf(before, after)).toEqual({
      chat: {
        stage: "default",
        sizes: { small: { from: "gpt_5", to: "gpt_5_mini" }, large: "gpt_5_2" },
        entry: { weight: null },
      },
      code: { stage: "internal", entry: { models_for_size_preference: null } },
      fix: { stage: "internal", entry: { weight: 3, notes: { a: 1, b: ["x"] } }, define: { unit_primitives: ["ask"] } },
    });
  });

  it("says which of the sizes go", () => {
    const sizes = (lines: string) => ({ chat: { more: `    models_for_size_preference:\n${lines}` } });
    const [small, large] = ['      small: "gpt_5_mini"', '      large: "gpt_5"'];
    expect(saidOf(sizes(`${small}\n${large}`), sizes(large))).toEqual({
      chat: { stage: "internal", entry: { models_for_size_preference: { small: null } } },
    });
    expect(saidOf(sizes(`${small}\n${large}`), { chat: {} })).toEqual({
      chat: { stage: "internal", entry: { models_for_size_preference: null } },
    });
  });

  it("says what the editor refuses, with its reason", () => {
    const before = gateway({ chat: { selectable: PICK } });
    expect(unexpressedOf(before, gateway({ chat: { default: "gpt_5_2", selectable: PICK } }))).toEqual([
      expect.stringMatching(
        /^after:6 "selectable_models" of "chat" would be with "gpt_5_2": default "gpt_5_2" of "chat" would not be among/,
      ),
    ]);
  });
});

describe("feature settings", () => {
  it("defines new ones at the end, and in the middle with a place", () => {
    const before = gateway({ chat: {}, code: {} });
    const added = { default: "gpt_5_2", selectable: ["gpt_5_2", "gpt_5"] };
    const entryOf = { stage: "default", to: "gpt_5_2", offer: [{ id: "gpt_5", after: "gpt_5_2" }], create_list: true };
    const last = draftOf(before, gateway({ chat: {}, code: {}, fix: added }));
    expect(last.features[0]?.entry).toEqual({ ...entryOf, define: { unit_primitives: [] } });
    const middle = draftOf(before, gateway({ chat: {}, fix: added, code: {} }));
    expect(middle.features[0]?.entry).toEqual({
      ...entryOf,
      define: { unit_primitives: [], place: { after: "chat" } },
    });
    expect([...last.unexpressed, ...middle.unexpressed]).toEqual([]);
  });

  it("keeps several new ones in their order, also where only some are alike", () => {
    const [one, other] = [{ default: "gpt_5_2" }, { default: "gemini_3_pro", selectable: [] }];
    const before = gateway({ chat: {}, code: {} });
    for (const names of [
      ["a", "b", "chat", "c", "d", "e", "code", "f", "g", "h"],
      ["a", "b", "c", "chat", "code"],
      ["chat", "code", "b", "a", "c"],
    ]) {
      const after = names.map((name): [string, Feature] => [
        name,
        name === "chat" || name === "code" ? {} : "adg".includes(name) ? one : other,
      ]);
      expect(draftOf(before, gateway(after)).unexpressed).toEqual([]);
    }
  });

  it("lets them go together", () => {
    const draft = draftOf(gateway({ chat: {}, code: {}, fix: { selectable: PICK } }), gateway({ code: {} }));
    expect(draft).toMatchObject({ features: [], bulk: [{ features: ["chat", "fix"], entry: { stage: "absent" } }] });
  });

  it("knows a renamed one by its content, or by its place and its primitives", () => {
    const before = gateway({ chat: { selectable: PICK }, code: {}, fix: { primitives: ["fix"] } });
    const after = gateway({ talk: { selectable: PICK }, code: {}, mend: { primitives: ["fix"], default: "gpt_5_2" } });
    expect(draftOf(before, after).features).toEqual([
      { feature: "talk", entry: { stage: "internal", formerly: "chat", offer: [] } },
      { feature: "mend", entry: { stage: "default", formerly: "fix", from: "gpt_5", to: "gpt_5_2" } },
    ]);
  });

  it("names those that moved, and those that stand twice", () => {
    const chat: [string, Feature] = ["chat", {}];
    const code: [string, Feature] = ["code", {}];
    const fix: [string, Feature] = ["fix", {}];
    expect(unexpressedOf(gateway([chat, code, fix]), gateway([fix, chat, code]))).toEqual([
      'after:2 "fix" has moved to another place; feature settings stay where they are',
    ]);
    const twice = "stands in the file more than once, before or after the change; an entry speaks only of the last one";
    expect(unexpressedOf(gateway([chat, code, chat]), gateway([chat, code]))).toEqual([`before:2 "chat" ${twice}`]);
    const moved: [string, Feature] = ["chat", { default: "gpt_5_2" }];
    expect(draftOf(gateway([chat, code, chat]), gateway([chat, code, moved])).unexpressed).toEqual([]);
    expect(unexpressedOf(gateway([chat, code, chat]), gateway([moved, code, chat]))).toEqual([
      `after:2 "chat" ${twice}`,
    ]);
  });
});

describe("with what is said of offerings", () => {
  it("says nothing of what renamed and retired ids do by themselves", () => {
    const before = gateway({ chat: { selectable: [...PICK, "gpt_5_mini"] } });
    const after = gateway({ chat: { default: "gpt_6", selectable: ["claude_sonnet_4_5", "gpt_6", "gpt_5_mini"] } });
    const offerings: OfferingsDraft = {
      renamed: new Map([["gpt_5", "gpt_6"]]),
      removed: new Set(["claude_haiku_4_5"]),
      order: IDS.map((id) => (id === "gpt_5" ? "gpt_6" : id)),
    };
    expect(draftOf(before, after, offerings)).toEqual({ features: [], bulk: [], unexpressed: [] });
  });

  it("lets new ids enter in the order of models.yml", () => {
    const before = gateway({ chat: { selectable: PICK } });
    const after = gateway({ chat: { selectable: [...PICK, "gpt_6", "gpt_7"] } }, [...IDS, "gpt_6", "gpt_7"]);
    const offerings = { ...noOfferings(before), order: [...IDS, "gpt_6", "gpt_7"] };
    expect(explained(before, after, offerings).features[0]?.entry.offer).toEqual(["gpt_6", "gpt_7"]);
  });
});

describe("files in which something cannot be edited", () => {
  it("names what an alias stands for, and says the rest", () => {
    const list = (name: string, mark: string, items: string) =>
      `  - feature_setting: "${name}"\n    unit_primitives: []\n    default_models: ["gpt_5"]\n    selectable_models: ${mark}${items}`;
    const head = "configurable_unit_primitives:\n";
    const chat = list("chat", "&all", '\n      - "gpt_5"\n');
    const before = {
      models: models(),
      features: `${head}${chat}${list("code", "*all\n", "")}${list("fix", "", '["gpt_5"]\n')}`,
    };
    const now = '["gpt_5", "gpt_5_2"]\n';
    const after = { models: models(), features: `${head}${chat}${list("code", "", now)}${list("fix", "", now)}` };
    const { features, bulk, unexpressed } = explained(before, after);
    expect([features, bulk]).toEqual([[{ feature: "fix", entry: { stage: "selectable", offer: ["gpt_5_2"] } }], []]);
    expect(unexpressed.map(({ line, message }) => [line, message])).toEqual([
      [
        10,
        expect.stringMatching(
          /^"selectable_models" of "code" would be without "gpt_5_2": .* is the alias "\*all" in line 10;/,
        ),
      ],
    ]);
  });

  it("names feature settings that the schema has no name for", () => {
    const after = gateway({ "chat-old": { default: "gpt_5_2" }, code: { default: "gpt_5_2" } });
    const { features, unexpressed } = draftOf(gateway({ "chat-old": {}, code: {} }), after);
    expect(features.map(({ feature }) => feature)).toEqual(["code"]);
    expect(unexpressed.map(({ line }) => line)).toEqual([4]);
  });
});

describe("several features", () => {
  it("are one entry where they say the same, found by what they have in common", () => {
    const before = { chat: { selectable: PICK }, code: { selectable: PICK }, fix: { selectable: ["gpt_5"] } };
    const now = [...PICK, "gpt_5_2"];
    const after = { chat: { selectable: now }, code: { selectable: now }, fix: { selectable: ["gpt_5", "gpt_5_2"] } };
    expect(draftOf(gateway(before), gateway(after))).toMatchObject({
      features: [],
      bulk: [
        {
          features: ["chat", "code", "fix"],
          select: { lists: "gpt_5" },
          entry: { stage: "selectable", offer: ["gpt_5_2"] },
        },
      ],
    });
  });

  it("say a place in the way that all of them share", () => {
    const before = { chat: { selectable: PICK }, code: { selectable: ["gpt_5_mini", "gpt_5"] } };
    const after = {
      chat: { selectable: ["claude_sonnet_4_5", "claude_haiku_4_5", "gemini_3_pro", "gpt_5"] },
      code: { selectable: ["gpt_5_mini", "gemini_3_pro", "gpt_5"] },
    };
    const { features, bulk } = draftOf(gateway(before), gateway(after));
    expect(features).toEqual([]);
    expect(bulk.map(({ entry: said }) => said.offer)).toEqual([[{ id: "gemini_3_pro", before: "gpt_5" }]]);
  });

  it("leave out few of those that were found, by name", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const before = Object.fromEntries(names.map((name) => [name, {}]));
    const after = { ...Object.fromEntries(names.map((name) => [name, { default: "gpt_5_2" }])), c: {} };
    const long = (features: Features) =>
      gateway(
        Object.fromEntries(Object.entries(features).map(([name, feature]) => [`feature_of_the_${name}_kind`, feature])),
      );
    const { bulk } = draftOf(long(before), long(after));
    expect(bulk.map(({ select }) => select)).toEqual([{ default_is: "gpt_5", except: ["feature_of_the_c_kind"] }]);
  });

  it("share what they share where that is shorter", () => {
    const names = Array.from({ length: 12 }, (_none, index) => `feature_${index}`);
    const pick = (index: number) => [
      ...(index % 2 === 0 ? ["claude_sonnet_4_5"] : []),
      ...(index % 3 === 0 ? ["claude_haiku_4_5"] : []),
      "gpt_5",
    ];
    const now = (index: number) => [
      ...(index % 2 === 0 ? ["claude_sonnet_4_5", "claude_sonnet_4_6"] : []),
      ...(index % 3 === 0 ? ["claude_haiku_4_5", "claude_haiku_5"] : []),
      "gpt_5",
      "gpt_5_2",
    ];
    const ids = [...IDS, "claude_haiku_5"];
    const file = (list: (index: number) => string[]) =>
      gateway(Object.fromEntries(names.map((name, index) => [name, { selectable: list(index) }])), ids);
    const { features, bulk, unexpressed } = draftOf(file(pick), file(now));
    expect([features, unexpressed]).toEqual([[], []]);
    expect(bulk.map(({ entry: said, features: of }) => [said.offer, of.length])).toEqual([
      [["claude_sonnet_4_6"], 6],
      [["gpt_5_2"], 12],
      [["claude_haiku_5"], 4],
    ]);
  });
});

describe("a feature that needs an entry of its own", () => {
  it("does not change the order of the entries of the others", () => {
    const [first, second] = ["claude_sonnet_4_6", "claude_sonnet_4_6_vertex"];
    const ids = [first, second, ...IDS.filter((id) => id !== first)];
    const start = { default: "gpt_5", selectable: ["gpt_5"] };
    const selectable = [first, second, "gpt_5"];
    const before = { one: start, two: start, three: { ...start, selectable: ["claude_haiku_4_5", "gpt_5"] } };
    const after = {
      one: { ...start, selectable },
      two: { default: first, selectable },
      three: { default: first, selectable: ["claude_haiku_4_5", ...selectable] },
    };
    expect(unexpressedOf(gateway(before, ids), gateway(after, ids))).toEqual([]);
  });
});

describe.skipIf(!hasCases)("real changes (skipped where ../shared is absent)", () => {
  it.each(caseFolders)("%s: the features are explained", (folder) => {
    const [before, after] = [textsIn(caseSide(folder, "before")), textsIn(caseSide(folder, "after"))];
    const hand = migrationIn(caseMigration(folder));
    const draft = explained(before, after, offeringsOf(before, hand));
    const result = made(before, draft, hand);
    expect(draft.unexpressed).toEqual([]);
    expect(gatewayOf(result).features.entries.map((one) => one.entry)).toEqual(
      gatewayOf(after).features.entries.map((one) => one.entry),
    );
    // Not more entries than a person wrote.
    const entries = Object.keys(hand.features ?? {}).length + (hand.bulk ?? []).length;
    expect(draft.features.length + draft.bulk.length).toBeLessThanOrEqual(entries);
  });
});
