import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ANTHROPIC,
  anthropicTable,
  eolFeed,
  MODEL_EOL,
  OPENAI,
  RSS,
  rssRows,
  SHARED,
  smallSources,
  TABLE,
  TODAY,
  type UpdateWorld,
  updateWorld,
} from "./update-world.ts";

const TOKEN = "github_pat_11AAAAAAA0123456789abcdef";
const DAY = 86_400_000;

const CATALOG = `apiVersion: cutover/v1
kind: Config
targets:
  ai-gateway: { project: acme/ai-gateway, branch: main, format: ai-gateway, path: models, checkout: gateway }
`;
const MODELS = `models:
  - name: Acme Sonnet 4.5
    provider: Anthropic
    gitlab_identifier: acme_sonnet_4_5
    model_class_provider: anthropic
    params:
      model: acme-sonnet-4-5
  - name: Acme Opus
    provider: Anthropic
    gitlab_identifier: acme_opus
    model_class_provider: anthropic
    params:
      model: acme-opus
`;
const FEATURES = `configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives:
      - duo_chat
    default_models:
      - acme_sonnet_4_5
    selectable_models:
      - acme_sonnet_4_5
      - acme_opus
`;
const FILES = {
  "cutover.yaml": CATALOG,
  "gateway/models/models.yml": MODELS,
  "gateway/models/unit_primitives.yml": FEATURES,
};

let world: UpdateWorld;

beforeEach(async () => {
  world = await updateWorld(smallSources(), FILES);
});
afterEach(() => world.close());

function later(days: number) {
  return { clock: { now: () => TODAY + days * DAY, sleep: async () => {} } };
}

describe("the first run", () => {
  it("writes what the sources say, and tells it", async () => {
    const { code, out, err } = await world.update();
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toBe(
      [
        "acme_sonnet_4_5: new: ends 2026-11-30 (anthropic-sdk)",
        "1 new offering of which no end is known",
        "besides: 2 new ends, 1 other promise of notice",
        "wrote deadlines.lock.json",
        "",
      ].join("\n"),
    );
    const { offerings, facts } = await world.facts();
    expect(offerings["acme_sonnet_4_5"]).toMatchObject({ host: "anthropic", cutoff: "2026-11-30", precision: "exact" });
    expect(facts.map(({ source, model, seen }) => [source, model, seen])).toEqual([
      ["anthropic-sdk", "acme-sonnet-4-5", "2026-11-23"],
      ["model-eol", "acme-sonnet-4-5", "2026-11-23"],
      ["deprecations-rss", "acme-gpt-5", "2026-11-23"],
      ["openai-sdk", "acme-gpt-5", "2026-11-23"],
    ]);
  });

  it("says the same to programs", async () => {
    const { out } = await world.update(["--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: 1,
      file: "deadlines.lock.json",
      written: true,
      sources: ["anthropic-sdk", "openai-sdk", "model-eol", "deprecations-rss"].map((id) => ({ id, read: true })),
      differences: [
        { kind: "offering", id: "acme_opus" },
        { kind: "offering", id: "acme_sonnet_4_5", after: { cutoff: "2026-11-30", source: "anthropic-sdk" } },
        { kind: "end", count: 2 },
        { kind: "notice", count: 1 },
      ],
    });
  });
});

