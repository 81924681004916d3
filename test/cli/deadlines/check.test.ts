import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Claim } from "../../../src/deadlines/source.ts";
import { packed } from "../../deadlines/sources/packed.ts";
import { eolFeeds, hasFeeds, rssFeed, sourceOf } from "../../deadlines/sources/shared.ts";
import { expectPage } from "../../docs/pasted.ts";
import { caseFolder, caseSide, hasCases } from "../../replay.ts";
import { cutover } from "../harness.ts";
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

const AS_OF = ["--as-of", TODAY];

interface Ending {
  readonly offering: string;
  readonly days: number;
  readonly within: boolean;
  readonly uncovered: boolean;
  readonly uses: readonly { feature: string; as: string; stays?: string; cover?: Readonly<Record<string, unknown>> }[];
}

interface Found {
  readonly endings: readonly Ending[];
  readonly disagreements: readonly { model: string; facts: readonly { source: string; cutoff: string }[] }[];
  readonly unlocked: readonly string[];
}

async function checked(world: World, ...argv: string[]): Promise<Found & { readonly code: number }> {
  const { code, out, err } = await world.run("deadlines", "check", "--format", "json", ...AS_OF, ...argv);
  if (!out.startsWith("{")) throw new Error(err);
  return { ...(JSON.parse(out) as Found), code };
}

const sdk = await packed("@anthropic-ai/sdk@1.12.0", [
  "src/internal/data/deprecated-models.ts",
  "src/resources/messages/messages.ts",
]);
const openai = await packed("openai@7.57.0", ["src/resources/shared.ts"]);
const hasAll = hasCases && hasFeeds && sdk !== undefined && openai !== undefined;

