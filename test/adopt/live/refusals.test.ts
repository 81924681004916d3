import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Scene, startScene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

function adopt(...argv: string[]) {
  return scene.run("adopt", "--name", "by-hand", ...argv);
}

describe("nothing is written where", () => {
  it.each([
    [["--issue", "&2"], 2, '--issue: "&2" is no issue; write it like #12 or acme/ai#12'],
    [["--epic", "acme/ai#1"], 2, '--epic: "acme/ai#1" is no epic; write it like &7 or acme&7'],
    [["--issue", "12"], 2, '--issue: "12" is no issue'],
    [["--issue", "#99"], 1, "acme/ai#99 does not exist, or the token's user may not see it"],
    [["--epic", "&99"], 1, "acme&99 does not exist, or the token's user may not see it"],
    [["--flag", "no_such_flag"], 1, 'acme/monolith has no feature flag "no_such_flag"'],
    [["--kind", "Upgrade"], 2, "--kind is about live work"],
    [["--kind", "Upgrade", "--epic", "&2"], 2, "an Upgrade has a main issue and no epic"],
    [["--kind", "Deprecation", "--issue", "#1"], 2, "a Deprecation has an epic, and --epic is missing"],
    [["--issue", "#1", "--issue", "#1"], 2, "an issue or flag is named twice"],
    [["--issue", "#1", "--git", ".", "HEAD"], 2, "--git is about files, --epic, --issue and --flag about live work"],
    [["--issue", "#1", "--out", "x.yaml"], 2, "--out: live work is written to the workspace's migrations"],
    [["--issue", "#1", "--owner", "ana"], 2, '--owner: "ana" is no GitLab user'],
  ])("%j", async (argv, code, message) => {
    const ran = await adopt(...argv);
    expect([ran.code, ran.out]).toEqual([code, ""]);
    expect(ran.err).toContain(`cutover: ${message}`);
    await expect(scene.text("migrations/by-hand.yaml")).rejects.toThrow("ENOENT");
  });

  it("an issue is closed, or was moved elsewhere", async () => {
    const { iid } = await scene.person("POST", "projects/acme%2Fai/issues", { title: "old", description: "x" });
    await scene.person("PUT", `projects/acme%2Fai/issues/${iid}`, { state_event: "close" });
    const closed = await adopt("--issue", `#${iid}`);
    expect([closed.code, closed.err]).toEqual([1, expect.stringContaining(`acme/ai#${iid} is closed`)]);
    const other = await scene.person("POST", "projects/acme%2Fai/issues", { title: "wrong place", description: "x" });
    const target = await scene.person("GET", "projects/acme%2Fai-gateway");
    await scene.person("POST", `projects/acme%2Fai/issues/${other.iid}/move`, { to_project_id: target.id });
    const moved = await adopt("--issue", `#${other.iid}`);
    expect([moved.code, moved.err]).toEqual([1, expect.stringContaining(`acme/ai#${other.iid} was moved elsewhere`)]);
  });
});

it("without a feature, a person has to fill it in: exit 1, and lint shows where", async () => {
  const ran = await scene.run("adopt", "--name", "prompts", "--issue", "#9");
  expect(ran).toEqual({
    code: 1,
    out: "wrote migrations/prompts.yaml\n",
    err: "to fill in: features: which features it concerns; no issue, table or flag names one\n",
  });
  expect(await scene.text("migrations/prompts.yaml")).toContain(
    "summary: |\n  Nothing of a model here.\n\nadopted:\n  - acme/ai#9\n\n# to fill in: the features that it concerns\n",
  );
  const lint = await scene.run("lint", "migrations/prompts.yaml");
  expect([lint.code, lint.out]).toEqual([1, expect.stringContaining("error[schema]")]);
});

it("without the gateway's words, a flag that is on is never planned to go off", async () => {
  const ran = await scene.run("adopt", "--name", "bare", "--flag", "duo_chat_sonnet_4_6", "--out", "-");
  expect([ran.code, ran.err]).toEqual([
    1,
    expect.stringContaining("to fill in: duo_chat: to: which model it moves to"),
  ]);
  expect(ran.out).toContain('owner: "@ana"\nsummary: |\n  Takes over duo_chat_sonnet_4_6.\n');
  expect(ran.out).toContain(
    "    # to fill in: to: which model it moves to; no title or body names one of models.yml alone\n    stage: rollout\n",
  );
});

it("json tells the text and what is left, and writes nothing", async () => {
  const ran = await scene.run("adopt", "--name", "chat", "--issue", "#1", "--format", "json");
  const { text, open, notes } = JSON.parse(ran.out) as { text: string; open: string[]; notes: string[] };
  expect([ran.code, open]).toEqual([0, []]);
  expect(notes).toContain("acme/ai#2 is taken with it, for duo_chat");
  expect(text).toContain("name: chat\n");
  await expect(scene.text("migrations/chat.yaml")).rejects.toThrow("ENOENT");
});

it("a migration that is there is left alone, and the lines that it lacks are printed", async () => {
  const first = await scene.run("adopt", "--name", "codegen", "--issue", "#6");
  expect(first.code).toBe(0);
  const line = "  - { issue: acme/ai#7, feature: code_generations }\n";
  const text = (await scene.text("migrations/codegen.yaml")).replace(line, "");
  await scene.write("migrations/codegen.yaml", text);
  const ran = await scene.run(
    "adopt",
    "--name",
    "codegen",
    "--issue",
    "#6",
    "--issue",
    "#7",
    "--flag",
    "codegen_sonnet_4_6",
  );
  expect(ran).toEqual({
    code: 1,
    out: `adopted:\n${line}  - { flag: codegen_sonnet_4_6 }\n`,
    err: expect.stringContaining("migrations/codegen.yaml is there already and is left as it is; write into it:\n"),
  });
  expect(await scene.text("migrations/codegen.yaml")).toBe(text);
});
