import { describe, expect, it } from "vitest";
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

const OLD = "claude_sonnet_4_5";
const NEW = "claude_sonnet_4_6";
const MODELS = modelsFile(model(OLD, "claude-sonnet-4-5"), model(NEW, "claude-sonnet-4-6"));
const FEATURES = featuresFile(
  feature("duo_chat", [`default_models: [${OLD}]`, `selectable_models: [${OLD}, ${NEW}]`]),
  feature("code_review", [`default_models: [${NEW}]`, `beta_models: [${OLD}]`]),
);
const NAME = "project-osprey";

function world(cutoff = "2026-12-24", features = FEATURES): Promise<World> {
  const claims = { "anthropic-sdk": [claim("claude-sonnet-4-5", cutoff)] };
  return worldWith({ "ai-gateway": { models: MODELS, features } }, claims, BARE_CATALOG);
}

function migration(body: string, head = "visibility: public"): string {
  return `apiVersion: cutover/v1
kind: Deprecation
name: ${NAME}
status: active
${head}
owner: "@ana"
summary: It goes.
${body}`;
}

/** What a run prints of one migration: the lines that are not of the offering itself. */
async function checked(here: World, body: string, head?: string, day = TODAY) {
  await here.write(`migrations/${NAME}.yaml`, migration(body, head));
  const { code, out } = await here.run("deadlines", "check", "--as-of", day);
  return { code, out };
}

describe("a confidential migration", () => {
  const BODY = `replaces:\n  ${OLD}: { except: { code_review: "waits for Acme" } }\nfeatures:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, eta: 2027-01-05 }\n`;
  const HEAD = "visibility: confidential\nannounce_on: 2027-02-01";
  const SECRETS = /osprey|Acme|2027-01-05/;

  it.each([
    ["check", ["check"]],
    ["check --format json", ["check", "--format", "json"]],
    ["list", ["list"]],
    ["list --format json", ["list", "--format", "json"]],
    ["explain", ["explain", OLD]],
    ["explain --format json", ["explain", OLD, "--format", "json"]],
  ])("has no name, day or reason in what %s prints", async (_, argv) => {
    const here = await world();
    await here.write(`migrations/${NAME}.yaml`, migration(BODY, HEAD));
    const hidden = await here.run("deadlines", ...argv, "--as-of", TODAY);
    expect(hidden.out).toMatch(/confidential/);
    expect(hidden.out).not.toMatch(SECRETS);
    await here.write(`migrations/${NAME}.yaml`, migration(BODY));
    expect((await here.run("deadlines", ...argv, "--as-of", TODAY)).out).toMatch(SECRETS);
  });

  it("is told of all the same", async () => {
    const { code, out } = await checked(await world(), BODY, HEAD);
    expect(code).toBe(1);
    expect(out).toContain("\n  a confidential migration (active) comes too late\n    covers: default of duo_chat\n");
    expect(out).toContain("\n  stays on purpose: code_review\n");
  });
});

describe("when a migration is done", () => {
  const moves = (words: string) =>
    `features:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, withdraw: [${OLD}]${words} }\n  code_review: { stage: planned, withdraw: [${OLD}] }\n`;
  const late = "begun today it ends on";

  it("is when it promises, until the whole day is over", async () => {
    const here = await world("2026-11-24");
    expect(await checked(here, moves(", eta: 2026-11-23"), undefined, "2026-11-23T23:59:59Z")).toMatchObject({
      code: 0,
    });
    const { code, out } = await checked(here, moves(", eta: 2026-11-22"));
    expect(code).toBe(1);
    expect(out).toContain(`${NAME} (active) was to be done on 2026-11-22, ${late} 2026-12-12, 18 days too late`);
  });

  it("is when what is left can be over, where it promises nothing", async () => {
    const body = moves("");
    expect(await checked(await world("2026-12-12"), body)).toMatchObject({ code: 0 });
    const { code, out } = await checked(await world("2026-12-11"), body);
    expect(code).toBe(1);
    expect(out).toContain(`${NAME} (active) does not say when, ${late} 2026-12-12, 1 day too late`);
  });

  it("is today where lists alone get shorter", async () => {
    const features = featuresFile(feature("code_review", [`default_models: [${NEW}]`, `beta_models: [${OLD}]`]));
    const body = `features:\n  code_review: { stage: planned, withdraw: [${OLD}] }\n`;
    expect(await checked(await world("2026-11-24", features), body)).toMatchObject({ code: 0 });
    const sized = featuresFile(
      feature("code_review", [`models_for_size_preference: { small: ${OLD} }`, `selectable_models: [${OLD}]`]),
    );
    const both = body.replace("withdraw", `sizes: { small: ${NEW} }, withdraw`);
    expect(await checked(await world("2026-11-24", sized), both)).toMatchObject({ code: 1 });
  });

  it("waits for a freeze to be over", async () => {
    const here = await world("2026-12-20");
    expect(await checked(here, moves(""))).toMatchObject({ code: 0 });
    const freeze = "policy: { freezes: [{ from: 2026-12-01, to: 2026-12-21, reason: fair }] }\n";
    await here.write("cutover.yaml", `${here.text("cutover.yaml")}${freeze}`);
    expect(await checked(here, moves(""))).toMatchObject({ code: 1 });
  });

  it("is what lint says as well", async () => {
    const here = await world("2026-12-11");
    await here.write(`migrations/${NAME}.yaml`, migration(moves("")));
    const [found] = await here.lint("deadlines.lock.json");
    expect(found?.message).toContain(`"${NAME}" covers it as default of "duo_chat" too late, ${late} 2026-12-12`);
  });
});

