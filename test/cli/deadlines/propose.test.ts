import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { eolFeeds, hasFeeds, rssFeed, sourceOf } from "../../deadlines/sources/shared.ts";
import { caseFolder, caseSide, hasCases } from "../../replay.ts";
import {
  BARE_CATALOG,
  claim,
  feature,
  featuresFile,
  model,
  modelsFile,
  TODAY,
  type World,
  worldOf,
  worldWith,
} from "./propose-world.ts";

/** What a draft may be told of: that the provider leaves less time than the process wants, which no file can change. */
const ALLOWED = ["cutoff-buffer", "schedule-infeasible"];

async function rulesOf(world: World, name: string): Promise<string[]> {
  return [...new Set((await world.lint(`migrations/${name}`)).map(({ rule }) => rule))].sort();
}

describe.skipIf(!hasCases || !hasFeeds)("the gateway of replay case 33, as of 2026-11-23", () => {
  const TABLE = `const DEPRECATED_MODELS = {
  'claude-sonnet-4-5': 'November 30th, 2026',
  'claude-sonnet-4-5-20250929': 'November 30th, 2026',
};
`;
  const SONNET = "migrations/claude-sonnet-4-5-retirement.yaml";

  function world(): Promise<World> {
    const side = caseSide(caseFolder("33"), "after");
    const gateway = {
      models: readFileSync(join(side, "models.yml"), "utf8"),
      features: readFileSync(join(side, "unit_primitives.yml"), "utf8"),
    };
    const table = new Map([["src/internal/data/deprecated-models.ts", `export ${TABLE}`]]);
    const readings = [
      ["anthropic-sdk", table],
      ["model-eol", eolFeeds()],
      ["deprecations-rss", rssFeed()],
    ] as const;
    return worldOf({ "ai-gateway": gateway }, new Map(readings.map(([id, texts]) => [id, sourceOf(id).read(texts)])));
  }

  it("drafts one migration for each offering that ends, and lint names nothing but the time", async () => {
    const here = await world();
    const { code, out, err } = await here.propose();
    expect(code).toBe(0);
    const drafts = await here.drafts();
    await expect(`${out}--- said\n${err}--- draft\n${here.text(SONNET)}`).toMatchFileSnapshot("propose-33.txt");
    const found = await here.lint();
    expect(found.filter(({ rule }) => !ALLOWED.includes(rule))).toEqual([]);
    const said = found.filter(({ file }) => file === SONNET).map(({ rule }) => rule);
    expect([...new Set(said)].sort()).toEqual(ALLOWED);
    expect(said.length).toBeGreaterThan(0);
    expect(drafts).toHaveLength(8);
  });

  it("says the same a second time: nothing is left to propose, and no byte is touched", async () => {
    const here = await world();
    await here.propose();
    const before = here.text(SONNET);
    const again = await here.propose();
    expect([again.code, again.out]).toEqual([0, "nothing to propose\n"]);
    expect(here.text(SONNET)).toBe(before);
  });

  it("is an ordinary migration once people have filled it in", async () => {
    const here = await world();
    await here.propose("claude_sonnet_4_5_20250929");
    const filled = filledIn(here.text(SONNET), "claude_sonnet_4_6");
    expect(filled).not.toMatch(/…|fill in/i);
    await here.write(SONNET, filled);
    const rules = await rulesOf(here, "claude-sonnet-4-5-retirement.yaml");
    // One person moves sixteen features, and many people are told: that is for the team to spread out.
    expect(rules.filter((rule) => ![...ALLOWED, "owner-overloaded", "overlapping-ramps"].includes(rule))).toEqual([]);
    const compiled = await here.run("compile");
    expect([compiled.code, compiled.err]).toEqual([0, expect.not.stringContaining("error")]);
  });
});

const MAKER = { anthropic: { id: "claude_sonnet_4_5_20250929", wire: "claude-sonnet-4-5-20250929" } };
const OLD = MAKER.anthropic.id;
const NEW = "claude_sonnet_4_6";
const RETIREMENT = "migrations/claude-sonnet-4-5-retirement.yaml";
const MODELS = modelsFile(
  model(OLD, MAKER.anthropic.wire),
  model(`${OLD}_vertex`, "claude-sonnet-4-5@20250929"),
  model(NEW, "claude-sonnet-4-6"),
  model(`${NEW}_vertex`, "claude-sonnet-4-6"),
  model("claude_haiku_4_5", "claude-haiku-4-5", { context: 100_000 }),
  model("claude_sonnet_4", "claude-sonnet-4"),
);
const CHAT = feature("duo_chat", [`default_models: [${OLD}]`, `selectable_models: [${OLD}, ${NEW}, claude_sonnet_4]`]);
const NAMED = { replacements: ["claude-sonnet-4-6"] };

