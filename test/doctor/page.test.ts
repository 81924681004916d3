import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { CHECKS } from "../../src/doctor/checks/index.ts";
import { expectPage } from "../docs/pasted.ts";
import { startStand, VARIABLES } from "./stand.ts";

const PAGE = new URL("../../docs/doctor.md", import.meta.url);

it("docs/doctor.md shows what doctor prints", async () => {
  const shown = new Map<string, string>();
  const sound = await startStand();
  const steady = (text: string, url: string) => text.replaceAll(url, "https://gitlab.example.com");
  const print = async (stand: typeof sound, ...argv: string[]) =>
    steady((await stand.run(["doctor", ...argv])).out, stand.sandbox.url);
  shown.set("sound", await print(sound));
  shown.set("json", await print(sound, "--format", "json"));
  const [token, ...others] = VARIABLES;
  const faulty = await startStand({
    groups: [{ path: "acme", members: { "cutover-bot": "reporter" } }],
    projects: [
      {
        path: "acme/ai",
        labels: ["AI Model Migration"],
        variables: [{ ...token, protected: false } as never, ...others],
      },
      { path: "acme/monolith", members: { "cutover-bot": "reporter" } },
    ],
  });
  shown.set("faults", faultsOf(await print(faulty)));
  await faulty.edit((catalog) => catalog.replace(/url: .*/, "url: http://127.0.0.1:1"));
  shown.set("url", await print(faulty));
  await expectPage("doctor", shown);
});

/** Findings that are not sound, without the headings of those that are. */
function faultsOf(text: string): string {
  return text.replace(/^ {2}ok .*\n/gm, "").replace(/^[A-Z].*\n\n/gm, "");
}

it("docs/doctor.md lists every check with what it wants", async () => {
  const page = await readFile(PAGE, "utf8");
  const rows = page.split("\n").filter((line) => /^\| `/.test(line));
  expect(rows).toEqual(CHECKS.map(({ id, chapter, summary }) => `| \`${id}\` | ${chapter} | ${summary} |`));
});

it("checks are named as their files, and no id is taken twice", async () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  for (const { id } of CHECKS)
    expect(await readFile(new URL(`../../src/doctor/checks/${id}.ts`, import.meta.url), "utf8")).toContain(
      `id: "${id}"`,
    );
});
