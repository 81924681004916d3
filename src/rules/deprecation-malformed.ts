import { parseInstant } from "../model/duration.ts";
import type { GatewayFiles, GatewayModel } from "../model/gateway.ts";
import { DEPRECATION_KEYS } from "../model/gateway-schema.ts";
import { isMap } from "../model/plain-data.ts";
import type { Path } from "../model/source.ts";
import { closestName } from "./engine/allowed.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { entryKeyPlace, modelPlace } from "./engine/gateway-places.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

const KEY = "deprecation";

const MESSAGES = {
  shape: 'the deprecation of "{model}" is {written}; it takes a mapping with deprecation_date and removal_version',
  missing: 'the deprecation of "{model}" lacks {keys}; the gateway wants deprecation_date and removal_version',
  date: 'deprecation_date {written} of "{model}" is no day; write one such as "2026-10-01"',
  version: 'removal_version {written} of "{model}" is no release; write major.minor in quotes, such as "19.5"',
} as const;

export default defineRule({
  id: "deprecation-malformed",
  summary: "a deprecation says a day and a release",
  severity: "error",
  needs: "targets",
  messages: MESSAGES,
  docs: {
    why: `The gateway refuses a \`deprecation\` without one of its two keys, or with a day that does not exist. The release is any
text to it, and is shown to users as it stands. A release without quotes is for \`removal-version-unquoted\`, a misspelt key for
\`unknown-gateway-key\`.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    deprecation:
      deprecation_date: 2026-13-01
      removal_version: soon
  - gitlab_identifier: claude_haiku_4_5
    deprecation:
      deprecation_date: "2026-10-01"
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    deprecation:
      deprecation_date: 2026-12-01
      removal_version: "19.7"
  - gitlab_identifier: claude_haiku_4_5
    deprecation:
      deprecation_date: "2026-10-01"
      removal_version: "19.5"
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, fault } of faultsOf({ workspace, before, after }, malformed)) {
      const { message, model, text } = fault;
      report({ message, at, data: { model, written: text, keys: text } });
    }
  },
});

interface Malformed extends Fault {
  readonly message: keyof typeof MESSAGES;
  readonly model: string;
  /** The value as it is written, or the keys that are missing. */
  readonly text: string;
}

/** Also of entries that a later one overrules: the gateway reads them before it forgets them. */
function malformed(gateway: GatewayFiles): Malformed[] {
  const { entries, source } = gateway.models;
  return entries.flatMap((model) => {
    const nth = entries.filter(({ id, index }) => id === model.id && index < model.index).length;
    return faultsIn(model).map(({ message, path, text, isKey }): Malformed => {
      const at = isKey
        ? entryKeyPlace(source, ["models", model.index], "gitlab_identifier", path)
        : modelPlace(gateway, model, path);
      const about = { offering: model.id, path, ...(isKey && { isKey }) };
      return { key: JSON.stringify([model.id, nth, message]), at, about, message, model: model.id, text };
    });
  });
}

interface Part extends Pick<Malformed, "message" | "text"> {
  readonly path: Path;
  readonly isKey?: true;
}

function faultsIn({ entry }: GatewayModel): Part[] {
  const block = entry[KEY];
  if (block === undefined || block === null) return [];
  if (!isMap(block)) return [{ message: "shape", path: [KEY], text: written(block) }];
  const { deprecation_date: date, removal_version: version } = block;
  const unknown = Object.keys(block).filter((key) => !DEPRECATION_KEYS.includes(key));
  // A key that is misspelt is not missing too.
  const slips = unknown.map((key) => closestName(key, DEPRECATION_KEYS));
  const missing = DEPRECATION_KEYS.filter((key) => isNothing(block[key]) && !slips.includes(key));
  const parts: Part[] = missing.length === 0 ? [] : [missingPart(block, missing)];
  if (!isNothing(date) && !isDay(date))
    parts.push({ message: "date", path: [KEY, "deprecation_date"], text: written(date) });
  const isRelease = typeof version === "number" || (typeof version === "string" && /^\d+\.\d+$/.test(version));
  if (!isNothing(version) && !isRelease)
    parts.push({ message: "version", path: [KEY, "removal_version"], text: written(version) });
  return parts;
}

/** At the key that has no value, if that is all; else at the block. */
function missingPart(block: Readonly<Record<string, unknown>>, keys: readonly string[]): Part {
  const [only = ""] = keys;
  const path = keys.length === 1 && Object.hasOwn(block, only) ? [KEY, only] : [KEY];
  return { message: "missing", path, text: quoted(keys, " and "), isKey: true };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isDay(value: unknown): boolean {
  return typeof value === "string" && value.length === 10 && parseInstant(value) !== undefined;
}

function written(value: unknown): string {
  return typeof value === "object" ? (Array.isArray(value) ? "a list" : "a mapping") : JSON.stringify(value);
}