/** A gateway in which the old one ends on a day, at its maker. */
function small(features: string, cutoff = "2027-02-10", catalog?: string): Promise<World> {
  const claims = { "model-eol": [claim(MAKER.anthropic.wire, cutoff, NAMED)] };
  return worldWith({ gateway: { models: MODELS, features } }, claims, catalog);
}

describe("a draft", () => {
  it("moves to what a source names at the same host, with a flag and a ramp, and leaves the decision open", async () => {
    const here = await small(featuresFile(CHAT));
    expect((await here.run("deadlines", "check", "--as-of", TODAY)).code).toBe(1);
    const { code, out, err } = await here.propose();
    expect([code, out]).toEqual([0, `wrote ${RETIREMENT}\n`]);
    expect(err).toBe(`next: fill in what is marked "to fill in", then cutover lint ${RETIREMENT}\n`);
    const { features, candidates, replaces, owner, status, references } = parse(here.text(RETIREMENT));
    expect({ owner, status, references }).toEqual({
      owner: "@ana",
      status: "draft",
      references: {
        announcement: "https://docs.example.com/deprecations",
        documentation: "https://platform.claude.com/docs/en/about-claude/models/overview",
      },
    });
    expect(replaces).toEqual({
      [OLD]: {
        recommended: { model: "claude-sonnet-4-6", link: "https://docs.example.com/deprecations" },
        retire: "keep",
      },
    });
    const about = "context 200_000 tokens; cost $$; no day of its end is known";
    expect(candidates.offerings).toEqual([
      { id: NEW, verdict: "open", note: `named by model-eol; ${about}` },
      { id: `${NEW}_vertex`, verdict: "open", note: `named by model-eol; at Vertex; ${about}` },
      { id: `${OLD}_vertex`, verdict: "open", note: `the same model; at Vertex; ${about}` },
    ]);
    expect(features.duo_chat).toEqual({
      stage: "planned",
      from: OLD,
      to: NEW,
      withdraw: [OLD],
      flag: { name: "duo_chat_sonnet_4_6" },
      ramp: { use: "standard", start: "2026-12-07T09:00:00Z" },
      eta: "2026-12-17",
    });
    expect(await here.lint(RETIREMENT)).toEqual([]);
    expect((await here.run("deadlines", "check", "--as-of", TODAY)).code).toBe(0);
  });

  it("has a shorter ramp where the standard one no longer fits, and says so", async () => {
    const here = await small(featuresFile(CHAT), "2026-12-28");
    const { err } = await here.propose();
    expect(err).toContain(
      `a standard ramp no longer fits, since "${OLD}" ends on 2026-12-28; the draft has the shortest ramp that is allowed`,
    );
    expect(parse(here.text(RETIREMENT)).features.duo_chat.ramp.steps.at(-1)).toEqual({ percentage: 100, soak: "1d" });
    expect(await rulesOf(here, "claude-sonnet-4-5-retirement.yaml")).toEqual(ALLOWED);
  });

  it("is complete without teams, ramps and features in the catalog", async () => {
    const here = await small(featuresFile(CHAT), "2027-02-10", BARE_CATALOG);
    const { code, err } = await here.propose();
    expect(code).toBe(0);
    expect(err).toContain('nobody answers for "duo_chat"');
    expect(here.text(RETIREMENT)).toContain('owner: "@owner" # to fill in: who answers for it\n');
    expect(parse(here.text(RETIREMENT)).features.duo_chat.ramp.steps).toHaveLength(2);
    // Which gates there are only people know.
    expect(await rulesOf(here, "claude-sonnet-4-5-retirement.yaml")).toEqual(["ramp-without-gate"]);
  });

  it("takes what is left of a list of defaults, and leaves it open where all of it goes", async () => {
    const both = feature("duo_chat", [`default_models: [${OLD}, ${OLD}_vertex]`]);
    const one = await small(featuresFile(both));
    await one.propose();
    expect(parse(one.text(RETIREMENT)).features.duo_chat).toEqual({
      stage: "planned",
      from: [OLD, `${OLD}_vertex`],
      to: `${OLD}_vertex`,
      no_flag: "what stays of the default serves it already",
      eta: "2026-12-17",
    });
    expect(await one.lint(RETIREMENT)).toEqual([]);

    const vertex = { ...NAMED, host: "vertex" };
    const claims = [claim(MAKER.anthropic.wire, "2027-02-10", NAMED), claim("claude-sonnet-4-5", "2027-02-11", vertex)];
    const all = await worldWith({ gateway: { models: MODELS, features: featuresFile(both) } }, { "model-eol": claims });
    await all.propose();
    expect(await all.drafts()).toEqual([
      "claude-sonnet-4-5-retirement.yaml",
      "claude-sonnet-4-5-vertex-retirement.yaml",
    ]);
    for (const name of await all.drafts()) {
      const { features, replaces } = parse(all.text(`migrations/${name}`));
      expect(Object.keys(replaces)).toHaveLength(1);
      expect(features.duo_chat).toMatchObject({ from: [OLD, `${OLD}_vertex`], ramp: { use: "standard" } });
      expect(features.duo_chat.to).toBeUndefined();
      expect(await all.lint(`migrations/${name}`)).toEqual([]);
    }
  });

  it("changes sizes, and leaves beta and dev lists", async () => {
    const features = featuresFile(
      feature("duo_chat", [`default_models: [${NEW}]`, `models_for_size_preference: { small: ${OLD}, large: ${NEW} }`]),
      feature("write_tests", [`default_models: [${NEW}]`, `beta_models: [${OLD}]`]),
      feature("fix_code", [`default_models: [${NEW}]`, `dev: { selectable_models: [${OLD}], group_ids: [1] }`]),
    );
    const here = await small(features);
    await here.propose();
    const draft = parse(here.text(RETIREMENT));
    expect(draft.features.duo_chat.sizes).toEqual({ small: { from: OLD, to: NEW } });
    expect(draft.features.write_tests.withdraw).toEqual([OLD]);
    expect(draft.features.fix_code.withdraw).toEqual([OLD]);
    expect(await here.lint(RETIREMENT)).toEqual([]);
    expect((await here.propose()).out).toBe("nothing to propose\n");
  });

  it("names forty features that only list it once, and puts nothing in its place", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `feature_${index}`);
    const lines = [`default_models: [${NEW}]`, `selectable_models: [${NEW}, ${OLD}]`];
    const here = await small(featuresFile(...names.map((name) => feature(name, lines))));
    const { err } = await here.propose();
    expect(err).toContain(
      'nobody answers for "feature_0", "feature_1", "feature_2", "feature_3", "feature_4" and 35 more',
    );
    const { bulk, features, model: next } = parse(here.text(RETIREMENT));
    expect([features, next]).toEqual([undefined, undefined]);
    expect(bulk).toEqual([
      {
        features: names,
        select: { lists: OLD },
        stage: "planned",
        withdraw: [OLD],
        no_flag: "no default moves",
      },
    ]);
    expect(await here.lint(RETIREMENT)).toEqual([]);
  });

  it("is one for all gateways, with the features of each and what all of them have", async () => {
    const fewer = modelsFile(model(OLD, MAKER.anthropic.wire), model("claude_haiku_4_5", "claude-haiku-4-5"));
    const other = featuresFile(
      feature("fix_code", [`default_models: [${OLD}]`]),
      feature("duo_chat", [`default_models: [${OLD}]`]),
    );
    const here = await worldWith(
      { gateway: { models: MODELS, features: featuresFile(CHAT) }, other: { models: fewer, features: other } },
      { "model-eol": [claim(MAKER.anthropic.wire, "2027-02-10", NAMED)] },
    );
    const { err } = await here.propose();
    const { features, candidates } = parse(here.text(RETIREMENT));
    expect(Object.keys(features)).toEqual(["duo_chat", "fix_code"]);
    // Only the first gateway has the one that is named.
    expect(candidates.offerings).toBeUndefined();
    expect(err).toContain(`nothing in the gateway at Anthropic can take the place of "${OLD}"`);
    expect(await here.lint(RETIREMENT)).toEqual([]);
  });

  it("has only the features that no other migration moves", async () => {
    const here = await small(featuresFile(CHAT, feature("fix_code", [`default_models: [${OLD}]`])));
    const text = `apiVersion: cutover/v1
kind: Upgrade
name: chat
status: active
owner: "@ana"
summary: Chat moves.
features:
  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, withdraw: [${OLD}], no_flag: A test., eta: 2026-12-20 }
`;
    await here.write("migrations/chat.yaml", text);
    await here.propose();
    expect(Object.keys(parse(here.text(RETIREMENT)).features)).toEqual(["fix_code"]);
  });
});

