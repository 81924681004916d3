import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cutover, folderWith } from "../cli/harness.ts";

it("docs/editors.md says what `schema --install` says", async () => {
  const page = readFileSync(new URL("../../docs/editors.md", import.meta.url), "utf8");
  const { path, remove } = await folderWith({ "cutover.yaml": "apiVersion: cutover/v1\nkind: Config\n" });
  const { out, err } = await cutover(path, ["schema", "--install"]);
  await remove();
  expect(page).toContain(`$ cutover schema --install\n${out}\`\`\``);
  const said = err.split("\n").filter((line) => /schema\.json|yamlls/.test(line));
  expect(said.length).toBeGreaterThan(6);
  for (const line of said) expect(page).toContain(line.replace(/^.*(# yaml-language-server)/, "$1").trim());
});
