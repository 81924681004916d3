import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { GatewayFiles, GatewayModel } from "../model/gateway.ts";
import { mapOf } from "../model/plain-data.ts";
import { nodeAt, pointer } from "../model/source.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { quoteValue } from "./engine/fix.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { defineRule } from "./engine/rule.ts";

const KEY = ["deprecation", "removal_version"] as const;

export default defineRule({
  id: "removal-version-unquoted",
  summary: "removal_version is a text",
  severity: "error",
  needs: "targets",
  messages: {
    number:
      'removal_version {written} of "{model}" is read as the number {number}; the gateway takes a text, such as "19.5"',
  },
  notes: { quote: "put it in quotes as it is written" },
  docs: {
    why: `Without quotes YAML reads a version as a number, which the gateway refuses; and 19.10 would be 19.1.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    deprecation:
      deprecation_date: "2026-10-01"
      removal_version: 19.10
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    deprecation:
      deprecation_date: "2026-10-01"
      removal_version: "19.10"
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, present, fault } of faultsOf({ workspace, before, after }, numericVersions)) {
      const { model, number, written, quote } = fault;
      const fix = present && quote ? ({ title: "quote", safety: "safe", edits: [quote] } as const) : undefined;
      report({ message: "number", at, data: { model, number, written }, fix });
    }
  },
});

interface Numeric extends Fault {
  readonly model: string;
  readonly number: number;
  readonly written: string;
  readonly quote: TextEdit | undefined;
}

/** Also of entries that a later one overrules: the gateway reads them before it forgets them. */
function numericVersions(gateway: GatewayFiles): Numeric[] {
  const { entries } = gateway.models;
  return entries.flatMap((model): Numeric[] => {
    const number = mapOf(model.entry["deprecation"])["removal_version"];
    if (typeof number !== "number") return [];
    const nth = entries.filter(({ id, index }) => id === model.id && index < model.index).length;
    return [
      {
        key: JSON.stringify([model.id, nth]),
        at: modelPlace(gateway, model, KEY),
        about: { offering: model.id, path: KEY },
        ...{ model: model.id, number, ...asWritten(gateway, model, number) },
      },
    ];
  });
}

/** What comes out of an alias or has a tag is not quoted by a machine. */
function asWritten({ models: { source } }: GatewayFiles, { index }: GatewayModel, number: number) {
  const path = ["models", index, ...KEY];
  const { start, end } = nodeAt(source, path).value;
  const text = source.text.slice(start, end);
  const isPlain = source.nodes.has(pointer(path)) && /^[\w.+:-]+$/.test(text);
  return { written: isPlain ? text : String(number), quote: isPlain ? quoteValue(source, path) : undefined };
}
