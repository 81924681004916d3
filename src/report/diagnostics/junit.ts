import { concealed } from "./conceal.ts";
import { type Identified, identify } from "./fingerprint.ts";
import type { Report } from "./located.ts";
import { blockOf } from "./pretty.ts";
import { printable } from "./printable.ts";
import { type Element, renderXml } from "./xml.ts";

/** Longest part of a quoted text in a name, in characters. */
const MAX_QUOTED = 80;

/**
 * Findings as a JUnit report: a suite per file, a case per finding, and one that passes per file without any. Errors
 * are failures; the rest is skipped, since lint passes with it. GitLab tells cases apart by classname and name, drops the
 * second of two alike, and of a failure it shows the text alone: names are made of rule and subject, and the text says
 * all. https://docs.gitlab.com/ci/testing/unit_test_reports/#junit-xml-format-specification
 */
export function renderJunit(report: Report): string {
  const { diagnostics, sources, files = [...sources.keys()] } = report;
  const identified = identify(diagnostics, report);
  const all = [...new Set([...files, ...diagnostics.map(({ file }) => file)])].sort();
  const suites = all.map((file) => {
    const own = identified.filter(({ diagnostic }) => diagnostic.file === file);
    const shown = printable(file);
    return suite(shown, own.length === 0 ? [passed(shown)] : cases(own, sources));
  });
  return renderXml({ name: "testsuites", attributes: { name: "cutover lint" }, content: suites });
}

function suite(name: string, testcases: readonly Element[]): Element {
  const count = (kind: string) =>
    testcases.filter(({ content }) => Array.isArray(content) && content.some((one) => one.name === kind)).length;
  const attributes = {
    name,
    tests: testcases.length,
    failures: count("failure"),
    skipped: count("skipped"),
  };
  return { name: "testsuite", attributes, content: testcases };
}

function passed(file: string): Element {
  return { name: "testcase", attributes: { classname: file, name: "no problems found", file } };
}

function cases(identified: readonly Identified[], sources: Report["sources"]): Element[] {
  const seen = new Map<string, number>();
  return identified.map(({ diagnostic, subject }) => {
    const { rule, severity, message, file } = diagnostic;
    const shown = printable(file);
    const about = `${rule}: ${printable(concealed(subject)).slice(0, MAX_QUOTED)}`;
    const number = (seen.get(about) ?? 0) + 1;
    seen.set(about, number);
    const text = blockOf(diagnostic, sources);
    return {
      name: "testcase",
      attributes: { classname: shown, name: number === 1 ? about : `${about} (${number})`, file: shown },
      content: [
        severity === "error"
          ? { name: "failure", attributes: { type: rule, message: printable(message) }, content: text }
          : { name: "skipped", content: text },
      ],
    };
  });
}
