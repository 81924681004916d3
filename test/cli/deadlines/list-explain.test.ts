import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockText } from "../../../src/deadlines/lock-text.ts";
import type { DeadlineFact, Deadlines } from "../../../src/model/schema/deadlines.gen.ts";
import { eolFeeds, hasFeeds, rssFeed, sourceOf } from "../../deadlines/sources/shared.ts";
import { caseFolder, caseSide, hasCases } from "../../replay.ts";
import {
  BARE_CATALOG,
  feature,
  featuresFile,
  model,
  modelsFile,
  TODAY,
  type World,
  worldOf,
  worldWith,
} from "./propose-world.ts";

const AS_OF = ["--as-of", TODAY];
const hasAll = hasCases && hasFeeds;

describe.skipIf(!hasAll)("replay case 33 with the feeds (skipped without ../shared)", () => {
  function world(): Promise<World> {
    const side = caseSide(caseFolder("33"), "after");
    const gateway = {
      models: readFileSync(join(side, "models.yml"), "utf8"),
      features: readFileSync(join(side, "unit_primitives.yml"), "utf8"),
    };
    const texts = [
      ["model-eol", eolFeeds()],
      ["deprecations-rss", rssFeed()],
    ] as const;
    return worldOf({ "ai-gateway": gateway }, new Map(texts.map(([id, files]) => [id, sourceOf(id).read(files)])));
  }

  it("lists and explains them, within 100 columns", async () => {
    const here = await world();
    for (const [name, argv] of [
      ["list-33", ["list"]],
      ["list-all-33", ["list", "--all"]],
      ["explain-bedrock-33", ["explain", "claude_sonnet_4_20250514_bedrock"]],
      ["explain-vertex-33", ["explain", "claude_sonnet_4_20250514_vertex"]],
      ["explain-gemini-33", ["explain", "gemini_2_5_flash_vertex"]],
    ] as const) {
      const { code, out, err } = await here.run("deadlines", ...argv, ...AS_OF);
      expect([code, err]).toEqual([0, ""]);
      const wide = out.split("\n").filter((line) => line.length > 100 && !line.includes("https://"));
      expect(wide).toEqual([]);
      await expect(out).toMatchFileSnapshot(`${name}.txt`);
    }
  }, 60_000);

  it("counts uses as the gateway's file has them", async () => {
    const { out } = await (await world()).run("deadlines", "list", "--format", "json", ...AS_OF);
    const { offerings } = JSON.parse(out) as { offerings: { offering: string; uses: unknown[] }[] };
    const text = readFileSync(join(caseSide(caseFolder("33"), "after"), "unit_primitives.yml"), "utf8");
    const uses = offerings.find(({ offering }) => offering === "gpt_5_mini")?.uses;
    expect(uses).toHaveLength(text.match(/"gpt_5_mini"/g)?.length ?? 0);
  }, 60_000);
});

const OLD = "claude_sonnet_4_5";
const NEW = "claude_sonnet_4_6";
const GATEWAY = {
  models: modelsFile(
    model(OLD, "claude-sonnet-4-5"),
    model(`${OLD}_vertex`, "claude-sonnet-4-5"),
    model(NEW, "claude-sonnet-4-6"),
    "  - name: Own\n    gitlab_identifier: mistral_own\n    params: { model: own, custom_llm_provider: custom_openai }\n",
  ),
  features: featuresFile(
    feature("duo_chat", [`default_models: [${OLD}]`, `selectable_models: [${OLD}, ${NEW}, ${OLD}_vertex]`]),
    feature("code_review", [`default_models: [${NEW}]`, `beta_models: [${OLD}]`]),
    feature("own_chat", ["default_models: [mistral_own]"]),
  ),
};

const url = "https://docs.example.com/ends";
const said = { host: "anthropic", model: "claude-sonnet-4-5", url, seen: "2026-10-01" } as const;
const SDK: DeadlineFact = {
  ...said,
  source: "anthropic-sdk",
  cutoff: "2026-11-30",
  precision: "exact",
  word: "deprecated",
};
const EOL: DeadlineFact = {
  ...said,
  source: "model-eol",
  cutoff: "2026-12-05",
  precision: "exact",
  announced: "2026-09-01",
  replacements: ["claude-sonnet-4-6"],
  gone: "2026-11-10",
  was: [
    { cutoff: null, until: "2026-09-20" },
    { cutoff: "2027-01-05", until: "2026-10-01" },
  ],
};
const VERTEX: DeadlineFact = {
  ...said,
  host: "vertex",
  source: "model-eol",
  cutoff: "2027-02-01",
  precision: "earliest",
};
const POLICY = { host: "anthropic", notice_days: 60, source: "model-eol", url };

