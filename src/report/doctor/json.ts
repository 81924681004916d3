import type { Told } from "../../doctor/diagnose.ts";
import type { Severity } from "../../doctor/finding.ts";
import { jsonText } from "../plan/text.ts";

/** What doctor found, for programs: every finding with its check, severity, place, message, remedy and who has it. */
export function renderDoctorJson(found: readonly Told[], url: string): string {
  const count = (severity: Severity) => found.filter((one) => one.severity === severity).length;
  const counts = { error: count("error"), warn: count("warn"), unknown: count("unknown"), ok: count("ok") };
  const findings = found.map(({ check, severity, chapter, where, message, fix, who }) => ({
    check,
    severity,
    chapter,
    where,
    message,
    fix,
    who,
  }));
  return `${jsonText({ formatVersion: 1, url, counts, findings }, 2)}\n`;
}
