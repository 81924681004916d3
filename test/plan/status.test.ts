import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { status as isStatus } from "../../src/load/validators/status.gen.mjs";
import type { Resource } from "../../src/model/resource.ts";
import type { Deadlines } from "../../src/model/schema/deadlines.gen.ts";
import type { Migration } from "../../src/model/schema/migration.gen.ts";
import type { StatusReport } from "../../src/model/schema/status.gen.ts";
import type { MigrationDocument } from "../../src/model/workspace.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import { statusOf } from "../../src/plan/status.ts";
import type { Status } from "../../src/plan/status-shape.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { renderStatus } from "../../src/report/status/pretty.ts";
import { CONFIG, converge, facts, files, flag, mainIssue, NOW, rollout, STEPS, URL } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

const HEAD = "a\n";
const EDIT = { path: "models.yml", before: HEAD, after: "b\n" };
const DAY = 86_400_000;

const SONNET: Migration = {
  apiVersion: "cutover/v1",
  kind: "Upgrade",
  name: "sonnet",
  status: "active",
  owner: "@ana",
  summary: "Secret summary.",
  replaces: {
    old_model: { cutoff: "2026-06-01", retire: "keep" },
    older_model: { cutoff: "2026-05-28", retire: "keep" },
  },
  features: { duo_chat: { stage: "rollout", from: "old_model", to: "new_model", dri: "@bo" } },
};

const documentOf = (data: Migration): MigrationDocument => {
  const file = `migrations/${data.name}.yaml`;
  return { file, data, source: { file, text: "", nodes: new Map() } };
};

const wanted = (step: number): Resource[] => [
  mainIssue(),
  rollout({ flag: "flag/sonnet/duo_chat" }),
  flag(step, {
    after: ["file/sonnet/gateway"],
    steps: STEPS.map((each) => ({ ...each, soak: 2 * DAY, gates: ["latency"] })),
  }),
  files([EDIT]),
];

async function statusFor(
  forge: MemoryForge,
  resources: readonly Resource[],
  own: Partial<PlanInput> = {},
  migrations: readonly Migration[] = [SONNET],
  ends: Pick<Parameters<typeof statusOf>[0], "deadlines" | "uncovered"> = {},
): Promise<Status> {
  const scope = scopeOf({ resources, config: CONFIG, targets: new Map() });
  const observation = await forge.observe(scope);
  const input: PlanInput = {
    resources,
    observation,
    scope,
    url: URL,
    user: "cutover",
    instant: NOW,
    workspace: "w",
    migrations: [facts()],
    ...own,
  };
  const status = statusOf({
    plan: makePlan(input),
    input,
    migrations: migrations.map(documentOf),
    config: CONFIG,
    ...ends,
  });
  const value: unknown = JSON.parse(JSON.stringify(status));
  expect(isStatus(value) ? [] : isStatus.errors).toEqual([]);
  return status;
}

const fresh = () => memoryForge({ heads: { "acme/gateway": { "models.yml": HEAD } } });
const show = (status: Status) => renderStatus(status, { color: false }).replace(/ https:\S+/g, "");