describe.skipIf(!hasAll)("replay case 33 with all sources, as of 2026-11-23 (skipped where they are absent)", () => {
  const SONNET = "claude_sonnet_4_5_20250929";

  async function world(): Promise<World> {
    const side = caseSide(caseFolder("33"), "after");
    const gateway = {
      models: readFileSync(join(side, "models.yml"), "utf8"),
      features: readFileSync(join(side, "unit_primitives.yml"), "utf8"),
    };
    const texts = [
      ["anthropic-sdk", sdk ?? new Map<string, string>()],
      ["openai-sdk", openai ?? new Map<string, string>()],
      ["model-eol", eolFeeds()],
      ["deprecations-rss", rssFeed()],
    ] as const;
    return worldOf({ "ai-gateway": gateway }, new Map(texts.map(([id, files]) => [id, sourceOf(id).read(files)])));
  }

  it("names the maker's offering with its day, its features and that the standard ramp no longer fits", async () => {
    const here = await world();
    const { code, out, err } = await here.run("deadlines", "check", ...AS_OF);
    expect([code, err]).toEqual([1, ""]);
    await expect(out).toMatchFileSnapshot("check-33.txt");
    const shown = out.split("\n\n").filter((part) => part.startsWith(`${SONNET}  `) || part.startsWith("looked at"));
    await expectPage("deadlines", new Map([["check", shown.join("\n\n")]]));
    const { endings } = await checked(here);
    const named = endings.filter(({ uncovered }) => uncovered).map(({ offering }) => offering);
    expect(named.filter((id) => id.startsWith("claude_sonnet_4_5"))).toEqual([SONNET]);
    const uses = endings.find(({ offering }) => offering === SONNET)?.uses ?? [];
    const count = (as: string) => uses.filter((use) => use.as === as).length;
    const text = readFileSync(join(caseSide(caseFolder("33"), "after"), "unit_primitives.yml"), "utf8");
    // Both spellings of a default, and the items of lists, as the file has them.
    expect(count("default")).toBe(text.match(/default_model: "claude_sonnet_4_5_20250929"/g)?.length);
    expect(uses.length).toBe(text.match(/(?<!#.*)"claude_sonnet_4_5_20250929"/g)?.length);
  }, 60_000);

  it("is content once drafts move everything away, but for the time", async () => {
    const here = await world();
    await here.propose();
    const { code, endings } = await checked(here);
    expect(code).toBe(1);
    const uses = endings.filter(({ within }) => within).flatMap((one) => one.uses);
    expect(uses.filter(({ cover }) => cover === undefined)).toEqual([]);
  }, 60_000);
});

const OLD = "claude_sonnet_4_5";
const NEW = "claude_sonnet_4_6";
const GATEWAY = {
  models: modelsFile(model(OLD, "claude-sonnet-4-5"), model(NEW, "claude-sonnet-4-6")),
  features: featuresFile(
    feature("duo_chat", [`default_models: [${OLD}]`, `selectable_models: [${OLD}, ${NEW}]`]),
    feature("code_review", [`default_models: [${NEW}]`, `beta_models: [${OLD}]`]),
  ),
};

function small(claims: Readonly<Record<string, readonly Claim[]>>, catalog = BARE_CATALOG): Promise<World> {
  return worldWith({ "ai-gateway": GATEWAY }, claims, catalog);
}

function migration(body: string, status = "active"): string {
  return `apiVersion: cutover/v1
kind: Deprecation
name: retire
status: ${status}
owner: "@ana"
summary: It goes.
${body}`;
}

const END = { "anthropic-sdk": [claim("claude-sonnet-4-5", "2026-12-24")] };
const MOVE = `  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, withdraw: [${OLD}], eta: 2026-12-20 }\n`;
const REST = `  code_review: { stage: planned, withdraw: [${OLD}], eta: 2026-12-20 }\n`;

describe("what covers an end", () => {
  /** Uses that are left, as `feature as`. */
  async function left(body: string, status?: string, claims = END): Promise<readonly string[]> {
    const world = await small(claims);
    await world.write("migrations/retire.yaml", migration(body, status));
    const { endings } = await checked(world);
    const open = endings.flatMap(({ uses }) => uses.filter(({ cover, stays }) => (cover?.["late"] ?? !stays) === true));
    return open.map((use) => `${use.feature} ${use.as}`);
  }

  it("is a move of the default, and for lists a word that ends them", async () => {
    expect(await left(`features:\n${REST}`)).toEqual(["duo_chat default", "duo_chat selectable"]);
    expect(await left(`features:\n${MOVE}${REST}`)).toEqual([]);
    expect(await left(`features:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW} }\n${REST}`)).toEqual([
      "duo_chat selectable",
    ]);
    expect(await left(`replaces:\n  ${OLD}: { retire: remove }\nfeatures:\n${MOVE}`, "draft")).toEqual([]);
    expect(await left(`replaces:\n  ${OLD}: { retire: keep }\nfeatures:\n${MOVE}`)).toEqual(["code_review beta"]);
    // Taken off the list of a feature, it is still its default.
    const listed = `  duo_chat: { stage: planned, withdraw: [${OLD}], no_flag: no default moves }\n`;
    expect(await left(`replaces:\n  ${OLD}: { retire: keep }\nfeatures:\n${listed}${REST}`)).toEqual([
      "duo_chat default",
    ]);
  });

  it("is a new name of the same entry, for everything", async () => {
    expect(await left(`offerings:\n  ${OLD}_20250929: { in_place_of: ${OLD} }\n`, "draft")).toEqual([]);
  });

  it("is a move of several features at once", async () => {
    const bulk = `bulk:\n  - { features: [duo_chat, code_review], stage: planned, from: ${OLD}, to: ${NEW}, withdraw: [${OLD}] }\n`;
    expect(await left(bulk, "draft")).toEqual([]);
  });

  it("is no move by a migration that is over", async () => {
    for (const status of ["complete", "cancelled"])
      expect(await left(`features:\n${MOVE}${REST}`, status)).toHaveLength(3);
    for (const status of ["draft", "paused", "rolled_back"])
      expect(await left(`features:\n${MOVE}${REST}`, status)).toEqual([]);
  });

  it("is late where it ends behind the cutoff, and only then", async () => {
    const on = (day: string) => ({ "anthropic-sdk": [claim("claude-sonnet-4-5", day)] });
    expect(await left(`features:\n${MOVE}${REST}`, "active", on("2026-12-20"))).toEqual([]);
    expect(await left(`features:\n${MOVE}${REST}`, "active", on("2026-12-19"))).toHaveLength(3);
    expect(await left(`features:\n${MOVE}${REST}`, "active", on(TODAY))).toHaveLength(3);
  });

  it("is the end of a ramp where no day is promised", async () => {
    const ramp = (start: string) =>
      `{ stage: planned, from: ${OLD}, to: ${NEW}, withdraw: [${OLD}], flag: { name: new_model }, ramp: { start: ${start}, steps: [{ percentage: 50, soak: 2d }, { percentage: 100, soak: 3d }] } }`;
    const with_ = (start: string) => left(`features:\n  duo_chat: ${ramp(start)}\n${REST}`);
    expect(await with_("2026-12-19")).toEqual([]);
    expect(await with_("2026-12-20")).toEqual(["duo_chat default", "duo_chat selectable"]);
  });

  it("is a draft without a word of what comes then, which is said", async () => {
    const world = await small(END);
    const planned = `replaces:\n  ${OLD}: {}\nfeatures:\n  duo_chat: { stage: planned }\n  code_review: { stage: planned }\n`;
    await world.write("migrations/retire.yaml", migration(planned, "draft"));
    const { code, endings } = await checked(world);
    expect(code).toBe(0);
    expect(endings[0]?.uses.map(({ cover }) => cover?.["undecided"])).toEqual([true, true, true]);
  });

  it("is a reason to stay, which is shown and not counted", async () => {
    const world = await small(END);
    const body = `replaces:\n  ${OLD}: { except: { code_review: "waits for the prompt" } }\nfeatures:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, eta: 2027-01-05 }\n`;
    await world.write("migrations/retire.yaml", migration(body));
    const { code, out } = await world.run("deadlines", "check", ...AS_OF);
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "claude_sonnet_4_5  Anthropic, target ai-gateway: ends 2026-12-24, in 31 days
        by anthropic-sdk https://docs.example.com/deprecations; requests fail on the day
        no migration covers: offered in duo_chat
        retire (active) is done on 2027-01-05, 12 days too late
          covers: default of duo_chat
        stays on purpose: code_review (waits for the prompt)
        the shortest ramp that is allowed still fits: begun today with what comes before it (evaluation
          2d, infrastructure 3d, review 2d, release 7d) it ends 2026-12-13, 11 days before the cutoff
        next: cutover deadlines propose claude_sonnet_4_5

      looked at 2 offerings in use: 1 ends within 88 days without a migration in time
      "
    `);
  });
});

describe("cutover deadlines check", () => {
  it("is content with an end behind the horizon, and names it", async () => {
    const world = await small(END);
    const { code, out, err } = await world.run("deadlines", "check", "--days", "30", ...AS_OF);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "looked at 2 offerings in use: none ends within 30 days without a migration in time; the next end after that: claude_sonnet_4_5, 2026-12-24
      "
    `);
    expect((await checked(world, "--days", "31")).code).toBe(1);
  });

  it("takes the horizon of the catalog", async () => {
    for (const [horizon, code] of [
      ["30d", 0],
      ["31d", 1],
    ] as const) {
      const world = await small(END, `${BARE_CATALOG}deadlines: { horizon: ${horizon} }\n`);
      expect((await checked(world)).code).toBe(code);
    }
  });

  it("shows an earliest possible day as one, and exits as for an exact one", async () => {
    const world = await small({ "model-eol": [claim("claude-sonnet-4-5", "2026-12-24", { precision: "earliest" })] });
    const { code, out } = await world.run("deadlines", "check", ...AS_OF);
    expect(code).toBe(1);
    expect(out).toContain("ends not before 2026-12-24, in 31 days or later");
  });

  it("tells of sources that disagree, and of what the lock file does not have yet", async () => {
    const world = await small({ ...END, "model-eol": [claim("claude-sonnet-4-5", "2026-12-31")] });
    const lock = world
      .text("deadlines.lock.json")
      .replace(/^ {4}"claude_sonnet_4_6".*\n/m, "")
      .replace("},\n  },", "}\n  },");
    await world.write("deadlines.lock.json", lock);
    const { out } = await world.run("deadlines", "check", ...AS_OF);
    expect(out).toContain(
      "warning: sources disagree about claude-sonnet-4-5 at Anthropic: 2026-12-24 by anthropic-sdk, 2026-12-31 by model-eol; anthropic-sdk decides",
    );
    expect(out).toContain(`warning: ${NEW} is not in deadlines.lock.json yet; run cutover deadlines update`);
  });

  it("praises nothing that it has not seen", async () => {
    const world = await small(END);
    await rm(join(world.path, "../ai-gateway"), { recursive: true });
    const { code, out, err } = await world.run("deadlines", "check", ...AS_OF);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("no gateway's files are here, so what features use is not known");
    expect(err).toContain("  hint: cutover fetch gets them, or --checkout TARGET=DIR names a folder");
  });

  it("prints colours only where they are wanted", async () => {
    const world = await small(END);
    const { out } = await cutover(world.path, ["deadlines", "check", "--color", ...AS_OF]);
    expect(out).toContain("\u001b[1m");
    expect((await world.run("deadlines", "check", ...AS_OF)).out).not.toContain("\u001b");
  });
});
