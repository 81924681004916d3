import { isBare } from "../model/bare.ts";
import { policyOf } from "../model/defaults.ts";
import { DAY, parseDurationRange, parseInstant } from "../model/duration.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Path } from "../model/source.ts";
import type { ConfigDocument } from "../model/workspace.ts";
import { replace, writeName } from "./engine/fix.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule, type RuleFix } from "./engine/rule.ts";

export default defineRule({
  id: "reversed-range",
  summary: "what has two ends begins with the first",
  severity: "error",
  messages: {
    freeze: 'the freeze ends on "{to}", which is not after its beginning on "{from}"',
    duration: '"{range}" goes from the most to the least; write the least first',
    buffer: '"error" ({error}) is more than "warn" ({warn}); the error comes with less time left than the warning',
  },
  notes: { begin: "it begins here", swap: "write the two the other way round" },
  docs: {
    why: `A freeze that ends before it begins freezes nothing. A warning that comes later than the error is never seen: the
defaults of \`buffer\` are 28 days for the warning and 14 days for the error, and one of them may be written alone.`,
    wrong: `
# cutover.yaml
policy:
  freezes: [{ from: 2027-01-04, to: 2026-12-18, reason: year end }]
  durations: { upgrade: 14d..7d }
`,
    right: `
# cutover.yaml
policy:
  freezes: [{ from: 2026-12-18, to: 2027-01-04, reason: year end }]
  durations: { upgrade: 7d..14d }
`,
  },
  check({ workspace: { config }, report }) {
    for (const [index, { from, to }] of (config.data.policy?.freezes ?? []).entries()) {
      const [first, last] = [parseInstant(from), parseInstant(to)];
      if (first === undefined || last === undefined || first < last) continue;
      const path: Path = ["policy", "freezes", index];
      const related = [{ note: "begin" as const, at: valueAt(config, [...path, "from"]) }];
      const fix = first === last ? undefined : swap(config, [...path, "from"], [...path, "to"]);
      report({ message: "freeze", at: valueAt(config, [...path, "to"]), data: { from, to }, related, fix });
    }
    for (const [name, range] of Object.entries(config.data.policy?.durations ?? {})) {
      const [least, most] = parseDurationRange(range) ?? [0, 0];
      if (least <= most) continue;
      const at = valueAt(config, ["policy", "durations", name]);
      const edit = writeName(config.source, at, range, range.split("..").reverse().join(".."));
      const fix = edit && { title: "swap" as const, safety: "unsafe" as const, edits: [edit] };
      report({ message: "duration", at, data: { range }, fix });
    }
    const { warn, error } = policyOf(config.data).buffer;
    if (error <= warn) return;
    const at = valueAt(config, ["policy", "buffer", writtenEnd(config.data)]);
    const isBoth = config.data.policy?.buffer?.warn !== undefined && config.data.policy.buffer.error !== undefined;
    const fix = isBoth ? swap(config, ["policy", "buffer", "warn"], ["policy", "buffer", "error"]) : undefined;
    report({ message: "buffer", at, data: { warn: span(warn), error: span(error) }, fix });
  },
});

/** Writes each of two values where the other one stands, if both are written out. */
function swap({ source }: ConfigDocument, a: Path, b: Path): RuleFix<{ swap: string }> | undefined {
  const [one, other] = [valueAt(source, a), valueAt(source, b)];
  const [first, second] = [one, other].map(({ range }) => source.text.slice(range.start, range.end));
  if (first === undefined || second === undefined) return undefined;
  if (![one, other].every(({ range }) => isBare(source.text, range.start))) return undefined;
  return { title: "swap", safety: "unsafe", edits: [replace(one, second), replace(other, first)] };
}

/** The end of the buffer that is written, where the other one is the default. */
function writtenEnd({ policy }: Config): "warn" | "error" {
  return policy?.buffer?.error === undefined ? "warn" : "error";
}

/** In whole days where it is that, else in hours or minutes. */
function span(length: number): string {
  const [unit, size] = (
    [
      ["d", DAY],
      ["h", DAY / 24],
    ] as const
  ).find(([, one]) => length % one === 0) ?? ["m", DAY / 1440];
  return `${length / size}${unit}`;
}