describe("a second run, on another day", () => {
  it("asks whether anything is new, is answered that nothing is, and writes no byte", async () => {
    await world.update();
    const before = await world.lock();
    world.server.forget();
    const { code, out, err } = await world.update([], later(3));
    expect([code, out, err]).toEqual([0, "deadlines.lock.json stays as it is\n", ""]);
    expect(await world.lock()).toBe(before);
    const statuses = world.server.requests.map(({ path, status }) => `${status} ${path.split("/contents/")[1]}`);
    expect(statuses.filter((one) => one.startsWith("200"))).toEqual([]);
    expect(statuses.filter((one) => one.startsWith("304"))).toHaveLength(7);
  });

  it("tells what is new in words", async () => {
    await world.update();
    world.server.repositories.set(ANTHROPIC, {
      [TABLE]: anthropicTable({ "acme-sonnet-4-5": "December 15th, 2026", "acme-opus": "March 1st, 2027" }),
    });
    const { code, out } = await world.update([], later(1));
    expect(code).toBe(0);
    expect(out).toContain("acme_opus: ends 2027-03-01 (anthropic-sdk)\n");
    expect(out).toContain("acme_sonnet_4_5: ends later: 2026-12-15, before it was 2026-11-30 (anthropic-sdk)\n");
    expect(out).toContain(
      "acme_sonnet_4_5: sources disagree about its end: anthropic-sdk says 2026-12-15, which counts; model-eol says 2026-11-30\n",
    );
    expect((await world.facts()).facts).toContainEqual(
      expect.objectContaining({
        cutoff: "2026-12-15",
        seen: "2026-11-24",
        was: [{ cutoff: "2026-11-30", until: "2026-11-24" }],
      }),
    );
  });

  it("is not made before an earlier one, so that history does not run backwards", async () => {
    await world.update([], later(1));
    const before = await world.lock();
    world.server.forget();
    const { code, err } = await world.update(["--as-of", "2026-11-23"]);
    expect([code, world.server.requests]).toEqual([2, []]);
    expect(err).toContain("--as-of 2026-11-23 is before 2026-11-24, the last day in deadlines.lock.json\n");
    expect(await world.lock()).toBe(before);
    expect(await world.update(["--as-of", "2026-11-24T01:00:00Z"])).toMatchObject({ code: 0 });
  });

  it("reads a source whole whose kept text is of no use", async () => {
    await world.update();
    const folder = join(world.folder, ".cutover/deadlines");
    const [first, second, third] = (await readdir(folder)).sort();
    await writeFile(join(folder, first ?? ""), '{"url": "half');
    const kept = JSON.parse(await readFile(join(folder, second ?? ""), "utf8"));
    await writeFile(join(folder, second ?? ""), JSON.stringify({ ...kept, etag: 'W/"a"\r\nx-other: 1' }));
    await writeFile(join(folder, third ?? ""), JSON.stringify({ ...kept, url: "https://example.com/another" }));
    world.server.forget();
    expect(await world.update()).toMatchObject({ code: 0, err: "" });
    const statuses = world.server.requests.filter(({ status }) => status !== 404).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 304, 304, 304, 304]);
    for (const name of [first, second, third])
      expect(JSON.parse(await readFile(join(folder, name ?? ""), "utf8"))).toHaveProperty("etag");
  });
});