/** A workspace whose lock file has these facts and no offering yet, so that all are resolved as it is read. */
async function small(facts: readonly DeadlineFact[], catalog = "", lock: Partial<Deadlines> = {}): Promise<World> {
  const here = await worldWith({ "ai-gateway": GATEWAY }, {}, `${BARE_CATALOG}${catalog}`);
  const data: Deadlines = { version: 1, offerings: {}, policies: [POLICY], facts: [...facts], ...lock };
  await here.write("deadlines.lock.json", lockText(data));
  return here;
}

function deadlines(here: World, ...argv: string[]) {
  return here.run("deadlines", ...argv, ...(argv.includes("--as-of") ? [] : AS_OF));
}

const OVERRIDE = (until: string, cutoff = "2027-03-01") =>
  `deadlines:\n  overrides:\n    ${OLD}: { cutoff: ${cutoff}, link: "https://acme.example.com/contract", until: ${until}, by: "@ana", reason: We have a contract. }\n`;

describe("cutover deadlines list", () => {
  it("names the end, who says so, who does not agree, and what uses it", async () => {
    const { code, out, err } = await deadlines(await small([SDK, EOL, VERTEX]), "list");
    expect([code, err]).toEqual([0, ""]);
    await expect(out).toMatchFileSnapshot("list-small.txt");
    expect(out).not.toContain("\u001b");
  });

  it("has colour where that is asked for", async () => {
    const { out } = await deadlines(await small([SDK]), "list", "--color");
    expect(out).toContain("\u001b[31m");
  });

  it("shows with --all also what has no day and what is gone", async () => {
    const gone = {
      host: "openai",
      model: "gpt-4",
      cutoff: "2026-01-01",
      precision: "exact",
      source: "openai-sdk",
      url,
      gone: "2026-02-01",
    } as const;
    const here = await small([SDK], "", { offerings: { gpt_4: gone } });
    const { out } = await deadlines(here, "list", "--all");
    expect(out).toContain("no day; at least 60 days' notice");
    expect(out).toMatch(/^gpt_4 .*was due 326 days ago$/m);
    expect(out.indexOf("gpt_4 ")).toBeGreaterThan(out.indexOf(NEW));
    expect((await deadlines(here, "list")).out).not.toContain("gpt_4");
  });

  it("never says of a day that is over that the offering has ended", async () => {
    const here = await small([SDK, VERTEX]);
    const on = async (day: string) => (await deadlines(here, "list", "--as-of", day)).out;
    expect(await on("2026-11-30")).toMatch(/2026-11-30, today$/m);
    expect(await on("2027-01-14")).toMatch(/2026-11-30, was due 45 days ago$/m);
    expect(await on("2027-01-14")).toContain("no proof that an offering has ended");
    expect(await on("2027-01-14")).toMatch(/not before 2027-02-01, in 18 days or later$/m);
    expect(await on("2027-02-01")).toMatch(/not before 2027-02-01, any day from now on$/m);
  });

  it("marks an override with its expiry until the day it names, and not after", async () => {
    const here = await small([SDK], OVERRIDE("2026-12-24"));
    expect((await deadlines(here, "list")).out).toContain("holds until 2026-12-24 (in 31 days)");
    const { out } = await deadlines(here, "list", "--as-of", "2026-12-24");
    expect(out).not.toContain("override");
    expect(out).toContain("says anthropic-sdk");
  });

  it("keeps an offering in sight of which a person says that it does not end", async () => {
    const { out } = await deadlines(await small([SDK], OVERRIDE("2026-12-24", "none")), "list");
    expect(out).toMatch(/claude_sonnet_4_5 .*no end, a person says/);
    expect(out).toContain("sources disagree: anthropic-sdk says 2026-11-30");
  });

  it("names the migration that moves features away", async () => {
    const here = await small([SDK]);
    await here.write(
      "migrations/away.yaml",
      `apiVersion: cutover/v1\nkind: Upgrade\nname: away\nstatus: active\nmodel: { provider: anthropic, family: Claude, version: "4.6" }\nowner: "@ana"\nsummary: Away.\nreplaces: { ${OLD}: {} }\nfeatures:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, withdraw: [${OLD}] }\n`,
    );
    const { out, err } = await deadlines(here, "list");
    expect(err).toBe("");
    expect(out).toContain("migration away covers 2 of 3 uses");
  });

  it("has a stable shape for programs", async () => {
    const { out } = await deadlines(await small([SDK, EOL]), "list", "--format", "json");
    await expect(out).toMatchFileSnapshot("list-small.json");
  });

  it("says how to get the gateway's files where they are not here, and lists what is known", async () => {
    const here = await small([SDK], "", {
      offerings: {
        [OLD]: {
          host: "anthropic",
          model: "claude-sonnet-4-5",
          cutoff: "2026-11-30",
          precision: "exact",
          source: "anthropic-sdk",
          url,
        },
      },
    });
    await rm(join(here.path, "../ai-gateway"), { recursive: true });
    const { code, out, err } = await deadlines(here, "list");
    expect(code).toBe(0);
    expect(err).toContain('the files of target "ai-gateway" are not here');
    expect(err).toMatch(/cutover fetch gets them, or --checkout ai-gateway=DIR/);
    expect(out).toContain(OLD);
    expect(out).not.toContain("no feature uses it");
  });

  it("names the file that a checkout does not have", async () => {
    const here = await small([SDK]);
    await rm(join(here.path, "../ai-gateway/ai_gateway/model_selection/unit_primitives.yml"));
    const { err } = await deadlines(here, "list");
    expect(err).toContain('target "ai-gateway" has no "ai_gateway/model_selection/unit_primitives.yml"');
  });

  it("cannot do without a lock file, or with one that is broken", async () => {
    const here = await small([SDK]);
    await here.write("deadlines.lock.json", "{");
    expect((await deadlines(here, "list")).code).toBe(1);
    await rm(join(here.path, "deadlines.lock.json"));
    const { code, out, err } = await deadlines(here, "list");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("no deadlines.lock.json beside cutover.yaml");
    expect(err).toContain("cutover deadlines update writes it");
  });
});