it("new leaves the day to the lock file too, unless a person names one", async () => {
  const here = await small(featuresFile(CHAT));
  await here.run("new", "deprecation", "locked", "--from", OLD, "--as-of", TODAY);
  await here.run("new", "deprecation", "named", "--from", OLD, "--cutoff", "2027-01-31", "--as-of", TODAY);
  expect(parse(here.text("migrations/locked.yaml"))).toMatchObject({
    replaces: { [OLD]: { recommended: { model: "claude-sonnet-4-6" }, retire: "keep" } },
    features: { duo_chat: { ramp: { use: "standard" }, eta: "2026-12-17" } },
  });
  expect(parse(here.text("migrations/named.yaml")).replaces).toEqual({
    [OLD]: { cutoff: "2027-01-31", retire: "keep" },
  });
  expect(await here.lint("migrations/locked.yaml")).toEqual([]);
});

describe("what is there already", () => {
  it("a draft that lacks a feature is left alone, and the feature is named", async () => {
    const here = await small(featuresFile(CHAT));
    await here.propose();
    const before = here.text(RETIREMENT);
    await here.write(
      "../gateway/ai_gateway/model_selection/unit_primitives.yml",
      featuresFile(CHAT, feature("fix_code", [`default_models: [${OLD}]`])),
    );
    const { code, out, err } = await here.propose();
    expect([code, out]).toEqual([0, "nothing to propose\n"]);
    expect(err).toBe(
      `note: ${RETIREMENT} is a draft for "${OLD}" already, and has nothing for "fix_code"; write it there\n`,
    );
    expect(here.text(RETIREMENT)).toBe(before);
  });

  it("a name that an older migration has gets a number", async () => {
    const here = await small(featuresFile(CHAT));
    await here.propose();
    const old = here
      .text(RETIREMENT)
      .replace("status: draft", "status: complete")
      .replace(/^ {2}To fill in.*\n/m, "");
    await here.write(RETIREMENT, old);
    const { out } = await here.propose();
    expect(out).toBe("wrote migrations/claude-sonnet-4-5-retirement-2.yaml\n");
    expect(here.text(RETIREMENT)).toBe(old);
    expect(parse(here.text("migrations/claude-sonnet-4-5-retirement-2.yaml")).name).toBe(
      "claude-sonnet-4-5-retirement-2",
    );
  });
});

