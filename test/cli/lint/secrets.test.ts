import * as fs from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FORMATS } from "../../../src/report/diagnostics/formats.ts";
import { cutover, folderWith } from "../harness.ts";
import { FEATURES, MODELS } from "./acme.ts";

const SECRET = `glpat-${"a1B2c3D4e5".repeat(2)}`;

const FILES = {
  "cutover.yaml": "apiVersion: cutover/v1\nkind: Config\n",
  "migrations/m.yaml": `apiVersion: cutover/v1
kind: Upgrade
name: m
status: draft
owner: "@ana"
milestone: 19.1
summary: The token is ${SECRET}
features:
  duo_chat: { stage: planned }
`,
  // Findings are named by the route to them, here through a list item that is told apart by its title, or by their text, as
  // in a comment and a key.
  "migrations/n.yaml": `apiVersion: cutover/v1
kind: Upgrade
name: n
status: draft
owner: "@ana"
summary: Moves.
# cutover-ignore nonsense-rule until 2027-01-01: see ${SECRET}
references:
  other:
    - title: ${SECRET}
      url: https://models.example.com/${SECRET}
features:
  duo_chat: { stage: planned } # cutover-ignore ${SECRET} until ${SECRET}: ${SECRET}
`,
  "migrations/k.yaml": `apiVersion: cutover/v1
kind: Upgrade
name: k
status: draft
owner: "@ana"
summary: Moves.
features:
  ${SECRET}: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
  "gateway/models.yml": MODELS.replace('    provider: "Anthropic"', `    provider: "Anthropic" # ${SECRET}\n    oops`),
  "gateway/unit_primitives.yml": FEATURES,
};

test.each([
  ...FORMATS.map((format) => ["lint", "--format", format]),
  ["lint", "--diff"],
  ["lint", "--fix"],
  ["lint", "--quiet"],
  ["lint", `${SECRET}.yaml`],
  ["lint", "--max-warnings", SECRET],
  ["lint", `--${SECRET}`],
  [SECRET],
  ["lint", "--rule", `${SECRET}=off`],
  ["init", "new", "--project", "acme/ai", "--gateway-project", "acme/gateway", "--owner", "@ana", "--from", "gateway"],
])("%s %s %s shows no secret", async (...argv) => {
  const folder = await folderWith(FILES);
  try {
    if (argv[0] === "init") await fs.rm(join(folder.path, "cutover.yaml"));
    const { out, err } = await cutover(folder.path, argv);
    expect((out + err).length).toBeGreaterThan(0);
    expect(out + err).not.toContain(SECRET);
    expect(out + err).not.toContain(SECRET.slice(0, 12));
  } finally {
    await folder.remove();
  }
});

test("findings in comments, list items and keys are among them", async () => {
  const folder = await folderWith(FILES);
  try {
    const { out } = await cutover(folder.path, ["lint", "--format", "junit"]);
    expect(out).toMatch(/name="secret-in-text: •+"/);
    expect(out).toMatch(/name="[\w-]+: references\/other\/•+\/\w+/);
    expect(out).toMatch(/name="schema: •+" file="migrations\/k.yaml"/);
  } finally {
    await folder.remove();
  }
});

test("init shows the frame of a file that it cannot read", async () => {
  const folder = await folderWith(FILES);
  try {
    await fs.rm(join(folder.path, "cutover.yaml"));
    const ran = await cutover(folder.path, ["init", "new", "--from", "gateway"]);
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/> \d+ \|/) });
    expect(ran.err).toContain("•••");
  } finally {
    await folder.remove();
  }
});
