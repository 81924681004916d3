import { type Instant, parseInstant } from "../../model/duration.ts";

/** One example of a rule's docs, taken apart. */
export interface Example {
  /** Day that the example is linted on, where that matters. */
  readonly asOf: Instant | undefined;
  readonly files: readonly { readonly file: string; readonly text: string }[];
}

const AS_OF = /^# lint --as-of (\S+)\n/;
const FILE = /^# (\S+\.(?:ya?ml|json))\n/m;

/** Splits an example at its lines `# path`; a first line `# lint --as-of DATE` sets the day. */
export function parseExample(example: string): Example {
  const text = example.trimStart();
  const date = AS_OF.exec(text)?.[1];
  const [, ...parts] = text.replace(AS_OF, "").split(new RegExp(FILE, "m"));
  const files = parts.flatMap((part, index) => (index % 2 === 0 ? [{ file: part, text: parts[index + 1] ?? "" }] : []));
  return { asOf: parseInstant(date), files };
}
