import type { Difference } from "../../deadlines/difference.ts";
import type { Source } from "../../deadlines/source.ts";
import { DEADLINES_FILE } from "../../model/deadline.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { jsonText } from "../plan/text.ts";
import { differenceLines } from "./difference.ts";
import { type Opened, renderOpened } from "./opened.ts";

/** What a run has brought. */
export interface Updated {
  readonly differences: readonly Difference[];
  /** False where the file stays as it is, or is proposed by a merge request. */
  readonly isWritten: boolean;
  /** There is no file, and nothing that could stand in one. */
  readonly isMissing?: boolean;
  readonly request?: Opened | undefined;
  readonly sources: readonly {
    readonly source: Pick<Source, "id" | "repository">;
    /** Why it could not be read. */
    readonly trouble?: { readonly message: string };
    readonly movedTo?: string;
  }[];
}

export function renderUpdate(
  { differences, isWritten, isMissing = false, request }: Updated,
  { color }: { readonly color: boolean },
): string {
  const lines = differenceLines(differences, { color });
  const shown = lines.map((line) => `${line}\n`).join("");
  if (request !== undefined) return shown + renderOpened([request], { color });
  if (isMissing) return `${DEADLINES_FILE} is not written: nothing is known yet\n`;
  return `${shown}${isWritten ? `wrote ${DEADLINES_FILE}` : `${DEADLINES_FILE} stays as it is`}\n`;
}

/** The shape that docs/deadlines.md promises. */
export function renderUpdateJson({ differences, isWritten, request, sources }: Updated): string {
  const read = sources.map(({ source: { id, repository }, trouble, movedTo }) => ({
    id,
    repository,
    read: trouble === undefined,
    ...(trouble !== undefined && { message: trouble.message }),
    ...(movedTo !== undefined && { movedTo }),
  }));
  const report = { formatVersion: 1, file: DEADLINES_FILE, written: isWritten, request, sources: read, differences };
  return `${concealed(jsonText(report, 2))}\n`;
}