describe("a source that cannot be read", () => {
  async function failing(words: readonly string[] = []) {
    await world.update();
    const before = await world.facts();
    world.server.repositories.set(OPENAI, {
      [SHARED]: (smallSources().get(OPENAI)?.[SHARED] ?? "").replace("2026-12-11", "2027-01-01"),
    });
    const ran = await world.update(words, later(1));
    const after = await world.facts();
    const of = (id: string, { facts }: typeof before) => facts.filter(({ source }) => source === id);
    return { ...ran, old: (id: string) => of(id, before), now: (id: string) => of(id, after) };
  }

  it.each([
    [
      "changed shape",
      (w: UpdateWorld) => w.server.repositories.set(ANTHROPIC, { [TABLE]: "export const MODELS = [];\n" }),
      `${ANTHROPIC}/${TABLE}: has no table DEPRECATED_MODELS`,
    ],
    [
      "bad credentials",
      (w: UpdateWorld) => w.server.trouble(ANTHROPIC, { kind: "bad credentials" }),
      "answered 401: Bad credentials",
    ],
    [
      "the limit of an hour",
      (w: UpdateWorld) => w.server.trouble(ANTHROPIC, { kind: "primary limit", resetsAt: (TODAY + 5 * DAY) / 1000 }),
      "GitHub answers no more requests until 2026-11-28T09:00Z",
    ],
    [
      "a server in trouble",
      (w: UpdateWorld) => w.server.trouble(ANTHROPIC, { kind: "server error" }),
      "answered 502: Server Error",
    ],
    [
      "a connection that breaks",
      (w: UpdateWorld) => w.server.trouble(ANTHROPIC, { kind: "cut", inBody: true }),
      "does not answer (",
    ],
    [
      "a repository that is gone",
      (w: UpdateWorld) => w.server.repositories.delete(ANTHROPIC),
      `${ANTHROPIC} has none of ${TABLE}, src/resources/messages/messages.ts\n  hint: it stands elsewhere by now`,
    ],
    [
      "a repository that has moved to where nobody may look",
      (w: UpdateWorld) => w.server.move(ANTHROPIC, "acme/hidden"),
      `${ANTHROPIC} has none of ${TABLE}`,
    ],
  ] as const)("leaves what it said, and the others are taken: %s", async (_what, spoil, message) => {
    await world.update();
    spoil(world);
    // What comes in spite of it has no ETag that is known.
    await spoilCache();
    const { code, out, err, old, now } = await failing();
    expect(code).toBe(3);
    expect(err).toContain('cutover: source "anthropic-sdk" is not read, and what it said before stands: ');
    expect(err).toContain(message);
    expect(now("anthropic-sdk")).toEqual(old("anthropic-sdk"));
    expect(now("openai-sdk")).toMatchObject([{ cutoff: "2027-01-01" }]);
    expect(out).toContain("wrote deadlines.lock.json");
  });

  it("names the file of a source that must be there", async () => {
    await world.update();
    const { "feeds/google.json": _, ...rest } = smallSources().get(MODEL_EOL) ?? {};
    world.server.repositories.set(MODEL_EOL, rest);
    const { code, err, old, now } = await failing();
    expect(code).toBe(3);
    expect(err).toContain(
      `source "model-eol" is not read, and what it said before stands: ${MODEL_EOL} has no feeds/google.json\n`,
    );
    expect(now("model-eol")).toEqual(old("model-eol"));
  });

  it("is told to programs too", async () => {
    await world.update();
    world.server.repositories.set(RSS, { "data.json": "{}" });
    const { code, out } = await failing(["--format", "json"]);
    expect(code).toBe(3);
    const { sources } = JSON.parse(out);
    expect(sources.map(({ read }: { read: boolean }) => read)).toEqual([true, true, true, false]);
    expect(sources[3]).toMatchObject({ id: "deprecations-rss", message: expect.stringContaining(`${RSS}/data.json`) });
  });

  it("writes nothing where nothing was known and nothing could be read", async () => {
    const url = await closedPort();
    const { code, out, err } = await world.update([], { env: { GITHUB_API_URL: url } });
    expect(code).toBe(3);
    expect(err.match(/does not answer \(ECONNREFUSED\)/g)).toHaveLength(4);
    expect(err.match(/hint: /g)).toHaveLength(1);
    expect(err).not.toContain("what it said before");
    expect(out).toBe("deadlines.lock.json is not written: nothing is known yet\n");
    await expect(world.lock()).rejects.toThrow("ENOENT");
  });

  it("is named where it is nested deeper than can be shown", async () => {
    await world.update();
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const feed = { ...smallSources().get(MODEL_EOL), "feeds/google.json": deep };
    world.server.repositories.set(MODEL_EOL, feed);
    world.server.repositories.set(RSS, { "data.json": `[{"model_id": ${deep}}]` });
    const { code, err, old, now } = await failing();
    expect(code).toBe(3);
    expect(err).toContain(`${MODEL_EOL}/feeds/google.json: feed: is [...], where a mapping is expected\n`);
    expect(err).toContain(`${RSS}/data.json:1: row 1: "model_id" is [...], where`);
    expect(now("model-eol")).toEqual(old("model-eol"));
  });

  it("writes no file that is too large to be read again", async () => {
    await world.update();
    const before = await world.lock();
    const days = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`acme-${index}`, "2027-01-01"]));
    world.server.repositories.set(RSS, { "data.json": rssRows(days) });
    const { code, out, err } = await world.update([], later(1));
    expect([code, out]).toEqual([3, ""]);
    expect(err).toMatch(/^cutover: deadlines.lock.json would have 1\.\d MB, and files over 1 MB are not read\n/);
    expect(err).toContain('most of it, 9001 models, is of the source "deprecations-rss"');
    expect(await world.lock()).toBe(before);
  });

  it("leaves everything as it was without a network", async () => {
    await world.update();
    const before = await world.lock();
    expect(await world.update([], { ...later(2), env: { GITHUB_API_URL: await closedPort() } })).toMatchObject({
      code: 3,
    });
    expect(await world.lock()).toBe(before);
  });
});

