import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { eolFeeds, hasFeeds, rssFeed, sourceOf } from "../../deadlines/sources/shared.ts";
import { caseFolders, caseSide, hasCases } from "../../replay.ts";
import {
  claim,
  feature,
  featuresFile,
  type GatewayText,
  model,
  modelsFile,
  worldOf,
  worldWith,
} from "./propose-world.ts";

/** What lint may say of a draft: how little time there is, which no file can change. */
const TIME = new Set(["cutoff-buffer", "schedule-infeasible"]);
const DAYS = ["2025-10-15", "2026-03-01", "2026-08-01", "2026-11-23", "2027-02-20", "2027-06-10"];

describe.skipIf(!hasCases || !hasFeeds)("the gateways of all replay cases, skipped where they are absent", () => {
  /** Every gateway that there was, once. */
  function gateways(): GatewayText[] {
    const all = caseFolders.flatMap((folder) =>
      (["before", "after"] as const).map((side): [string, GatewayText] => {
        const [models = "", features = ""] = ["models.yml", "unit_primitives.yml"].map((file) =>
          readFileSync(join(caseSide(folder, side), file), "utf8"),
        );
        return [models + features, { models, features }];
      }),
    );
    return [...new Map(all).values()];
  }

  it("get drafts that lint says nothing of but the time, on whatever day", { timeout: 60_000 }, async () => {
    const readings = new Map([
      ["model-eol", sourceOf("model-eol").read(eolFeeds())],
      ["deprecations-rss", sourceOf("deprecations-rss").read(rssFeed())],
    ]);
    // A quarter is enough: what comes between is a line or two.
    const all = gateways().filter((_, index) => index % 4 === 0);
    let drafts = 0;
    for (const [index, gateway] of all.entries()) {
      const day = DAYS[index % DAYS.length] ?? "";
      const here = await worldOf({ gateway }, readings);
      const { code, out } = await here.run("deadlines", "propose", "--as-of", day);
      expect(code).toBe(0);
      const names = await here.drafts();
      drafts += names.length;
      if (names.length === 0) continue;
      expect(out).toContain("wrote ");
      const { out: said } = await here.run("lint", "--format", "json", "--as-of", day);
      const { diagnostics } = JSON.parse(said) as { diagnostics: { file: string; rule: string; message: string }[] };
      const ours = diagnostics.filter(({ file }) => file.startsWith("migrations/") || file === "deadlines.lock.json");
      expect(ours.filter(({ rule }) => !TIME.has(rule) && rule !== "cutoff-disagrees")).toEqual([]);
      expect((await here.run("deadlines", "propose", "--as-of", day)).out).toBe("nothing to propose\n");
    }
    expect(all.length).toBeGreaterThan(5);
    expect(drafts).toBeGreaterThan(all.length);
  });
});

const OLD = "claude_sonnet_4_5";
const NEW = "claude_sonnet_4_6";
const RETIREMENT = "migrations/claude-sonnet-4-5-retirement.yaml";
const MODELS = modelsFile(
  model(OLD, "claude-sonnet-4-5"),
  model(NEW, "claude-sonnet-4-6"),
  model("claude_haiku_4_5", "claude-haiku-4-5"),
);
const ENDS = [claim("claude-sonnet-4-5", "2027-02-10", { replacements: ["claude-sonnet-4-6"] })];
const listed = (name: string) => feature(name, [`default_models: [${NEW}]`, `selectable_models: [${OLD}, ${NEW}]`]);
const decided = (name: string) => feature(name, [`default_models: [${OLD}]`, `selectable_models: [${OLD}, ${NEW}]`]);

it("a feature that only one of several gateways still has as default is moved there", async () => {
  const sized = feature("write_tests", [`default_models: [${NEW}]`, `models_for_size_preference: { small: ${OLD} }`]);
  const here = await worldWith(
    {
      one: { models: MODELS, features: featuresFile(listed("duo_chat"), decided("fix_code"), listed("write_tests")) },
      other: { models: MODELS, features: featuresFile(decided("duo_chat"), listed("fix_code"), sized) },
    },
    { "model-eol": ENDS },
  );
  await here.propose();
  const { features } = parse(here.text(RETIREMENT));
  const moved = { from: OLD, to: NEW, withdraw: [OLD] };
  expect(features).toMatchObject({
    duo_chat: moved,
    fix_code: moved,
    write_tests: { sizes: { small: { from: OLD, to: NEW } }, withdraw: [OLD] },
  });
  expect(await here.lint(RETIREMENT)).toEqual([]);
  expect((await here.run("deadlines", "check", "--as-of", "2026-11-23")).code).toBe(0);
});

