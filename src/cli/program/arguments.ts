import { InvalidArgumentError, Option } from "commander";
import { parseInstant } from "../../model/duration.ts";
import type { Output } from "../output.ts";

export function checkoutOption(): Option {
  return new Option("--checkout <target=dir>", "read a target's files from this folder (repeatable)")
    .argParser(pair)
    .default(new Map<string, string>(), "targets.<id>.checkout");
}

export function asOfOption(): Option {
  return new Option("--as-of <instant>", "assume this date or instant instead of now").argParser((text) => {
    const instant = parseInstant(text);
    if (instant === undefined) throw new InvalidArgumentError("write 2026-05-18 or 2026-05-18T09:00:00Z.");
    return instant;
  });
}

export function formatOption(formats: readonly string[] = ["pretty", "json"]): Option {
  return new Option("--format <format>", "how to print").choices(formats).default("pretty");
}

/** `--output FORMAT=FILE`, as often as one likes. */
export function outputOption<F extends string>(formats: readonly F[], what: string, example: string): Option {
  return new Option("--output <format=file>", `write the ${what} to a file too, in its own format (repeatable)`)
    .argParser((text, previous: readonly Output<F>[]) => {
      const [, name, file] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
      const format = formats.find((one) => one === name);
      if (file === undefined || format === undefined)
        throw new InvalidArgumentError(`write FORMAT=FILE, for example ${example}; formats: ${formats.join(", ")}.`);
      return [...previous, { format, file }];
    })
    .default([], "none");
}

export function pair(text: string, previous: ReadonlyMap<string, string>): Map<string, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError("write TARGET=VALUE, for example ai-gateway=../gateway.");
  return new Map([...previous, [text.slice(0, at), text.slice(at + 1)]]);
}

export function place(text: string): { readonly path: string; readonly line: number } {
  const [, path, line] = /^(.+?):([1-9][0-9]*)(?::[0-9]+)?$/.exec(text) ?? [];
  if (path === undefined)
    throw new InvalidArgumentError("write PATH:LINE, for example files/ai-gateway/models.yml:12.");
  return { path, line: Number(line) };
}

export function count(text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("write a whole number.");
  return Number(text);
}