describe("a repository that has another name by now", () => {
  it("is read where GitHub leads to, which is told once", async () => {
    await world.update();
    const before = await world.lock();
    world.server.repositories.set("acme/model-dates", smallSources().get(MODEL_EOL) ?? {});
    world.server.move(MODEL_EOL, "acme/model-dates");
    const { code, err } = await world.update();
    expect(code).toBe(0);
    expect(err).toMatch(
      /^note: source "model-eol": thossullivan\/model-eol has moved, and is read at http:\S+\/repositories\/\d+\/\S+\n$/,
    );
    expect(await world.lock()).toBe(before);
  });
});

describe("the token", () => {
  it.each([
    [{ CUTOVER_GITHUB_TOKEN: TOKEN, GITHUB_TOKEN: "other" }, `token ${TOKEN}`],
    [{ CUTOVER_GITHUB_TOKEN: " ", GITHUB_TOKEN: `${TOKEN}\n` }, `token ${TOKEN}`],
    [{ CUTOVER_GITHUB_TOKEN: "" }, undefined],
  ])("%j", async (env, expected) => {
    await world.update([], { env: { GITHUB_API_URL: world.server.url, ...env } });
    expect(new Set(world.server.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([expected]));
  });

  it("is in nothing that is printed or written", async () => {
    const env = { GITHUB_API_URL: world.server.url, GITHUB_TOKEN: TOKEN };
    world.server.trouble(ANTHROPIC, { kind: "forbidden", message: `${TOKEN} may not read this` });
    world.server.trouble(OPENAI, { kind: "bad credentials" });
    world.server.trouble(RSS, { kind: "cut" });
    for (const format of ["pretty", "json"]) {
      const { code, out, err } = await world.update(["--format", format], { env });
      expect(code).toBe(3);
      expect(out + err + (await world.lock())).not.toContain(TOKEN);
      expect(err).toContain("answered 403: [token] may not read this");
    }
    const kept = await readdir(join(world.folder, ".cutover/deadlines"));
    for (const name of kept)
      expect(await readFile(join(world.folder, ".cutover/deadlines", name), "utf8")).not.toContain(TOKEN);
  });

  it("is not sent where it cannot be one", async () => {
    const { code, err } = await world.update([], { env: { GITHUB_API_URL: world.server.url, GITHUB_TOKEN: "a b" } });
    expect([code, world.server.requests]).toEqual([3, []]);
    expect(err).toContain("hint: look at CUTOVER_GITHUB_TOKEN (else GITHUB_TOKEN)");
  });
});

describe("what is around it", () => {
  it("does not mind a migration that is wrong", async () => {
    await mkdir(join(world.folder, "migrations"));
    await world.write("migrations/half.yaml", "kind: Upgrade\nname: [");
    expect(await world.update()).toMatchObject({ code: 0, err: "" });
  });

  it("needs cutover.yaml", async () => {
    await world.write("cutover.yaml", "apiVersion: cutover/v1\nkind: Wrong\n");
    expect(await world.update()).toMatchObject({ code: 1, out: "", err: expect.stringContaining("cutover.yaml") });
    expect(world.server.requests).toEqual([]);
  });

  it("does not write over a lock file that it cannot read", async () => {
    await world.write("deadlines.lock.json", "<<<<<<< HEAD\n{}\n");
    const { code, err } = await world.update();
    expect(code).toBe(1);
    expect(err).toContain("deadlines.lock.json");
    expect(err).toContain("take the version of one side of a merge");
    expect(await world.lock()).toBe("<<<<<<< HEAD\n{}\n");
  });

  it("keeps offerings while the gateway's files are not here, and marks them when they are gone from them", async () => {
    await world.update();
    const before = await world.facts();
    await world.write("cutover.yaml", CATALOG.replace("checkout: gateway", "checkout: nowhere"));
    const without = await world.update([], later(1));
    expect(without).toMatchObject({
      code: 0,
      err: expect.stringContaining('note: the files of target "ai-gateway" are not here'),
    });
    expect((await world.facts()).offerings).toEqual(before.offerings);
    await world.write("cutover.yaml", CATALOG);
    await world.write("gateway/models/models.yml", MODELS.slice(0, MODELS.indexOf("  - name: Acme Opus")));
    expect((await world.update([], later(2))).out).toContain("acme_opus: no gateway has it any more\n");
    expect((await world.facts()).offerings["acme_opus"]).toMatchObject({ gone: "2026-11-25" });
  });

  it("marks nothing as gone while one of two gateways is not here", async () => {
    await world.update();
    const second = CATALOG.trimEnd()
      .split("\n")
      .at(-1)
      ?.replace("ai-gateway:", "other-gateway:")
      .replace("checkout: gateway", "checkout: nowhere");
    await world.write("cutover.yaml", `${CATALOG}${second}\n`);
    await world.write("gateway/models/models.yml", MODELS.slice(0, MODELS.indexOf("  - name: Acme Opus")));
    expect(await world.update([], later(1))).toMatchObject({ code: 0, out: "deadlines.lock.json stays as it is\n" });
    expect((await world.facts()).offerings["acme_opus"]).not.toHaveProperty("gone");
  });

  it.each([
    ["ftp://example.com", 'GITHUB_API_URL "ftp://example.com" is not an http or https address'],
    ["https://me:secret@example.com", 'GITHUB_API_URL "https://…@example.com" holds a user name or a password'],
    [
      "https://example.com/api?key=secret",
      'GITHUB_API_URL "https://example.com/api…" goes on behind its path, or holds a blank or braces',
    ],
    [
      "https://example.com/{owner}",
      'GITHUB_API_URL "https://example.com/{owner}" goes on behind its path, or holds a blank or braces',
    ],
  ])("refuses the address %s", async (GITHUB_API_URL, message) => {
    const { code, err } = await world.update([], { env: { GITHUB_API_URL } });
    expect([code, err.split("\n")[0]]).toEqual([2, `cutover: ${message}`]);
  });

  it("shows on a terminal how many sources are read, and not to programs", async () => {
    let shown = "";
    const stderr = { isTTY: true, columns: 80, write: (text: string) => (shown += text) };
    expect(await world.update(["--format", "json"], { stderr })).toMatchObject({ code: 0 });
    expect(shown).toBe("");
    expect(await world.update([], { stderr })).toMatchObject({ code: 0 });
    expect(shown).toContain("4/4 sources");
  });

  it("ends when the user interrupts, and has written nothing", async () => {
    world.server.trouble("", { kind: "hang" });
    const interrupt = new AbortController();
    const running = world.update([], { signal: interrupt.signal });
    setTimeout(() => interrupt.abort(), 100);
    expect(await running).toMatchObject({ code: 3, out: "", err: expect.stringContaining("interrupted") });
    await expect(world.lock()).rejects.toThrow("ENOENT");
  });

  it("keeps texts nowhere else than in the workspace", async () => {
    await mkdir(join(world.folder, "elsewhere"));
    await symlink("elsewhere", join(world.folder, ".cutover"));
    const { code, err } = await world.update();
    expect(code).toBe(0);
    expect(err).toBe("note: 7 texts cannot be kept in .cutover/deadlines, and will be sent anew next time\n");
    expect(await readdir(join(world.folder, "elsewhere"))).toEqual([]);
  });

  it("prints no sign of a feed that could move the cursor", async () => {
    const feed = eolFeed("anthropic", { "acme-sonnet-4-5": "2026-11-30\u001b[2J" });
    world.server.repositories.set(MODEL_EOL, { ...smallSources().get(MODEL_EOL), "feeds/anthropic.json": feed });
    const { code, out, err } = await world.update();
    expect(code).toBe(3);
    expect(err).toContain("feeds/anthropic.json");
    expect(out + err).not.toContain("\u001b");
  });
});

async function spoilCache(): Promise<void> {
  const folder = join(world.folder, ".cutover/deadlines");
  for (const name of await readdir(folder)) await writeFile(join(folder, name), "");
}

async function closedPort(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