describe("status", () => {
  it("has the types of its schema, each property of which is described", () => {
    expectTypeOf<StatusReport>().toExtend<Status>();
    expectTypeOf<Status>().toExtend<DeepReadonly<StatusReport>>();
    const schema = JSON.parse(readFileSync("schema/status.schema.json", "utf8"));
    const shapes: { properties: Record<string, { description?: string }> }[] = [
      schema,
      ...(Object.values(schema.definitions) as never[]),
    ];
    const bare = shapes.flatMap(({ properties }) => Object.entries(properties)).filter(([, one]) => !one.description);
    expect(bare).toEqual([]);
  });

  it("says what waits for whom", async () => {
    const forge = fresh();
    await converge(forge, wanted(0));
    const open = await statusFor(forge, wanted(0));
    expect(open.migrations[0]?.files).toMatchObject([{ state: "open", reference: "acme/gateway!1", people: ["cleo"] }]);
    expect(open.migrations[0]?.next).toEqual(["merge acme/gateway!1 (@cleo)"]);
    expect(open.migrations[0]?.cutoff).toEqual({ offering: "older_model", date: "2026-05-28", days: 10 });
    Object.assign(forge.proposals[0] ?? {}, { state: "closed", closedBy: "bo" });
    const declined = await statusFor(forge, wanted(0));
    expect(show(declined)).toContain("\n  gateway  declined acme/gateway!1 by @bo\n");
    expect(declined.counts).toMatchObject({ changes: 0, open: 0, declined: 1 });
  });

  it("says how sure an end is that the lock file knows, and what ends without a migration in time", async () => {
    const url = "https://example.com/ends";
    const end = { host: "anthropic", model: "m", precision: "earliest", source: "model-eol", url } as const;
    const data = { version: 1, offerings: { older_model: { ...end, cutoff: "2026-05-28" } }, policies: [], facts: [] };
    const deadlines = { file: "deadlines.lock.json", data: data as Deadlines, text: "" };
    const deadline = { ...end, precision: "exact", cutoff: "2026-05-20" } as const;
    const document = documentOf(SONNET);
    const done = Date.parse("2026-05-21");
    const uses = [
      { feature: "duo_chat", as: "default", cover: { document, done, isLate: true, isUndecided: false } },
      { feature: "duo_chat", as: "selectable" },
      { feature: "moved", as: "default", cover: { document, done, isLate: false, isUndecided: false } },
      { feature: "kept", as: "default", stays: "Secret reason." },
    ] as const;
    const uncovered = [{ id: "old_one", target: "gateway", deadline, at: Date.parse("2026-05-20"), uses }];
    const status = await statusFor(fresh(), wanted(0), {}, [SONNET], { deadlines, uncovered });
    expect(status.migrations[0]?.cutoff).toMatchObject({ date: "2026-05-28", precision: "earliest" });
    expect(status.uncovered).toEqual([
      {
        offering: "old_one",
        target: "gateway",
        date: "2026-05-20",
        precision: "exact",
        days: 2,
        url,
        features: ["duo_chat"],
      },
    ]);
    const text = show(status);
    expect(text).toContain("older_model ends not before 2026-05-28, in 10 days");
    expect(text).toContain("\nEnds without a migration in time\n  old_one ends 2026-05-20, in 2 days: duo_chat\n");
    expect(text).not.toContain("Secret");
    const features = Array.from({ length: 68 }, (_, at) => `feature_${at}`);
    const crowd = { ...status, uncovered: (status.uncovered ?? []).map((one) => ({ ...one, features })) };
    expect(show(crowd)).toContain(": feature_0, feature_1, feature_2, feature_3, feature_4 and 63 more\n");
  });

  it("says since when a step stands, until when, and what comes next", async () => {
    const forge = fresh();
    await converge(forge, wanted(0));
    forge.merge("1");
    const merged = wanted(1).map((one) => (one.kind === "file" ? { ...one, edits: [] } : one));
    await converge(forge, merged);
    const [now] = (await statusFor(forge, merged)).migrations;
    expect(now?.features[0]?.flag).toMatchObject({
      step: 1,
      steps: 3,
      reach: 'list "team" in production',
      exposure: 0.5,
      since: "2026-05-18T09:00:00.000Z",
      until: "2026-05-20T09:00:00.000Z",
    });
    expect(now?.files).toMatchObject([{ state: "merged", reference: "acme/gateway!1" }]);
    expect(now?.next).toEqual(["raise step of duo_chat to 2 after 2026-05-20T09:00Z if latency held"]);
    const [later] = (await statusFor(forge, merged, { instant: NOW + 3 * DAY })).migrations;
    expect(later?.next).toEqual(["raise step of duo_chat to 2 if latency held"]);
  });

  it("asks for no next step of a flag that a person lowered", async () => {
    const forge = fresh();
    await converge(forge, wanted(0));
    forge.merge("1");
    const merged = wanted(1).map((one) => (one.kind === "file" ? { ...one, edits: [] } : one));
    await converge(forge, merged);
    for (const live of forge.flags) live.active = false;
    const [now] = (await statusFor(forge, merged)).migrations;
    expect(now?.features[0]?.flag).toMatchObject({ step: 1, reach: "off", waits: true });
    expect(now?.notices).toMatchObject([{ kind: "held" }]);
    expect(now?.next).not.toContainEqual(expect.stringMatching(/^raise/));
    expect(now?.next).toContainEqual(expect.stringMatching(/^decide: flag \S+ was lowered by a person/));
    expect(show(await statusFor(forge, merged))).toMatch(/flag \S+ last taken to step 1 of 3 since .*: off/);
  });

  it("says what is held and why", async () => {
    const status = await statusFor(fresh(), wanted(0), { hold: "incident 4711" });
    expect(status.migrations[0]?.held).toEqual([
      { reason: "CUTOVER_HOLD: incident 4711", changes: status.counts.held },
    ]);
    expect(show(status)).toContain("held: CUTOVER_HOLD: incident 4711\n");
  });

  it("tells nothing that a confidential migration says", async () => {
    const forge = fresh();
    const resources = wanted(0).map((one) => (one.kind === "issue" ? { ...one, confidential: true } : one));
    await converge(forge, resources, { migrations: [facts({ confidential: true })] });
    const [issue] = forge.items;
    if (issue === undefined) throw new Error("no issue");
    issue.body = issue.body.replace("Step by step.", "Secret of a person.");
    issue.title = "Secret title";
    const changed = resources.map((one) =>
      one.kind === "issue" ? { ...one, title: "Secret too", blocks: [{ name: "plan", text: "Secret plan." }] } : one,
    );
    const status = await statusFor(forge, changed, { migrations: [facts({ confidential: true })] });
    expect(status.counts.conflicts).toBeGreaterThan(0);
    expect(JSON.stringify(status) + show(status)).not.toMatch(/secret|step by step|2026-05-28|Claude/i);
  });

  it("is one line for what is not begun or over", async () => {
    const migrations = (["draft", "complete", "cancelled"] as const).map((status) => ({
      ...SONNET,
      name: `a-${status}`,
      status,
    }));
    const own = { migrations: migrations.map(({ name, status }) => facts({ name, status })) };
    const text = show(
      await statusFor(
        fresh(),
        [],
        own,
        migrations.map((one) => ({ ...one, replaces: {} })),
      ),
    );
    expect(text).toBe(
      "a-draft  draft  @ana\na-complete  complete  @ana\na-cancelled  cancelled  @ana\n\n3 migrations: 1 draft, 1 complete, 1 cancelled\n",
    );
  });

  it("looks at everything a few times, however many migrations there are", async () => {
    const plan = await converge(fresh(), wanted(0));
    const forge = fresh();
    await converge(forge, wanted(0));
    const observation = await forge.observe(plan.scope);
    const names = Array.from({ length: 400 }, (_none, at) => `m${at}`);
    let looks = 0;
    const counted = <T extends object>(values: readonly T[]): readonly T[] =>
      new Proxy(values, {
        get: (target, name) => {
          if (typeof name === "string" && /^\d+$/.test(name)) looks += 1;
          return Reflect.get(target, name);
        },
      });
    const repeated = <T extends object>(values: readonly T[], as: (value: T, name: string, at: number) => T) =>
      counted(names.flatMap((name, at) => values.map((value) => as(value, name, at))));
    const renamed = <T extends { readonly key: string }>(one: T, name: string) => ({
      ...one,
      migration: name,
      key: one.key.replace("sonnet", name),
    });
    const items = repeated(observation.items.slice(0, 1), (one, _name, at) => ({
      ...one,
      locator: { ...one.locator, id: String(at) },
    }));
    const input: PlanInput = {
      resources: repeated(wanted(0), renamed),
      observation: { ...observation, items, flags: repeated(observation.flags, (one) => one) },
      scope: plan.scope,
      url: URL,
      user: "cutover",
      instant: NOW,
      workspace: "w",
      migrations: counted(names.map((name) => facts({ name }))),
    };
    const things = names.map((name, at) => [
      `issue/${name}`,
      { locator: { kind: "issue", home: "acme/ai", id: String(at) }, url: URL },
    ]);
    const large = { ...plan, changes: repeated(plan.changes, renamed), things: Object.fromEntries(things) };
    const status = statusOf({
      plan: large,
      input,
      config: CONFIG,
      migrations: names.map((name) => documentOf({ ...SONNET, name })),
    });
    expect(status.migrations).toHaveLength(400);
    expect(status.migrations[399]?.objects).toMatchObject([{ reference: "acme/ai#399" }]);
    const size = large.changes.length + input.resources.length + items.length + 2 * names.length;
    expect(looks).toBeLessThan(6 * size);
  });
});
