import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A text of the list beside this repository, with what GitLab was found to do with it. */
export interface Payload {
  readonly runs: boolean;
  readonly title: string;
  readonly text: string;
  readonly commands: readonly string[];
  /** What is stored, where the list says so. */
  readonly stored: string | undefined;
}

const FILE = join(import.meta.dirname, "../../../shared/gitlab/quick-action-payloads.txt");

/** Empty where the list is absent. */
export const PAYLOADS: readonly Payload[] = existsSync(FILE)
  ? readFileSync(FILE, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map(parse)
  : [];

function parse(line: string): Payload {
  const json = '"(?:[^"\\\\]|\\\\.)*"';
  const pattern = new RegExp(`^(RUNS|safe) (.*?)\\s+(${json})(?:\\s+-> (.*?))?(?:\\s+stored=(${json}))?$`);
  const [, verdict, title = "", text = "", commands, stored] = pattern.exec(line) ?? [];
  if (verdict === undefined) throw new Error(`a line of the list cannot be read: ${line}`);
  return {
    runs: verdict === "RUNS",
    title,
    text: JSON.parse(text),
    commands: commands === undefined ? [] : [commands],
    stored: stored === undefined ? undefined : JSON.parse(stored),
  };
}
