import { lineOf } from "../../src/report/diagnostics/pretty.ts";
import { parseExample } from "../../src/rules/engine/example.ts";
import { mergeProblems } from "../../src/rules/engine/merge.ts";
import type { Rule } from "../../src/rules/engine/rule.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { openExample } from "./example-case.ts";

const NOTE = "<!-- Generated from src/rules/ by `npm run generate`. Do not edit. -->";

/** Text of every page below docs/rules/, by file name. */
export async function rulePages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map([["README.md", indexPage()]]);
  for (const rule of rules) pages.set(`${rule.id}.md`, await rulePage(rule));
  return pages;
}

/** What a rule says of an example, one line for each finding; what cannot be read or compiled is a finding too. */
export async function findings(rule: Rule, example: string): Promise<string[]> {
  const { input, problems, sources } = await openExample(example);
  const found = runRules({ ...input, rules: [rule], ruleIds: rules.map(({ id }) => id) });
  const all = mergeProblems(found.diagnostics, problems);
  return all.map((diagnostic) => lineOf(diagnostic, sources));
}

function indexPage(): string {
  const rows = rules.map(({ id, severity, needs, summary }) => {
    return `| [${id}](${id}.md) | ${severity} | ${needs === undefined ? "" : "yes"} | ${summary} |`;
  });
  return `${[
    NOTE,
    "# Rules",
    "What `cutover lint` looks for. `cutover explain RULE` prints the same in a terminal.",
    ["| Rule | Severity | Needs target files | What must hold |", "|---|---|---|---|", ...rows].join("\n"),
    "The severity of a rule is changed, or the rule turned off, in `cutover.yaml`:",
    fence("yaml", "policy:\n  rules:\n    cutoff-buffer: warn # off, warn or error"),
  ].join("\n\n")}\n`;
}

async function rulePage(rule: Rule): Promise<string> {
  const { id, summary, severity, needs, warnings, messages, docs } = rule;
  const skipped =
    needs === undefined ? "" : " It needs the target files; without them it is skipped, and `lint` says so.";
  return `${[
    NOTE,
    `# ${id}`,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}. Severity: ${severity}.${skipped}`,
    docs.why.trim(),
    "The examples leave out the keys that every file has.",
    "## Wrong",
    ...examples(docs.wrong),
    fence("text", (await findings(rule, docs.wrong)).join("\n")),
    "## Right",
    ...examples(docs.right),
    "## Messages",
    Object.entries(messages)
      .map(([name, text]) => `- \`${text}\`${warnings.includes(name) ? " (a warning)" : ""}`)
      .join("\n"),
  ].join("\n\n")}\n`;
}

function examples(example: string): string[] {
  const { asOf, files } = parseExample(example);
  const day = asOf === undefined ? [] : [`Linted on ${new Date(asOf).toISOString().slice(0, 10)}.`];
  return [
    ...day,
    ...files.flatMap(({ file, text }) => [
      `\`${file}\``,
      fence(file.endsWith(".json") ? "json" : "yaml", text.trimEnd()),
    ]),
  ];
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
