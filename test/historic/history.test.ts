import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { caseDay, caseFolders, hasCases } from "../replay.ts";
import { FILES, findingsIn, lineOf, textsOf } from "./findings.ts";
import { CONFIRMED, EXPECTED, factsOf } from "./predicates.ts";

const GOLDEN = join(import.meta.dirname, "expected");

describe.skipIf(!hasCases)("the real history (skipped: ../shared is absent)", () => {
  it("has 33 states", () => expect(caseFolders).toHaveLength(33));

  describe.each(caseFolders)("%s", (folder) => {
    const texts = textsOf(folder);
    const findings = findingsIn(texts, caseDay(folder));
    const facts = factsOf(texts, caseDay(folder));

    it("has the findings that were looked at", async () => {
      const lines = findings.map((one) => `${lineOf(one, texts)}\n`).join("");
      await expect(lines).toMatchFileSnapshot(join(GOLDEN, `${folder.slice(0, 2)}.txt`));
    });

    it("has no finding that the data does not confirm", () => {
      const wrong = findings.filter((one) => CONFIRMED[one.rule]?.(one, facts) !== true);
      expect(wrong.map((one) => lineOf(one, texts))).toEqual([]);
    });

    it("has them where the names stand that they are about", () => {
      const away = findings.filter(({ file, range, message }) => {
        const text = file.endsWith(FILES.models) ? texts.models : texts.features;
        const place = text.slice(range.start, range.end).replace(/^["']|["']$/g, "");
        const entry = text.slice(text.lastIndexOf("\n  - ", range.start), range.end);
        return (
          !message.includes(`"${place}"`) &&
          ![...message.matchAll(/"([^"]+)"/g)].some(([, name = ""]) => entry.includes(name))
        );
      });
      expect(away.map((one) => lineOf(one, texts))).toEqual([]);
    });

    it.each(Object.entries(EXPECTED))("has as many of %s as the data", (rule, count) => {
      expect(findings.filter((one) => one.rule === rule)).toHaveLength(count(facts));
    });
  });
});
