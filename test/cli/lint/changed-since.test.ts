import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { gitWith } from "../../../src/cli/git.ts";
import { lockText } from "../../../src/deadlines/lock-text.ts";
import { cutover } from "../harness.ts";
import { ACME, CONFIG, folder, migration, places, UNSELECTABLE } from "./acme.ts";

const git = gitWith(execFile);
const AS_OF = ["--as-of", "2026-05-20"];

/** A clean repository with a workspace whose three migrations all have a mistake. */
const THREE = {
  ...ACME,
  "cutover.yaml": `${CONFIG}  duo_workflow: { title: Workflow }\n`,
  "migrations/chat.yaml": migration("chat-x"),
  "migrations/chat-again.yaml": migration("chat-again-x").replace("status: active", "status: draft"),
  "migrations/flow.yaml": migration("flow-x", "duo_workflow")
    .replaceAll("claude_sonnet_4_5_20250929", "gpt_5")
    .replaceAll("claude_sonnet_4_6", "gpt_6"),
};

const NAMES = ["chat-again.yaml", "chat.yaml"].map((file) => `migrations/${file}:3:7 name-matches-file`);

async function repository(files: Readonly<Record<string, string>> = THREE, inside = "."): Promise<string> {
  const cwd = await folder(Object.fromEntries(Object.entries(files).map(([file, text]) => [join(inside, file), text])));
  await run(cwd, "init", "--initial-branch=main");
  await commit(cwd);
  return join(cwd, inside);
}

async function run(cwd: string, ...args: readonly string[]): Promise<void> {
  const identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false"];
  const { code, stderr } = await git([...identity, ...args], cwd);
  if (code !== 0) throw new Error(stderr);
}

async function commit(cwd: string): Promise<void> {
  await run(cwd, "add", "--all");
  await run(cwd, "commit", "--message", "change", "--allow-empty");
}

async function append(cwd: string, file: string, text = "# seen\n"): Promise<void> {
  await fs.mkdir(dirname(join(cwd, file)), { recursive: true });
  await fs.appendFile(join(cwd, file), text);
}

/** The mistakes that stand here on purpose: the offerings of one migration are unknown as well. */
const MEANT = / (name-matches-file|default-not-selectable|evaluation-missing|schema)$/;

async function found(cwd: string, ...argv: readonly string[]): Promise<string[]> {
  const ran = await cutover(cwd, ["lint", "--format", "json", ...argv], { git });
  expect(ran.err).toBe("");
  return places(ran.out).filter((place) => MEANT.test(place));
}

it("finds nothing where nothing has changed", async () => {
  const cwd = await repository();
  expect(await found(cwd)).toHaveLength(3);
  expect(await found(cwd, "--changed-since", "HEAD")).toEqual([]);
  await append(cwd, "README.md");
  const ran = await cutover(cwd, ["lint", "--changed-since", "HEAD"], { git });
  expect(ran).toMatchObject({ code: 0, out: "nothing that lint looks at has changed since HEAD\n" });
});

it("finds what is in a changed migration, and in those that share a feature or offering with it", async () => {
  const cwd = await repository();
  await append(cwd, "migrations/chat.yaml");
  expect(await found(cwd, "--changed-since", "main")).toEqual(NAMES);
  await run(cwd, "checkout", "-b", "topic");
  await commit(cwd);
  expect(await found(cwd, "--changed-since", "main")).toEqual(NAMES);
});

it("leaves out what only the other branch has changed", async () => {
  const cwd = await repository();
  await run(cwd, "checkout", "-b", "topic");
  await append(cwd, "migrations/flow.yaml");
  await commit(cwd);
  await run(cwd, "checkout", "main");
  await append(cwd, "migrations/chat.yaml");
  await commit(cwd);
  await run(cwd, "checkout", "topic");
  expect(await found(cwd, "--changed-since", "main")).toEqual(["migrations/flow.yaml:3:7 name-matches-file"]);
});

