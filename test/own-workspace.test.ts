import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cutover, filesBelow, folderWith } from "./cli/harness.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

describe("this repository's own workspace", () => {
  it("is clean on the real clock", async () => {
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const ran = await cutover(root, ["lint", "--require-targets"], { clock });
    expect(ran).toEqual({ code: 0, out: expect.stringMatching(/^no problems found in [0-9]+ files/), err: "" });
  });

  it.each(["2026-11-23", "2026-12-15", "2027-11-23"])("is clean on %s, with every rule run", async (day) => {
    const ran = await cutover(root, ["lint", "--require-targets", "--as-of", day]);
    expect(ran).toEqual({ code: 0, out: expect.stringMatching(/^no problems found in [0-9]+ files/), err: "" });
  });

  it("compiles to files that are changed at more than one place", async () => {
    const { path, remove } = await folderWith({});
    const ran = await cutover(root, ["compile", "--out", path]);
    const diffs = ["models.yml", "unit_primitives.yml"].map((name) =>
      fs.readFile(join(path, "files/ai-gateway/ai_gateway/model_selection", `${name}.diff`), "utf8"),
    );
    const [models, features] = await Promise.all(diffs);
    await remove();
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(models?.match(/^\+ {4}gitlab_identifier: .*/gm)).toEqual([
      '+    gitlab_identifier: "claude_sonnet_4_6"',
      '+    gitlab_identifier: "claude_sonnet_4_6_vertex"',
      '+    gitlab_identifier: "gpt_oss_120b_fireworks"',
    ]);
    expect(models).not.toMatch(/^-(?!--)/m);
    expect(features?.match(/^-(?!--).*/gm)).toEqual(['-      - "claude_sonnet_4_5_20250929_vertex"']);
  });

  it("shows every format of targets, each with a change", async () => {
    const config = await fs.readFile(join(root, "cutover.yaml"), "utf8");
    const formats = new Set([...config.matchAll(/\bformat: ([a-z-]+)/g)].map(([, format]) => format));
    const { default: schema } = await import("../schema/config.schema.json", { with: { type: "json" } });
    expect([...formats].sort()).toEqual([...schema.definitions.target.properties.format.enum].sort());
    const { path, remove } = await folderWith({});
    await cutover(root, ["compile", "--out", path]);
    const changed = (await filesBelow(join(path, "files"))).filter((file) => file.endsWith(".diff"));
    const issue = await fs.readFile(join(path, "issues/claude-sonnet-4-6.md"), "utf8");
    await remove();
    expect(new Set(changed.map((file) => file.split("/")[0]))).toEqual(
      new Set(["ai-gateway", "prompts", "monolith", "feature-page", "migration-page", "owners"]),
    );
    expect(issue).toContain("| `ai-gateway` | `ai_gateway/prompts/registry.py` | 3 |");
  });
});
