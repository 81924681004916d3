import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { MINIMUM_SOAK_AT_FULL } from "../model/defaults.ts";
import { type Path, pointer, type SourceDocument } from "../model/source.ts";
import { lineAt, newlineOf } from "./engine/lines.ts";
import { valueAt } from "./engine/place.ts";
import { writtenRamps } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

const FULL = 100;

export default defineRule({
  id: "ramp-incomplete",
  summary: "a ramp ends with everybody",
  severity: "error",
  messages: {
    short: "{title} ends at {reached}; its last step has to be 100 %",
  },
  notes: { append: "append a step of 100 %" },
  docs: {
    why: `A flag that never reaches everybody can never be removed: two models stay in use, and self-managed customers, who get the
new one when the flag is gone, wait for ever.`,
    wrong: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d }
      - { percentage: 50, soak: 2d }
`,
    right: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d }
      - { percentage: 50, soak: 2d }
      - { percentage: 100, soak: 1d }
`,
  },
  check({ workspace, report }) {
    for (const { document, path, steps, title } of writtenRamps(workspace)) {
      // A 100 that is not the last is no rise for those behind it, which is what ramp-not-monotone says.
      if (steps.some(({ percentage }) => percentage === FULL)) continue;
      const last = steps.length - 1;
      const { audience, percentage } = steps[last] ?? {};
      const at = valueAt(document, [...path, last, audience === undefined ? "percentage" : "audience"]);
      const reached = audience === undefined ? `${percentage} %` : `the audience "${audience}"`;
      // After audiences alone the first percentage is for a person to choose.
      const edit = percentage === undefined ? undefined : appendStep(document.source, [...path, last]);
      const fix = edit && { title: "append" as const, safety: "unsafe" as const, edits: [edit] };
      report({ message: "short", at, data: { title, reached }, fix });
    }
  },
});

/** A step below the last one, in its style; undefined unless that is a map in braces on a line of its own. */
function appendStep({ text, file, nodes }: SourceDocument, last: Path): TextEdit | undefined {
  const range = nodes.get(pointer(last))?.value;
  if (range === undefined) return undefined;
  const before = text.slice(lineAt(text, range.start).start, range.start);
  const [after = ""] = /^[^\r\n]*/.exec(text.slice(range.end)) ?? [];
  const isAlone = /^\s*-\s+$/.test(before) && /^\{[^\r\n]*\}$/.test(text.slice(range.start, range.end));
  if (!isAlone || !/^[ \t]*(#.*)?$/.test(after)) return undefined;
  const end = range.end + after.length;
  const step = `${newlineOf(text)}${before}{ percentage: ${FULL}, soak: ${MINIMUM_SOAK_AT_FULL} }`;
  return { file, range: { start: end, end }, text: step };
}
