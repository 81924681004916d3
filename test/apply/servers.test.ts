import { afterEach, describe, expect, it } from "vitest";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import { parseMarker } from "../../src/model/marker.ts";
import { INSTANCE } from "../../src/model/observed.ts";
import type { FlagResource, Resource, Strategy } from "../../src/model/resource.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";
import { converge, flag, LABEL, lines, mainIssue, planOf, rollout } from "../plan/build.ts";

// The same migration on servers that differ: each has to come to rest.

const OLDER = "16.11.6-ee";
let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

async function start(options: SandboxOptions): Promise<Forge> {
  const hasEpics = options.tier !== "free";
  sandbox = await startSandbox({
    ...options,
    seed: {
      users: [
        { username: "cutover", name: "Cutover", token: "token-of-cutover", role: "maintainer" },
        { username: "ana", name: "Ana", token: "token-of-ana", role: "maintainer" },
        { username: "bo", name: "Bo", role: "developer" },
        { username: "root", name: "Root", token: "token-of-root", admin: true },
      ],
      groups: [
        { path: "acme", labels: [LABEL, "group::duo chat"], ...(hasEpics && { epics: [{ title: "Initiative" }] }) },
      ],
      projects: [{ path: "acme/ai" }],
      ...options.seed,
    },
  });
  return forgeOf("token-of-cutover");
}