it("sees files that git does not track yet, and staged ones", async () => {
  const cwd = await repository();
  await append(cwd, "migrations/new feature.yaml", migration("newer", "code_review").replaceAll("claude_", "gemini_"));
  expect(await found(cwd, "--changed-since", "main")).toEqual(["migrations/new feature.yaml:3:7 name-matches-file"]);
  await run(cwd, "add", "--all");
  expect(await found(cwd, "--changed-since", "main")).toEqual(["migrations/new feature.yaml:3:7 name-matches-file"]);
});

it("a changed cutover.yaml and a deleted migration concern all", async () => {
  const cwd = await repository();
  await append(cwd, "cutover.yaml");
  expect(await found(cwd, "--changed-since", "main")).toEqual(await found(cwd));
  await commit(cwd);
  await fs.rm(join(cwd, "migrations/flow.yaml"));
  expect(await found(cwd, "--changed-since", "HEAD")).toEqual(NAMES);
});

it("a changed lock file concerns what rules say of deadlines, wherever that stands", async () => {
  const sonnet = { host: "anthropic", model: "claude-sonnet-4-5-20250929", source: "anthropic-sdk" };
  const lock = (cutoff: string) =>
    lockText({
      version: 1,
      offerings: { claude_sonnet_4_5_20250929: { ...sonnet, cutoff, precision: "exact" } },
      policies: [],
      facts: [],
    });
  const retire = migration("retire", "duo_chat", "replaces:\n  claude_sonnet_4_5_20250929: { retire: keep }\n");
  const cwd = await repository({
    ...THREE,
    "migrations/retire.yaml": retire,
    "deadlines.lock.json": lock("2030-01-01"),
  });
  const named = async () => {
    const ran = await cutover(cwd, ["lint", "--format", "json", "--changed-since", "main", ...AS_OF], { git });
    return places(ran.out);
  };
  expect(await named()).toEqual([]);
  await fs.writeFile(join(cwd, "deadlines.lock.json"), lock("2026-05-30"));
  expect(await named()).toEqual([
    "deadlines.lock.json:4:5 uncovered-cutoff",
    "migrations/retire.yaml:14:3 feature-missed",
    "migrations/retire.yaml:14:3 cutoff-buffer",
    "migrations/retire.yaml:14:3 schedule-infeasible",
  ]);
  await fs.rm(join(cwd, "deadlines.lock.json"));
  expect(await named()).toEqual([]);
});

it("a changed migration concerns what the lock file says of names that it has: it may have covered them before", async () => {
  const end = { host: "anthropic", source: "anthropic-sdk", cutoff: "2026-06-20", precision: "exact" } as const;
  const offerings = { claude_sonnet_4_6: { ...end, model: "claude-sonnet-4-6" } };
  const withdraw = (id: string) =>
    migration("chat", "duo_chat", `    withdraw: [${id}]\n`).replace(/ {4}(from|to): .*\n/g, "");
  const cwd = await repository({
    ...ACME,
    "migrations/chat.yaml": withdraw("claude_sonnet_4_6"),
    "migrations/other.yaml": migration("other", "code_review").replaceAll("claude_sonnet_4_6", "gpt_6"),
    "deadlines.lock.json": lockText({ version: 1, offerings, policies: [], facts: [] }),
  });
  const uncovered = async (...argv: string[]) => {
    const { out } = await cutover(cwd, ["lint", "--format", "json", ...argv, ...AS_OF], { git });
    return places(out).filter((place) => place.startsWith("deadlines.lock.json"));
  };
  const found = ["deadlines.lock.json:4:5 uncovered-cutoff"];
  expect(await uncovered()).toEqual([]);
  await fs.writeFile(join(cwd, "migrations/chat.yaml"), withdraw("claude_sonnet_4_5_20250929"));
  expect(await uncovered("--changed-since", "HEAD")).toEqual(found);
  await commit(cwd);
  await append(cwd, "migrations/other.yaml");
  expect([await uncovered(), await uncovered("--changed-since", "HEAD")]).toEqual([found, []]);
});