describe("which migration covers a use", () => {
  interface Use {
    readonly feature: string;
    readonly as: string;
    readonly cover?: { readonly migration: string; readonly late: boolean };
  }

  /** `default` of the feature, with the migrations that there are by name. */
  async function coversOf(bodies: Readonly<Record<string, string>>, day = TODAY, cutoff = "2026-12-24") {
    const sizes = featuresFile(
      feature("duo_chat", [`default_models: [${OLD}]`, `models_for_size_preference: { small: ${OLD} }`]),
      feature("code_review", [`default_models: [${NEW}]`, `beta_models: [${OLD}]`]),
    );
    const here = await world(cutoff, sizes);
    for (const [name, body] of Object.entries(bodies))
      await here.write(`migrations/${name}.yaml`, migration(body).replace(NAME, name));
    const { out } = await here.run("deadlines", "check", "--format", "json", "--as-of", day);
    const { endings } = JSON.parse(out) as { endings: { uses: Use[] }[] };
    const uses = endings.flatMap((ending) => ending.uses);
    return uses.map(
      ({ as, cover }) => `${as}: ${cover === undefined ? "none" : cover.migration}${cover?.late ? ", late" : ""}`,
    );
  }

  const move = (eta: string) => `features:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, eta: ${eta} }\n`;

  it("is one in time before one that is late, one that is decided before one that is open, then the earliest", async () => {
    const open = `features:\n  duo_chat: { stage: planned, from: ${OLD}, eta: 2026-12-01 }\n`;
    const found = async (bodies: Readonly<Record<string, string>>) => (await coversOf(bodies))[0];
    const late = `features:\n  duo_chat: { stage: planned, from: ${OLD}, to: ${NEW}, eta: 2027-01-05 }\n`;
    expect(await found({ aa: late, bb: open })).toBe("default: bb");
    expect(await found({ aa: open, bb: move("2026-12-20") })).toBe("default: bb");
    expect(await found({ aa: move("2026-12-20"), bb: move("2026-12-10") })).toBe("default: bb");
  });

  it("is one of a size that changes, of lists that go with the entry, and of a feature that goes", async () => {
    const size = (to: string) =>
      `features:\n  duo_chat: { stage: planned, sizes: { small: ${to} }, eta: 2026-12-10 }\n`;
    expect(await coversOf({ aa: size(NEW) })).toEqual(["default: none", "size: aa", "beta: none"]);
    expect(await coversOf({ aa: size(OLD) })).toEqual(["default: none", "size: none", "beta: none"]);
    const removed = `replaces:\n  ${OLD}: { retire: remove }\n`;
    expect(await coversOf({ aa: removed })).toEqual(["default: none", "size: none", "beta: aa"]);
    expect(await coversOf({ aa: "features:\n  duo_chat: { stage: absent }\n" })).toEqual([
      ...["default: aa", "size: aa", "beta: none"],
    ]);
  });

  it("is none that stays on it, and late on the day of the cutoff whatever it does", async () => {
    const both = `features:\n  duo_chat: { stage: planned, from: ${OLD}, to: [${OLD}, ${NEW}], eta: 2026-12-10 }\n`;
    expect((await coversOf({ aa: both }))[0]).toBe("default: none");
    expect((await coversOf({ aa: move("2026-11-23") }, TODAY, TODAY))[0]).toBe("default: aa, late");
    expect((await coversOf({ aa: move("2026-11-24") }, TODAY, "2026-11-24"))[0]).toBe("default: aa");
  });
});

