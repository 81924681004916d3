import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { caseFolder, caseMigration, caseSide, changedLines, createComparer, hasCases } from "../replay.ts";
import { cutover, folderWith } from "./harness.ts";

/** Real changes of the gateway's files, replayed through the command line as a user would. */
const CASES = ["05", "08", "09", "10", "11", "12", "14", "16", "18", "25"];

const FOLDER = "ai_gateway/model_selection";
const FILES = ["models.yml", "unit_primitives.yml"];

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ${FOLDER} }
`;

const comparer = hasCases ? createComparer() : undefined;
afterAll(() => comparer?.remove());

function nameIn(migration: string): string {
  return /^name: (\S+)$/m.exec(migration)?.[1] ?? "";
}

/** The files in `source`, compiled with one migration; the result lies in `out`. */
async function compiled(source: string, migration: string) {
  const files = FILES.map((file) => [`gateway/${FOLDER}/${file}`, readFileSync(join(source, file), "utf8")]);
  const folder = await folderWith({
    "cutover.yaml": CONFIG,
    [`migrations/${nameIn(migration)}.yaml`]: migration,
    ...Object.fromEntries(files),
  });
  const ran = await cutover(folder.path, ["compile", "--checkout", "ai-gateway=gateway", "--out", "out"]);
  return { ran, out: join(folder.path, "out/files/ai-gateway", FOLDER), remove: folder.remove };
}

function defaultOf(text: string, feature: string): string | undefined {
  const entry = text.slice(text.indexOf(`feature_setting: "${feature}"`));
  return /default_model: "(.*)"/.exec(entry)?.[1];
}

describe.skipIf(!hasCases)("compile over real changes (skipped where ../shared is absent)", () => {
  it.each(CASES)("case %s gives what people made of it, and leaves that alone", async (number) => {
    const folder = caseFolder(number);
    const migration = caseMigration(folder);
    const { ran, out, remove } = await compiled(caseSide(folder, "before"), migration);
    expect(ran, ran.err).toMatchObject({ code: 0 });
    const result = comparer?.compare(folder, out);
    expect(result).toMatchObject({ equal: true, remaining: [] });
    expect(result?.commentDifferences.flatMap(({ missing }) => missing)).toEqual([]);
    for (const file of FILES) {
      expect(changedLines(result?.candidateDiff[file])).toBeLessThanOrEqual(changedLines(result?.referenceDiff[file]));
    }
    await remove();

    const again = await compiled(caseSide(folder, "after"), migration);
    for (const file of FILES) {
      expect(readFileSync(join(again.out, file), "utf8")).toBe(
        readFileSync(join(caseSide(folder, "after"), file), "utf8"),
      );
      expect(existsSync(join(again.out, `${file}.diff`))).toBe(false);
    }
    await again.remove();
  });

  it.each([
    ["05", "resolve_vulnerability"],
    ["18", "duo_agent_platform_agentic_chat"],
  ])("case %s: a lowered stage brings the default of %s back", async (number, feature) => {
    const folder = caseFolder(number);
    const migration = caseMigration(folder);
    const { out, remove } = await compiled(caseSide(folder, "before"), migration);
    const before = defaultOf(readFileSync(join(caseSide(folder, "before"), "unit_primitives.yml"), "utf8"), feature);
    expect(defaultOf(readFileSync(join(out, "unit_primitives.yml"), "utf8"), feature)).not.toBe(before);
    const lowered = await compiled(out, migration.replace("stage: default", "stage: selectable"));
    expect(lowered.ran, lowered.ran.err).toMatchObject({ code: 0 });
    expect(defaultOf(readFileSync(join(lowered.out, "unit_primitives.yml"), "utf8"), feature)).toBe(before);
    await remove();
    await lowered.remove();
  });
});