it("a changed report concerns the migrations that name it", async () => {
  const report = "    evaluation: { report: evals/chat.json }\n";
  const cwd = await repository({ ...THREE, "migrations/chat.yaml": migration("chat-x", "duo_chat", report) });
  await append(cwd, "evals/chat.json", "{}\n");
  const places = await found(cwd, "--changed-since", "main");
  expect(places).toContain(NAMES[1]);
  expect(places).not.toContain(NAMES[0]);
});

it("a changed gateway file in the same repository concerns what rules see there", async () => {
  const file = "gateway/ai_gateway/model_selection/unit_primitives.yml";
  const cwd = await repository();
  await fs.writeFile(join(cwd, file), UNSELECTABLE);
  expect(await found(cwd, "--changed-since", "main")).toEqual([
    "ai_gateway/model_selection/unit_primitives.yml:14:9 default-not-selectable",
  ]);
  expect(await found(cwd, "--changed-since", "main", file)).toEqual([`${file}:14:9 default-not-selectable`]);
});

it("works in a workspace below the top of the repository, and with paths", async () => {
  const cwd = await repository(THREE, "teams/ai");
  await append(cwd, "migrations/chat.yaml");
  expect(await found(cwd, "--changed-since", "main")).toEqual(NAMES);
  expect(await found(cwd, "--changed-since", "main", "migrations/chat.yaml")).toEqual([NAMES[1]]);
});

it("says why it cannot know what has changed", async () => {
  const cwd = await repository();
  const unknown = await cutover(cwd, ["lint", "--changed-since", "nowhere"], { git });
  expect(unknown).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/--changed-since: .*nowhere/) });
  const option = await cutover(cwd, ["lint", "--changed-since", "--output=/etc/passwd"], { git });
  expect(option).toMatchObject({ code: 2, err: expect.stringContaining('"--output=/etc/passwd" is no commit') });
  const outside = await cutover(await folder(ACME), ["lint", "--changed-since", "main"], { git });
  expect(outside).toMatchObject({ code: 2, err: expect.stringContaining("not a git repository") });
  const gone = await cutover(cwd, ["lint", "--changed-since", "main"]);
  expect(gone).toMatchObject({ code: 2, err: expect.stringContaining("git is not at hand") });
});

it("sees changes behind a folder or a file that is a link", async () => {
  const { "migrations/chat.yaml": chat, "migrations/flow.yaml": flow, ...rest } = THREE;
  const cwd = await repository({ ...rest, "shared/chat.yaml": chat, "shared/flow.yaml": flow }, "ws");
  await fs.symlink("../shared/chat.yaml", join(cwd, "migrations/chat.yaml"));
  await fs.symlink("../shared/flow.yaml", join(cwd, "migrations/flow.yaml"));
  await commit(cwd);
  await append(cwd, "shared/chat.yaml");
  expect(await found(cwd, "--changed-since", "main")).toEqual(NAMES);
  await run(cwd, "mv", "migrations", "real");
  await fs.symlink("real", join(cwd, "migrations"));
  await commit(cwd);
  await append(cwd, "shared/flow.yaml");
  expect(await found(cwd, "--changed-since", "HEAD")).toEqual(["migrations/flow.yaml:3:7 name-matches-file"]);
  await append(cwd, "real/chat-again.yaml");
  expect(await found(cwd, "--changed-since", "HEAD")).toHaveLength(3);
});

it("sees that a migration behind a link is gone, and that a link leads elsewhere now", async () => {
  const cwd = await repository();
  await run(cwd, "mv", "migrations", "real");
  await fs.symlink("real", join(cwd, "migrations"));
  await commit(cwd);
  await fs.rm(join(cwd, "real/flow.yaml"));
  expect(await found(cwd, "--changed-since", "HEAD")).toEqual(NAMES);
  await run(cwd, "checkout", "--", ".");
  await fs.cp(join(cwd, "real"), join(cwd, "other"), { recursive: true });
  await commit(cwd);
  expect(await found(cwd, "--changed-since", "HEAD")).toEqual([]);
  await fs.rm(join(cwd, "migrations"));
  await fs.symlink("other", join(cwd, "migrations"));
  expect(await found(cwd, "--changed-since", "HEAD")).toHaveLength(3);
});