it("what is in lists for development alone takes nobody's place", async () => {
  const dev = feature("fix_code", [
    `default_models: [${NEW}]`,
    "dev: { selectable_models: [claude_haiku_4_5], group_ids: [1] }",
  ]);
  const here = await worldWith(
    { gateway: { models: MODELS, features: featuresFile(decided("duo_chat"), dev) } },
    { "model-eol": ENDS },
  );
  await here.propose();
  const { candidates } = parse(here.text(RETIREMENT));
  expect(candidates.offerings.map(({ id }: { id: string }) => id)).toEqual([NEW]);
});

it("fewer days ahead let nothing in that ends soon after", async () => {
  const next = claim("claude-sonnet-4-6", "2027-03-01");
  const here = await worldWith(
    { gateway: { models: MODELS, features: featuresFile(decided("duo_chat")) } },
    { "model-eol": [...ENDS, next] },
  );
  const { err } = await here.propose("--days", "1", OLD);
  expect(err).toContain(`${NEW}, which model-eol names, ends itself on 2027-03-01`);
  expect(parse(here.text(RETIREMENT)).features.duo_chat.to).toBeUndefined();
});

it("nobody but its owner ends what is self-hosted", async () => {
  const own = `  - { name: General, gitlab_identifier: general, max_context_tokens: 128000, model_class_provider: litellm, params: { model: general } }\n`;
  const here = await worldWith(
    { gateway: { models: `${MODELS}${own}`, features: featuresFile(decided("duo_chat")) } },
    { "model-eol": ENDS },
  );
  const { code, err } = await here.propose("general");
  expect([code, err]).toEqual([0, 'note: "general" names no host: it is self-hosted, and nobody ends it but you\n']);
});

it("says once what many entries leave open", async () => {
  const names = ["duo_chat", "fix_code", "write_tests", "explain_code"];
  const here = await worldWith(
    { gateway: { models: MODELS, features: featuresFile(...names.map(decided)) } },
    { "model-eol": [claim("claude-sonnet-4-5", "2027-02-10")] },
  );
  await here.propose();
  const text = here.text(RETIREMENT);
  expect(text).toContain(
    `features: # to fill in: in each entry what takes its place ("to", and "flag" with "name" and "code"), who moves it`,
  );
  expect(text).not.toContain("# to: …");
  const entry = { stage: "planned", from: OLD, withdraw: [OLD], ramp: { use: "standard" } };
  expect(parse(text).features).toMatchObject(Object.fromEntries(names.map((name) => [name, entry])));
  expect(await here.lint(RETIREMENT)).toEqual([]);
});

it("leaves alone what another migration moves, or keeps on purpose", async () => {
  const here = await worldWith(
    {
      gateway: {
        models: MODELS,
        features: featuresFile(decided("duo_chat"), decided("fix_code"), decided("write_tests")),
      },
    },
    { "model-eol": ENDS },
  );
  const half = `apiVersion: cutover/v1
kind: Upgrade
name: half
status: active
owner: "@ana"
summary: Chat moves.
replaces:
  ${OLD}: { except: { fix_code: its prompt waits } }
features:
  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, no_flag: A test., eta: 2026-12-15 }
`;
  await here.write("migrations/half.yaml", half);
  await here.propose();
  const { features } = parse(here.text(RETIREMENT));
  expect(features).toMatchObject({
    duo_chat: { stage: "planned", withdraw: [OLD], no_flag: "no default moves" },
    write_tests: { from: OLD, to: NEW },
  });
  expect(Object.keys(features)).toEqual(["duo_chat", "write_tests"]);
  expect(features.duo_chat.from).toBeUndefined();
  expect(await here.lint(RETIREMENT)).toEqual([]);
});