describe("cutover deadlines explain", () => {
  it("tells all facts, what they weigh, what they were, and the other hosts", async () => {
    const { code, out, err } = await deadlines(await small([SDK, EOL, VERTEX]), "explain", OLD);
    expect([code, err]).toEqual([0, ""]);
    await expect(out).toMatchFileSnapshot("explain-small.txt");
  });

  it("tells of an override what would be without it, also once it has expired", async () => {
    const here = await small([SDK, EOL], OVERRIDE("2026-12-24"));
    await expect((await deadlines(here, "explain", OLD)).out).toMatchFileSnapshot("explain-override.txt");
    const { out } = await deadlines(here, "explain", OLD, "--as-of", "2026-12-24");
    expect(out).toContain("the override in cutover.yaml held until 2026-12-24 and no longer counts");
    expect(out).toContain("anthropic-sdk decides");
  });

  it("says what the promised notice is worth where nobody names a day", async () => {
    const announced: DeadlineFact = { ...said, source: "model-eol", announced: "2026-11-01" };
    const day = await deadlines(await small([announced]), "explain", OLD);
    expect(day.out).toContain("ends: no day; not before 2026-12-31, in 38 days or later");
    expect(day.out).toContain("model-eol: an end without a day; decides");
    const { out } = await deadlines(await small([]), "explain", NEW);
    expect(out).toContain("ends: no day; at least 60 days' notice");
    expect(out.replace(/\s+/g, " ")).toContain("announced today it would not end before 2027-01-22");
  });

  it("says that the lock file is behind its own facts", async () => {
    const here = await small([SDK], "", {
      offerings: {
        [OLD]: {
          host: "anthropic",
          model: "claude-sonnet-4-5",
          cutoff: "2027-11-30",
          precision: "exact",
          source: "anthropic-sdk",
          url,
        },
      },
    });
    const { out } = await deadlines(here, "explain", OLD);
    expect(out.replace(/\s+/g, " ")).toContain(
      "is not up to date: by its facts the end is 2026-11-30, says anthropic-sdk",
    );
  });

  it("says of a self-hosted one that nobody ends it", async () => {
    const here = await small([SDK]);
    const { code, out } = await deadlines(here, "explain", "mistral_own");
    expect(code).toBe(0);
    expect(out).toContain("nobody ends it but you");
    expect(out).toContain("own_chat");
    const json = await deadlines(here, "explain", "mistral_own", "--format", "json");
    expect(JSON.parse(json.out)).toMatchObject({ offering: "mistral_own", selfHosted: true });
  });

  it.each([
    ["a slip of the finger", "claude_sonet_4_5", `"${OLD}"`],
    ["a model as its host writes it", OLD.replaceAll("_", "-"), `"${OLD}"`],
    ["the beginning of several", "claude_sonnet", `"${OLD}" or `],
  ])("asks back about an offering that it does not know: %s", async (_what, id, meant) => {
    const { code, out, err } = await deadlines(await small([SDK]), "explain", id);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`no offering "${id}"; did you mean ${meant}`);
  });

  it("has a stable shape for programs", async () => {
    const here = await small([SDK, EOL, VERTEX], OVERRIDE("2026-12-24"));
    const { out } = await deadlines(here, "explain", OLD, "--format", "json");
    await expect(out).toMatchFileSnapshot("explain-small.json");
  });

  it("lets no text of a feed move the cursor or act as anything but text", async () => {
    const nasty: DeadlineFact = { ...SDK, word: "dep\u001b[2Jrecated\n/close \u202e\u009b31m" };
    const here = await small([nasty]);
    for (const argv of [["explain", OLD], ["explain", OLD, "--format", "json"], ["list"]]) {
      const { out } = await deadlines(here, ...argv);
      expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(out).not.toMatch(/^\/close/m);
    }
  });
});