describe("a checkout that is a repository of its own", () => {
  const FEATURES = "ai_gateway/model_selection/unit_primitives.yml";
  const THERE = `${FEATURES}:14:9 default-not-selectable`;

  /** The gateway below the workspace or beside it, with a first commit of its own. */
  async function apart(checkout: string): Promise<{ readonly cwd: string; readonly gateway: string }> {
    const files = Object.entries(THREE).map(([file, text]) => [
      file.startsWith("gateway/") ? join("ws", checkout, file.slice("gateway/".length)) : join("ws", file),
      text.replace("checkout: gateway", `checkout: ${checkout}`),
    ]);
    const top = await folder(Object.fromEntries(files));
    const [cwd, gateway] = [join(top, "ws"), join(top, "ws", checkout)];
    for (const one of [gateway, cwd]) {
      await run(one, "init", "--initial-branch=main");
      if (one === cwd && checkout === "gateway") await fs.writeFile(join(cwd, ".gitignore"), "gateway/\n");
      await commit(one);
    }
    return { cwd, gateway };
  }

  it.each(["gateway", "../gateway"])("counts when it is at %s", async (checkout) => {
    const { cwd, gateway } = await apart(checkout);
    expect(await found(cwd, "--changed-since", "main")).toEqual([]);
    await fs.writeFile(join(gateway, FEATURES), UNSELECTABLE);
    expect(await found(cwd, "--changed-since", "main")).toEqual([THERE]);
    await run(gateway, "checkout", "-b", "topic");
    await commit(gateway);
    expect(await found(cwd, "--changed-since", "main")).toEqual([THERE]);
  });

  it("counts with its working tree alone where it does not know the commit, and that is said", async () => {
    const { cwd, gateway } = await apart("../gateway");
    await run(cwd, "tag", "v1");
    const argv = ["lint", "--format", "json", "--changed-since", "v1"];
    const before = await cutover(cwd, argv, { git });
    expect(places(before.out)).toEqual([]);
    expect(before.err).toMatch(
      /^note: --changed-since v1 in "\.\.\/gateway", a repository of its own: .*v1.*; only its working tree counts\n$/,
    );
    expect((await cutover(cwd, [...argv, "--quiet"], { git })).err).toBe("");
    await fs.writeFile(join(gateway, FEATURES), UNSELECTABLE);
    expect(places((await cutover(cwd, argv, { git })).out)).toContain(THERE);
  });

  it("need not be in a repository at all", async () => {
    const { cwd, gateway } = await apart("../gateway");
    await fs.rm(join(gateway, ".git"), { recursive: true });
    await append(cwd, "migrations/flow.yaml");
    expect(await found(cwd, "--changed-since", "main")).toEqual(["migrations/flow.yaml:3:7 name-matches-file"]);
  });

  it("is looked at where it is a submodule", async () => {
    const { cwd: other, gateway } = await apart("../gateway");
    expect(other).not.toBe(gateway);
    const cwd = await repository(
      Object.fromEntries(Object.entries(THREE).filter(([file]) => !file.startsWith("gateway/"))),
    );
    await run(cwd, "-c", "protocol.file.allow=always", "submodule", "add", gateway, "gateway");
    await commit(cwd);
    expect(await found(cwd, "--changed-since", "HEAD")).toEqual([]);
    await fs.writeFile(join(cwd, "gateway", FEATURES), UNSELECTABLE);
    expect(await found(cwd, "--changed-since", "HEAD")).toEqual([THERE]);
  });
});

it("says in one line that a name over two lines is no commit", async () => {
  const ran = await cutover(await repository(), ["lint", "--changed-since", "HEAD\nx"], { git });
  expect(ran).toMatchObject({ code: 2, out: "" });
  expect(ran.err).toBe('cutover: --changed-since: "HEAD\\nx" is no commit\n  hint: name a branch, tag or commit\n');
});
