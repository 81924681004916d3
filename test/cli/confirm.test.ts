import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { acmeSeed, PEOPLE } from "../../src/cli/demo/seed.ts";
import { MIGRATION, storyFiles } from "../../src/cli/demo/workspace.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { cutover, folderWith } from "./harness.ts";

const NOW = "2026-11-23T09:00:00Z";
const sandbox = await startSandbox({ now: NOW, tier: "ultimate", seed: acmeSeed() });
const folder = await folderWith(Object.fromEntries(storyFiles(sandbox.url, MIGRATION)));
afterAll(async () => {
  await sandbox.close();
  await folder.remove();
});

/** Apply on a terminal, with what the user does when asked. */
async function asked(answer: (stdin: PassThrough, interrupt: AbortController) => void) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const interrupt = new AbortController();
  const stderr = {
    text: "",
    write(text: string) {
      this.text += text;
      if (text.includes('Only "yes"')) answer(stdin, interrupt);
    },
  };
  const io = { env: { CUTOVER_TOKEN: PEOPLE.bot.token }, stdin, stderr, signal: interrupt.signal };
  const ran = await cutover(`${folder.path}/migrations`, ["apply", "--as-of", NOW], io);
  return { code: ran.code, err: stderr.text };
}

async function issues(): Promise<number> {
  const headers = { "PRIVATE-TOKEN": PEOPLE.bot.token };
  const response = await fetch(`${sandbox.url}/api/v4/projects/acme%2Fai/issues`, { headers });
  return ((await response.json()) as unknown[]).length;
}

describe("apply asks before it writes", () => {
  it.each([
    ["y", (stdin: PassThrough) => void stdin.write("y\n"), 1],
    ["Ctrl-D", (stdin: PassThrough) => void stdin.end(), 1],
    ["Ctrl-C", (_stdin: PassThrough, interrupt: AbortController) => interrupt.abort(), 3],
  ] as const)("and takes %s for no", async (_name, answer, code) => {
    const ran = await asked(answer);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(/nothing was changed\n$/);
    expect(await issues()).toBe(0);
  });

  it("refuses where there is no terminal to ask on", async () => {
    const ran = await cutover(`${folder.path}/migrations`, ["apply", "--as-of", NOW], {
      env: { CUTOVER_TOKEN: PEOPLE.bot.token },
    });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("hint: say --yes");
  });

  it("and takes yes", async () => {
    expect(await asked((stdin) => void stdin.write("yes\n"))).toMatchObject({ code: 0 });
    expect(await issues()).toBe(4);
  });
});
