import type { FileEdit } from "../model/resource.ts";
import { distinctCauses } from "../model/source.ts";
import { applyEdits, type Edit } from "./files/edit.ts";

/** The edits of one migration to one file, as its merge request carries them; undefined where they change nothing. */
export function fileEdit(path: string, before: string, edits: readonly Edit[]): FileEdit | undefined {
  const after = textAfter(before, edits);
  return after === before
    ? undefined
    : { path, before, after, causes: distinctCauses(edits.map(({ cause }) => cause)) };
}

/** Edits of one migration never meet: the editor has checked that. */
export function textAfter(text: string, edits: readonly Edit[]): string {
  const result = applyEdits(text, edits);
  return "text" in result ? result.text : text;
}