function forgeOf(token: string): Forge {
  return createGitLabForge({ url: sandbox?.url ?? "", token, fetch });
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox?.url}/api/v4/${path}`, {
    method,
    headers: { "private-token": "token-of-root", "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A deprecation, which is tracked in an epic, with one rollout issue. */
function deprecation(own: Parameters<typeof mainIssue>[0] = {}): Resource[] {
  const epic = mainIssue({
    kind: "epic",
    key: "epic/sonnet",
    home: "acme",
    title: "Replace discontinued Sonnet",
    parent: { existing: "&1" },
    dueDate: "2026-12-01",
    related: [],
    ...own,
  });
  return [rollout({ parent: { key: "epic/sonnet" } }), epic];
}

const NONE =
  'unknown: "acme" has no epics on this server (they need GitLab Premium or Ultimate), so epic/sonnet is a plain issue, and nothing is put under &1';

describe("a deprecation", () => {
  it("comes to rest where epics are those of REST, which have no assignees", async () => {
    const forge = await start({ tier: "ultimate", version: OLDER });
    expect(lines(await converge(forge, deprecation()))).toEqual([
      'create: create issue "Duo Chat: roll out Claude Sonnet 4.6"',
      'create: create epic "Replace discontinued Sonnet"',
      "relate: put epic/sonnet under &1",
      "relate: put issue/sonnet/duo_chat under epic/sonnet",
      "unknown: epic/sonnet: an assignee is no part of this server's epics and is left out",
    ]);
    expect(lines(await planOf(forge, deprecation()))).toEqual([]);
    const closed = deprecation({ state: "closed", title: "Sonnet is gone", dueDate: undefined });
    expect(lines(await converge(forge, closed))).toEqual(["close: close acme&2: title, due date"]);
    expect(lines(await planOf(forge, closed))).toEqual([]);
    expect(await call("GET", "groups/acme/epics/2")).toMatchObject({
      title: "Sonnet is gone",
      state: "closed",
      due_date: null,
      parent_iid: 1,
    });
  });

  it.each([undefined, OLDER])(
    "is tracked in a plain issue where the licence has no epics (version %s)",
    async (version) => {
      const forge = await start({ tier: "free", ...(version !== undefined && { version }) });
      expect(lines(await converge(forge, deprecation()))).toEqual([
        'create: create issue "Duo Chat: roll out Claude Sonnet 4.6"',
        'create: create issue "Replace discontinued Sonnet"',
        "relate: link issue/sonnet/duo_chat with epic/sonnet",
        NONE,
      ]);
      expect(lines(await planOf(forge, deprecation()))).toEqual([NONE]);
      const { description } = (await call("GET", "projects/acme%2Fai/issues/2")) as { description: string };
      expect(parseMarker(description)?.key).toBe("epic/sonnet");
      expect(description).toContain("/acme/ai/-/issues/1");
      expect(await call("GET", "projects/acme%2Fai/issues/1/links")).toMatchObject([
        { iid: 2, link_type: "relates_to" },
      ]);
      const closed = deprecation({ state: "closed" });
      expect(lines(await converge(forge, closed))).toEqual(["close: close acme/ai#2", NONE]);
      expect(lines(await planOf(forge, closed))).toEqual([NONE]);
    },
  );
});

const EVERYWHERE = { environments: ["*"] };
const TEAM: Strategy = { kind: "group", group: "team", ...EVERYWHERE };
const TEN: Strategy = { kind: "percentage", percentage: 10, ...EVERYWHERE };
const STEPS = [[TEAM], [TEAM, TEN], [{ kind: "everyone", ...EVERYWHERE } as const]];

function serverFlag(step: number, own: Partial<FlagResource> = {}): Resource[] {
  const steps = STEPS.map((strategies) => ({ strategies }));
  const strategies = STEPS[step - 1] ?? [];
  return [
    mainIssue({ parent: undefined }),
    rollout({ flag: "flag/sonnet/duo_chat" }),
    flag(step, { home: INSTANCE, steps, strategies, ...own }),
  ];
}

describe("a flag of the whole server", () => {
  const DEFINED = { feature_definitions: [{ name: "duo_chat_sonnet", default_enabled: false }] };
  const gates = async () => (await call("GET", "features")) as unknown[];

  async function administrator(seed: NonNullable<SandboxOptions["seed"]>): Promise<Forge> {
    await start({ tier: "premium", seed });
    return forgeOf("token-of-root");
  }

  it("waits for the code that defines it, is raised step by step and turned off", async () => {
    const forge = await administrator({});
    const waits =
      "waiting: flag duo_chat_sonnet is not known to the server yet: it comes with the code that defines it";
    expect(lines(await converge(forge, serverFlag(1)))).toContain(waits);
    expect(lines(await planOf(forge, serverFlag(1)))).toEqual([waits]);
    sandbox?.seed(DEFINED);
    expect(lines(await converge(forge, serverFlag(0)))).toEqual([]);
    expect(await gates()).toEqual([]);

    expect(lines(await converge(forge, serverFlag(1)))).toContain(
      'raise: raise flag duo_chat_sonnet to step 1: group "team" in *',
    );
    expect(lines(await planOf(forge, serverFlag(1)))).toEqual([]);
    await converge(forge, serverFlag(2));
    expect(await gates()).toMatchObject([{ name: "duo_chat_sonnet", state: "conditional" }]);
    await converge(forge, serverFlag(3));
    expect(await gates()).toMatchObject([{ state: "on" }]);
    expect(lines(await planOf(forge, serverFlag(3)))).toEqual([]);
    await converge(forge, serverFlag(2));
    expect(lines(await planOf(forge, serverFlag(2)))).toEqual([]);
    await converge(forge, serverFlag(0));
    expect(await gates()).toMatchObject([{ state: "off" }]);
    expect(lines(await planOf(forge, serverFlag(0)))).toEqual([]);
  });

  it("that others use as well is raised by nobody, and says what turning it off takes away", async () => {
    const forge = await administrator(DEFINED);
    await converge(forge, serverFlag(1));
    await call("POST", "features/duo_chat_sonnet", { value: true, project: "acme/ai" });
    expect(lines(await planOf(forge, serverFlag(2)))).toEqual([
      "conflict: flag duo_chat_sonnet carries strategies that the ramp cannot say (1), so nobody knows whom step 2 would reach",
    ]);
    const plan = await converge(forge, serverFlag(0));
    expect(plan.changes[0]).toMatchObject({
      action: "lower",
      fields: [
        { path: "exposure" },
        { path: "gates of others", before: [expect.stringMatching(/^actors Project:\d+$/)] },
      ],
    });
    expect(lines(await planOf(forge, serverFlag(0)))).toEqual([]);
  });

  it("cannot be seen without an administrator's token, and is left as it is", async () => {
    await administrator(DEFINED);
    const forge = forgeOf("token-of-cutover");
    const unseen =
      "unknown: flag duo_chat_sonnet in instance cannot be seen, and so it is left as it is: the flags of the server are for its administrators alone";
    expect(lines(await converge(forge, serverFlag(1)))).toContain(unseen);
    expect(lines(await planOf(forge, serverFlag(1)))).toEqual([unseen]);
    expect(await gates()).toEqual([]);
  });
});
