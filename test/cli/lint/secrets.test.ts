import { expect, test } from "vitest";
import { FORMATS } from "../../../src/report/diagnostics/formats.ts";
import { cutover, folderWith } from "../harness.ts";

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
};

test.each([...FORMATS.map((format) => ["--format", format]), ["--diff"], ["--fix"], ["--quiet"]])(
  "lint %s %s shows no secret",
  async (...argv) => {
    const folder = await folderWith(FILES);
    try {
      const { out, err } = await cutover(folder.path, ["lint", ...argv]);
      expect(out.length).toBeGreaterThan(0);
      expect(out + err).not.toContain(SECRET);
      expect(out + err).not.toContain(SECRET.slice(0, 12));
    } finally {
      await folder.remove();
    }
  },
);
