import { globSync } from "glob";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Input, ROOT, read, readComponent, refusals } from "./spec.ts";

const page = read("docs/pipeline.md");
const { inputs, jobs } = readComponent();

function row([name, { type = "string", default: value, options, description }]: [string, Input]): string {
  const allowed = options === undefined ? type : options.map((option) => `\`${option}\``).join(" or ");
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return `| \`${name}\` | ${allowed} | \`${shown}\` | ${description} |`;
}

describe("docs/pipeline.md", () => {
  it("has a row for each input, as the component declares it", () => {
    const table = Object.entries(inputs).map(row).join("\n");
    expect(page).toContain(`| input | type | default | says |\n|---|---|---|---|\n${table}\n\n`);
  });

  it("has a row for each job", () => {
    const written = [...page.matchAll(/^\| `cutover:(\w+)` \|/gm)].map(([, name]) => name);
    const made = Object.keys(jobs).flatMap((name) => /^\$\[\[ inputs\.job-prefix \]\](\w+)$/.exec(name)?.[1] ?? []);
    expect(written).toEqual(made);
  });

  it("has a row for each variable that people set", () => {
    const own = ["CUTOVER_COMMAND", "CUTOVER_INSTALL", "CUTOVER_WORKSPACE"];
    const named = new Set(JSON.stringify(jobs).match(/\bCUTOVER_[A-Z_]+/g));
    const missing = [...named].filter((name) => !own.includes(name) && !page.includes(`| \`${name}\` |`));
    expect(missing).toEqual([]);
  });

  it("includes the component with inputs that it takes, as every other page does", () => {
    const pages = globSync("docs/**/*.md", { cwd: ROOT, ignore: "docs/rules/**" });
    const blocks = pages.flatMap((path) => [...read(path).matchAll(/^```yaml.*\n([\s\S]*?)^```$/gm)]);
    const includes = blocks.flatMap(([, text = ""]) => (/^include:/m.test(text) ? parse(text).include : []));
    const places = includes.map(({ component, project, file }) => component ?? `${project} ${file}`);
    expect([...new Set(places)].sort()).toEqual([
      "$CI_SERVER_FQDN/acme/cutover/cutover@0.1.0",
      "acme/cutover /templates/cutover.yml",
    ]);
    expect(includes.length).toBeGreaterThan(2);
    for (const { inputs: values = {} } of includes) expect(refusals(inputs, values)).toEqual([]);
  });
});
