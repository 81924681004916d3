import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { parse as parseJunit } from "junit2json";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { render } from "../../../src/report/diagnostics/formats.ts";
import type { Report } from "../../../src/report/diagnostics/located.ts";
import { REPORT } from "./hostile.ts";

const PLAIN = { color: false };
const CLEAN: Report = { diagnostics: [], sources: new Map(), files: ["cutover.yaml", "migrations/clean.yaml"] };
const REPORTS: readonly (readonly [string, Report])[] = [
  ["a report with everything in it", REPORT],
  ["nothing wrong", CLEAN],
  ["nothing looked at", { diagnostics: [], sources: new Map() }],
  ["files without text", { ...REPORT, sources: new Map(), documents: undefined }],
];

// A pattern of SARIF's schema is none with the flag u.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
// What RFC 3986 says of the two, as far as a program could get it wrong.
ajv.addFormat("uri", /^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]*$/i);
ajv.addFormat("uri-reference", /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[0-9A-F]{2})*$/i);
ajv.addFormat("date-time", /^\d{4}-\d{2}-\d{2}T/);

describe("sarif", () => {
  const file = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  // Its draft-04 differs from what ajv reads in the name of $id alone, which nothing refers to.
  const { $schema: _, id: __, $id: ___, ...schema } = JSON.parse(readFileSync(file, "utf8"));
  const validate = ajv.compile(schema);

  it.each(REPORTS)("%s is valid by the schema of SARIF 2.1.0", async (_name, report) => {
    validate(JSON.parse(await render("sarif", report, PLAIN)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it("the schema would say what is wrong", async () => {
    const log = JSON.parse(await render("sarif", REPORT, PLAIN));
    log.runs[0].results[0].level = "fatal";
    log.runs[0].results[1].locations[0].physicalLocation.artifactLocation.uri = "a b";
    expect(validate(log)).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toEqual([
      "/runs/0/results/0/level",
      "/runs/0/results/1/locations/0/physicalLocation/artifactLocation/uri",
    ]);
  });

  it("every result names its rule, and a fix applied by its regions gives the text it should", async () => {
    const [run] = JSON.parse(await render("sarif", REPORT, PLAIN)).runs;
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const [{ artifactLocation, replacements }] = run.results[0].fixes[0].artifactChanges;
    const text = REPORT.sources.get(decodeURIComponent(artifactLocation.uri)) ?? "";
    const [{ deletedRegion: at, insertedContent }] = replacements;
    const lines = text.split("\n");
    const line = lines[at.startLine - 1] ?? "";
    expect(line.slice(0, at.startColumn - 1) + insertedContent.text + line.slice(at.endColumn - 1)).toBe(
      "  duo_chat: { stage: planned }",
    );
  });

  it("tells of suppressions for every result or for none", async () => {
    const [run] = JSON.parse(await render("sarif", REPORT, PLAIN)).runs;
    const counts = run.results.map((one: { suppressions: unknown[] }) => one.suppressions.length);
    expect(counts).toEqual([0, 0, 0, 0, 0, 1]);
    const [other] = JSON.parse(await render("sarif", { ...REPORT, suppressed: [] }, PLAIN)).runs;
    expect(other.results.some((one: object) => "suppressions" in one)).toBe(false);
  });
});

describe("codequality", () => {
  // The table of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  const validate = ajv.compile({
    type: "array",
    items: {
      type: "object",
      required: ["description", "check_name", "fingerprint", "severity", "location"],
      properties: {
        description: { type: "string", minLength: 1 },
        check_name: { type: "string", minLength: 1 },
        fingerprint: { type: "string", pattern: "^[0-9a-f]{32}$" },
        severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
        location: {
          type: "object",
          required: ["path", "lines"],
          properties: {
            // "The relative path to the file", as git has it: GitLab looks it up in the repository.
            path: { type: "string", pattern: "^(?!/|\\./|\\.\\./)" },
            lines: {
              type: "object",
              required: ["begin"],
              properties: { begin: { type: "integer", minimum: 1 } },
            },
          },
        },
      },
    },
  });

  it.each(REPORTS)("%s is what GitLab's table of fields asks for", async (_name, report) => {
    const text = await render("codequality", report, PLAIN);
    const found = JSON.parse(text);
    validate(found);
    expect(validate.errors ?? []).toEqual([]);
    expect(new Set(found.map((one: { fingerprint: string }) => one.fingerprint)).size).toBe(report.diagnostics.length);
    // GitLab's parser takes no byte order mark.
    expect(text.startsWith("[")).toBe(true);
  });
});

describe("junit", () => {
  // GitLab reads the report with libxml2 too.
  it.each(REPORTS)("%s is read by libxml2", async (_name, report) => {
    const contents = await render("junit", report, PLAIN);
    const { valid, errors } = await validateXML({
      xml: [{ fileName: "junit.xml", contents }],
      normalization: "format",
    });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
    const broken = contents.replace("<testsuites", "<testsuites id='\u0001'");
    expect(
      (await validateXML({ xml: [{ fileName: "junit.xml", contents: broken }], normalization: "format" })).valid,
    ).toBe(false);
  });

  it("is read as what it says, with names of which no two are alike", async () => {
    const result = await parseJunit(await render("junit", REPORT, PLAIN));
    const suites = result !== undefined && result !== null && "testsuite" in result ? (result.testsuite ?? []) : [];
    expect(suites.map(({ name, tests, failures, skipped }) => [name, tests, failures, skipped])).toEqual([
      ["cutover.yaml", 1, 0, 0],
      ["lib/model.rb", 1, 0, 1],
      ["migrations/50% off, [x](1) ü:1.yaml", 3, 2, 1],
      ["migrations/claude-sonnet-4-6.yaml", 1, 1, 0],
      ["migrations/clean.yaml", 1, 0, 0],
    ]);
    const cases = suites.flatMap(({ testcase }) => testcase ?? []);
    expect(new Set(cases.map(({ classname, name }) => `${classname} ${name}`)).size).toBe(cases.length);
    const [typo] = cases.filter(({ name }) => name === "unknown-reference: features/duo_chatt");
    expect(typo?.failure?.[0]?.inner).toContain(
      'unknown feature "duo_chatt"; did you mean "duo_chat"?\n    7 | features:',
    );
  });

  it("a clean run has a case that passes for each file, so that there is something to show", async () => {
    const result = await parseJunit(await render("junit", CLEAN, PLAIN));
    const suites = result !== undefined && result !== null && "testsuite" in result ? (result.testsuite ?? []) : [];
    expect(suites.flatMap(({ testcase }) => testcase ?? []).map(({ classname, name }) => [classname, name])).toEqual([
      ["cutover.yaml", "no problems found"],
      ["migrations/clean.yaml", "no problems found"],
    ]);
  });
});