it("says no more of proposals than it has seen: without a gateway's files it ends", async () => {
  const here = await small(featuresFile(CHAT), "2026-12-24");
  await rm(join(here.path, "../gateway"), { recursive: true });
  const { code, out, err } = await here.propose();
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("no gateway's files are here, so what features use is not known");
});

describe("offerings that are named", () => {
  it.each([
    ["nothing", [], 0, "nothing to propose\n", ""],
    ["one that ends late", [OLD], 0, `wrote ${RETIREMENT}\n`, "next:"],
    ["one without an end", [NEW], 0, "nothing to propose\n", `note: no day is known on which "${NEW}" ends\n`],
    ["one that nobody has", ["claude_sonnet_4_7"], 2, "", 'no offering "claude_sonnet_4_7"; did you mean'],
  ])("%s", async (_what, names, code, out, err) => {
    const here = await small(featuresFile(CHAT), "2027-11-01");
    const ran = await here.propose(...names);
    expect([ran.code, ran.out]).toEqual([code, out]);
    expect(ran.err).toContain(err);
  });

  it("those that are unused or covered are told of", async () => {
    const here = await small(featuresFile(feature("duo_chat", [`default_models: [${NEW}]`])));
    expect((await here.propose(OLD)).err).toBe(`note: no feature uses "${OLD}"\n`);
    const used = await small(featuresFile(CHAT));
    await used.propose();
    expect((await used.propose(OLD)).err).toBe(
      `note: every use of "${OLD}" has an open migration, or stays on purpose\n`,
    );
  });

  it("--days says how far ahead the others count", async () => {
    const here = await small(featuresFile(CHAT), "2027-02-20");
    expect((await here.propose()).out).toBe("nothing to propose\n");
    expect((await here.propose("--days", "89")).out).toBe(`wrote ${RETIREMENT}\n`);
  });
});

/** A draft as a careful person would complete it. */
function filledIn(text: string, to: string): string {
  let feature = "";
  const lines = text.split("\n").flatMap((line) => {
    feature = /^ {2}([a-z0-9_]+):/.exec(line)?.[1] ?? feature;
    if (/^\s*# to fill in:/.test(line)) return [];
    const bare = line.replace(/ # to fill in:.*$/, "");
    // What all entries leave open is marked once, above them.
    if (/^ {4}from: /.test(line))
      return [line, `    to: ${to}`, '    dri: "@bo"', `    flag: { name: ${`${feature}_next`.slice(0, 60)} }`];
    const [, space = "", key] = /^(\s*)# (\w+):/.exec(line) ?? [];
    const known: Record<string, string | undefined> = {
      model: '{ provider: anthropic, family: Claude Sonnet, version: "4.6" }',
      decided_by: '"@ana"',
      documentation: "https://docs.example.com/models",
      impact: "{ gitlab_com: Nothing changes., self_managed: Nothing changes. }",
    };
    if (key === undefined) return /^#\s|^#$/.test(line) && !line.includes("$schema") ? [] : [bare];
    const value = known[key];
    return value === undefined ? [] : [`${space}${key}: ${value}`];
  });
  return lines
    .join("\n")
    .replace(/^ {2}To fill in: .*$/m, "  It is not served any more, and the next one is better at the same price.")
    .replace("status: draft", "status: active")
    .replace(`id: ${to}, verdict: open`, `id: ${to}, verdict: chosen`);
}
