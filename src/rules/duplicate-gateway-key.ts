import type { GatewayFiles } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { type Path, pointer, type RepeatedKey, type SourceDocument } from "../model/source.ts";
import { type About, type Fault, faultsOf } from "./engine/faults.ts";
import type { Place } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

/** So many keys of one entry are no slip of the pen: it is two entries. */
const TWO_ENTRIES = 3;

export default defineRule({
  id: "duplicate-gateway-key",
  summary: "a key stands once in a mapping of the gateway's files",
  severity: "error",
  needs: "targets",
  messages: {
    one: "the key {keys} stands more than once in {where}; the gateway takes the last without a word",
    many: "the keys {keys} stand more than once in {where}; the gateway takes the last of each without a word",
  },
  notes: {
    first: "this has no effect",
    keep: "keep one of them, with the value that should hold",
    dash: 'a second entry begins here, if a "-" in front of its first key was lost',
  },
  docs: {
    why: `YAML forbids equal keys in one mapping, and the gateway's reader takes the last of them all the same. A \`models:\` that
is appended to the file hides all entries above it; a key that was copied without its entry's dash turns two entries
into one.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    provider: Anthropic
    model_class_provider: anthropic
    provider: Bedrock
  - gitlab_identifier: claude_haiku_4_5
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    provider: Anthropic
    model_class_provider: anthropic
  - gitlab_identifier: claude_haiku_4_5
`,
  },
  check({ workspace, before, after, report }) {
    for (const { fault, at, present } of faultsOf({ workspace, before, after }, repeatsIn)) {
      // Compile writes no key twice; what it leaves of a mapping may only have another place.
      if (!present) continue;
      const { keys, where, first, isEntry } = fault;
      const message = keys.length === 1 ? "one" : "many";
      const hint = isEntry && keys.length >= TWO_ENTRIES ? "dash" : "keep";
      report({ message, at, data: { keys: quoted(keys), where }, related: [{ note: "first", at: first }], hint });
    }
  },
});

interface Repeat extends Fault {
  readonly keys: readonly string[];
  readonly where: string;
  /** The first of the first key. */
  readonly first: Place;
  readonly isEntry: boolean;
}

interface Entry {
  readonly name: string;
  readonly about: About;
}

function repeatsIn({ models, features }: GatewayFiles): Repeat[] {
  return [
    ...repeatsOf(
      models.source,
      models.entries.map(({ id }) => ({ name: id, about: { offering: id } })),
    ),
    ...repeatsOf(
      features.source,
      features.entries.map(({ name }) => ({ name, about: { feature: name } })),
    ),
  ];
}

/** One fault for each mapping, at its first key that stands there already. */
function repeatsOf(source: SourceDocument, entries: readonly Entry[]): Repeat[] {
  const maps = groupBy(source.repeats ?? [], ({ path }) => pointer(path.slice(0, -1)));
  return [...maps.values()].map((repeats) => {
    const [{ path, key, first }] = repeats;
    const [, index, ...inside] = path.slice(0, -1);
    const entry = typeof index === "number" ? entries[index] : undefined;
    const nth = entries.slice(0, Number(index ?? 0)).filter(({ name }) => name === entry?.name).length;
    const keys = keysOf(repeats);
    return {
      key: JSON.stringify([source.file, entry?.name, nth, inside, keys]),
      at: { file: source.file, range: key },
      about: entry?.about ?? { feature: "" },
      ...{ keys, where: whereOf(entry, inside), first: { file: source.file, range: first } },
      isEntry: entry !== undefined && inside.length === 0,
    };
  });
}

function keysOf(repeats: readonly RepeatedKey[]): string[] {
  return [...new Set(repeats.map(({ path }) => String(path.at(-1))))];
}

function whereOf(entry: Entry | undefined, inside: Path): string {
  if (entry === undefined) return "the file";
  return inside.length === 0 ? `the entry of "${entry.name}"` : `${inside.join(".")} of "${entry.name}"`;
}