it("tells why something stays in the words of a migration that may be told of, if there is one", async () => {
  const here = await world();
  const stays = (reason: string) => `replaces:\n  ${OLD}: { except: { code_review: "${reason}" } }\n`;
  await here.write("migrations/aa.yaml", migration(stays("secret"), "visibility: confidential").replace(NAME, "aa"));
  await here.write("migrations/bb.yaml", migration(stays("said openly")).replace(NAME, "bb"));
  const { out } = await here.run("deadlines", "check", "--as-of", TODAY);
  expect(out).toContain("stays on purpose: code_review (said openly)");
});

it("tells of the next end first, and to the end of the last day of the horizon", async () => {
  const claims = {
    "anthropic-sdk": [claim("claude-sonnet-4-5", "2026-12-24"), claim("claude-sonnet-4-6", "2026-12-01")],
  };
  const here = await worldWith({ "ai-gateway": { models: MODELS, features: FEATURES } }, claims, BARE_CATALOG);
  const named = async (...argv: string[]) =>
    [...(await here.run("deadlines", "check", ...argv)).out.matchAll(/^(claude\S+) /gm)].map(([, id]) => id);
  expect(await named("--as-of", TODAY)).toEqual([NEW, OLD]);
  expect(await named("--days", "8", "--as-of", `${TODAY}T23:59:59Z`)).toEqual([NEW]);
  expect(await named("--days", "7", "--as-of", `${TODAY}T23:59:59Z`)).toEqual([]);
});

it("does not press where notice has to be given first", async () => {
  const earliest = claim("claude-sonnet-4-5", "2026-12-24", { precision: "earliest" });
  const policy = { host: "anthropic", notice_days: 60, url: "https://docs.example.com/policy" };
  const readings = (policies: (typeof policy)[]) => new Map([["model-eol", { claims: [earliest], policies }]]);
  const gateways = { "ai-gateway": { models: MODELS, features: FEATURES } };
  for (const [policies, code] of [
    [[], 1],
    [[policy], 0],
  ] as const) {
    const here = await worldOf(gateways, readings([...policies]), BARE_CATALOG);
    expect((await here.run("deadlines", "check", "--as-of", TODAY)).code).toBe(code);
  }
});

it("names every feature that has the offering as default, on lines that fit, and some of those that offer it", async () => {
  const names = Array.from({ length: 15 }, (_none, at) => `feature_with_a_longer_name_${at}`);
  const all = names.map((name) => feature(name, [`default_models: [${OLD}]`, `selectable_models: [${OLD}]`]));
  const { out } = await (await world("2026-12-24", featuresFile(...all))).run("deadlines", "check", "--as-of", TODAY);
  const [, defaults = ""] = /no migration covers: default of ([\s\S]*?)\n {2}no migration/.exec(out) ?? [];
  expect(defaults.split(/,\s+/)).toEqual(names);
  expect(Math.max(...defaults.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(out.replace(/\s+/g, " ")).toContain(`offered in ${names.slice(0, 5).join(", ")} and 10 more`);
});

it("counts the model that ends first, where two gateways have other models under one id", async () => {
  for (const order of [
    ["claude-sonnet-4-5", "claude-opus-4-5"],
    ["claude-opus-4-5", "claude-sonnet-4-5"],
  ]) {
    const [one = "", two = ""] = order.map((wire) => modelsFile(model(OLD, wire), model(NEW, "claude-sonnet-4-6")));
    const gateways = { first: { models: one, features: FEATURES }, second: { models: two, features: FEATURES } };
    const claims = {
      "anthropic-sdk": [claim("claude-sonnet-4-5", "2026-12-24"), claim("claude-opus-4-5", "2027-12-24")],
    };
    const here = await worldWith(gateways, claims, BARE_CATALOG);
    const { code, out } = await here.run("deadlines", "check", "--as-of", TODAY);
    expect([code, out]).toEqual([1, expect.stringContaining("ends 2026-12-24")]);
  }
});
