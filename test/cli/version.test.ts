import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cutover } from "./harness.ts";

it("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await cutover("/", ["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

it("help names every command", async () => {
  const { code, out } = await cutover("/", ["--help"]);
  expect(code).toBe(0);
  for (const command of ["lint", "explain", "compile", "plan", "apply", "sandbox", "demo"])
    expect(out).toContain(command);
});
