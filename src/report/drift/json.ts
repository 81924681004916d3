import { concealed } from "../diagnostics/conceal.ts";
import { jsonText } from "../plan/text.ts";
import type { DriftReport } from "./pretty.ts";

/** The same for programs; of what is confidential no more than people are told. */
export function renderDriftJson({ differences, hidden, done, issue }: DriftReport): string {
  const rows = differences.map(({ difference, since, isNew }) => ({ ...difference, since, new: isNew }));
  return `${concealed(jsonText({ formatVersion: 1, issue: issue && { ...issue, done }, hidden, differences: rows }, 2))}\n`;
}
