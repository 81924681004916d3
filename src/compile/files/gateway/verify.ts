import { applyEdits, type Edit } from "../edit.ts";
import { type EntryFile, entriesAfter } from "./edit-entries.ts";
import { problem } from "./problems.ts";
import { readGateway } from "./read-gateway.ts";
import { asMap, isRecord, sameData } from "./wanted.ts";
import type { DesiredEntry, Work } from "./work.ts";

type Half = readonly [file: EntryFile, edits: readonly Edit[], desired: readonly DesiredEntry[]];

/** Reads both edited files again: what they mean has to be what was asked for, or there are no edits at all. */
export function verifyResult(work: Work, models: Half, features: Half): void {
  const texts = [models, features].map((half) => editedText(work, half));
  const [modelText, featureText] = texts;
  if (modelText === undefined || featureText === undefined) return;
  const read = readGateway(
    { file: models[0].source.file, text: modelText },
    { file: features[0].source.file, text: featureText },
  );
  if (read.gateway === undefined) {
    const reason = read.problems[0];
    report(work, `the edited ${reason?.file} cannot be read: ${reason?.message}`);
    return;
  }
  compare(work, models, read.gateway.models.entries);
  compare(work, features, read.gateway.features.entries);
}

function editedText(work: Work, [{ source }, edits]: Half): string | undefined {
  const result = applyEdits(source.text, edits);
  if ("text" in result) return result.text;
  const lines = result.overlap.map(({ cause }) => cause.line);
  report(work, `the edits of ${source.file} that lines ${lines.join(" and ")} ask for touch the same text`);
  return undefined;
}

function compare(
  work: Work,
  [{ source, current }, , desired]: Half,
  entries: readonly { readonly entry: unknown }[],
): void {
  const expected = entriesAfter(current, desired);
  const index = expected.findIndex((entry, at) => !sameData(entry, entries[at]?.entry));
  if (index === -1 && expected.length === entries.length) return;
  const id = desired[index]?.id ?? "the list of entries";
  const key = firstDifference(expected[index], entries[index]?.entry);
  report(
    work,
    `the edited ${source.file} would not say what is asked for: ${id}${key} differs; the file is written in a way that cannot be edited`,
  );
}

/** `.params.model`: where the first difference between two entries is. */
function firstDifference(expected: unknown, found: unknown): string {
  if (!isRecord(expected) || !isRecord(found)) return "";
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const key = keys.find((one) => !sameData(expected[one], asMap(found)[one]));
  return key === undefined ? "" : `.${key}${firstDifference(expected[key], found[key])}`;
}

function report({ document, problems }: Work, message: string): void {
  problems.push(problem(document, ["name"], "compile", message));
}
