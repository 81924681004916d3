import { diffArrays } from "diff";
import { applyEdits, type Edit } from "../compile/files/edit.ts";
import { editGateway } from "../compile/files/gateway/edit-gateway.ts";
import { readGateway } from "../compile/files/gateway/read-gateway.ts";
import { readGatewayInParts } from "../compile/files/gateway/read-parts.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { loadMigration } from "../load/validate.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import type { SourceDocument } from "../model/source.ts";
import type { ConfigDocument } from "../model/workspace.ts";
import { type Difference, differences } from "./differences.ts";
import { isEmpty, type MigrationDraft } from "./migration-draft.ts";
import { type Frame, migrationText } from "./migration-text.ts";

/** What became of one way to write a migration. */
export interface Attempt {
  readonly draft: MigrationDraft;
  readonly text: string;
  /** Why it is no migration, or does nothing; the places are in `source`. */
  readonly problems: readonly Diagnostic[];
  readonly source: SourceDocument;
  /** From what people made. */
  readonly differences: readonly Difference[];
  /** True where it would change once more what people made. */
  readonly isRestless: boolean;
  readonly changedLines: number;
}

export interface AttemptInput extends Frame {
  readonly configDocument?: ConfigDocument | undefined;
}

/** Writes the migration, reads it again, and does what it says to the files as they were. */
export function attempt(draft: MigrationDraft, input: AttemptInput): Attempt {
  const { before, after } = input;
  if (isEmpty(draft)) return unchanged(draft, input);
  const text = migrationText(draft, input);
  const { document, source, diagnostics } = loadMigration(text, `migrations/${input.name}.yaml`);
  if (document === undefined) return { ...unchanged(draft, input), text, problems: diagnostics, source };
  const config = input.configDocument;
  const request = { migration: document, ...(config !== undefined && { config }), read: readGatewayInParts };
  const edits = editGateway({ gateway: before, ...request });
  const result = edits.problems.length === 0 ? resultOf(before, edits) : undefined;
  if (result === undefined) return { ...unchanged(draft, input), text, problems: edits.problems, source };
  const again = editGateway({ gateway: after, ...request });
  return {
    draft,
    text,
    problems: [],
    source,
    differences: differences(before, result, after),
    isRestless: again.models.length + again.features.length + again.problems.length > 0,
    changedLines: linesBetween(before, result),
  };
}

function unchanged(draft: MigrationDraft, { before, after, name }: AttemptInput): Attempt {
  const source = { file: `migrations/${name}.yaml`, text: "", nodes: new Map() };
  return {
    draft,
    text: "",
    problems: [],
    source,
    differences: differences(before, before, after),
    isRestless: false,
    changedLines: 0,
  };
}

function resultOf(
  { models, features }: GatewayFiles,
  edits: { readonly models: readonly Edit[]; readonly features: readonly Edit[] },
): GatewayFiles | undefined {
  const [first, second] = [
    applyEdits(models.source.text, edits.models),
    applyEdits(features.source.text, edits.features),
  ];
  if ("overlap" in first || "overlap" in second) return undefined;
  const read = readGateway(
    { file: models.source.file, text: first.text },
    { file: features.source.file, text: second.text },
  );
  return read.gateway;
}

/** Lines that were taken out or put in. */
export function linesBetween(a: GatewayFiles, b: GatewayFiles): number {
  const halves = [
    [a.models.source.text, b.models.source.text],
    [a.features.source.text, b.features.source.text],
  ] as const;
  return halves
    .flatMap(([old, next]) => diffArrays(old.split("\n"), next.split("\n")))
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { value }) => sum + value.length, 0);
}
