import { stringify } from "yaml";

/** YAML of plain data for a file that is wholly ours: keys as they come, every text in double quotes, no folded lines. */
export function emitYaml(value: unknown): string {
  return stringify(value, {
    aliasDuplicateObjects: false,
    defaultKeyType: "PLAIN",
    defaultStringType: "QUOTE_DOUBLE",
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}
