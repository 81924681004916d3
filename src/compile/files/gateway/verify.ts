import type { GatewayFiles } from "../../../model/gateway.ts";
import { isMap, mapOf, sameData } from "../../../model/plain-data.ts";
import { applyEdits, type Edit } from "../edit.ts";
import { isAliasAt } from "./block.ts";
import { type EntryFile, entriesAfter } from "./edit-entries.ts";
import { problem } from "./problems.ts";
import type { readGateway } from "./read-gateway.ts";
import type { DesiredEntry, Work } from "./work.ts";

/** One of the two files with what is to happen to it. */
export interface VerifiedHalf {
  readonly file: EntryFile;
  readonly edits: readonly Edit[];
  readonly desired: readonly DesiredEntry[];
}

/** Reads both edited files again. What they mean has to be what was asked for; if not, that is noted as a problem. */
export function verifyResult(
  work: Work,
  models: VerifiedHalf,
  features: VerifiedHalf,
  readAgain: typeof readGateway,
): GatewayFiles | undefined {
  const texts = [models, features].map((half) => editedText(work, half));
  const [modelText, featureText] = texts;
  if (modelText === undefined || featureText === undefined) return undefined;
  const read = readAgain(
    { file: models.file.source.file, text: modelText },
    { file: features.file.source.file, text: featureText },
  );
  if (read.gateway === undefined) {
    const reason = read.problems[0];
    report(work, `the edited ${reason?.file} cannot be read: ${reason?.message}`);
    return undefined;
  }
  compare(work, models, read.gateway.models.entries);
  compare(work, features, read.gateway.features.entries);
  return work.problems.length === 0 ? read.gateway : undefined;
}

function editedText(work: Work, { file: { source }, edits }: VerifiedHalf): string | undefined {
  const result = applyEdits(source.text, edits);
  if ("text" in result) return result.text;
  const lines = result.overlap.map(({ cause }) => cause.line);
  report(work, `the edits of ${source.file} that lines ${lines.join(" and ")} ask for touch the same text`);
  return undefined;
}

function compare(work: Work, { file, desired }: VerifiedHalf, entries: readonly { readonly entry: unknown }[]): void {
  const { source, current } = file;
  const expected = entriesAfter(current, desired);
  const index = expected.findIndex((entry, at) => !sameData(entry, entries[at]?.entry));
  if (index === -1 && expected.length === entries.length) return;
  const id = desired[index]?.id ?? "the list of entries";
  const key = firstDifference(expected[index], entries[index]?.entry);
  const reason = hasAlias(file, desired[index])
    ? "an alias in it stands for a value that changes; write the value out there"
    : "the file is written in a way that cannot be edited";
  report(work, `the edited ${source.file} would not say what is asked for: ${id}${key} differs; ${reason}`);
}

function hasAlias({ source, key, current }: EntryFile, entry: DesiredEntry | undefined): boolean {
  const origin = entry?.origin;
  if (origin === undefined) return false;
  return Object.keys(mapOf(current[origin])).some((name) => isAliasAt({ source }, [key, origin, name]));
}

/** `.params.model`: where the first difference between two entries is. */
function firstDifference(expected: unknown, found: unknown): string {
  if (!isMap(expected) || !isMap(found)) return "";
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const key = keys.find((one) => !sameData(expected[one], mapOf(found)[one]));
  return key === undefined ? "" : `.${key}${firstDifference(expected[key], found[key])}`;
}

function report({ document, problems }: Work, message: string): void {
  problems.push(problem(document, ["name"], "compile", message));
}
