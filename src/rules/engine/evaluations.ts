import type { Move } from "../../model/move.ts";
import type { Evaluation } from "../../model/schema/evaluation.gen.ts";
import type { EvaluationEvidence } from "../../model/schema/migration.gen.ts";
import type { Path } from "../../model/source.ts";
import { isLive, reaches } from "../../model/stage.ts";
import type { Surroundings } from "../../model/surroundings.ts";
import type { Document, MigrationDocument, Workspace } from "../../model/workspace.ts";
import { entriesOf } from "./entries.ts";
import { openMigrations } from "./open.ts";
import { type Place, valueAt } from "./place.ts";

/** An entry of a migration that names an evaluation. */
export interface NamedEvaluation {
  readonly document: MigrationDocument;
  /** The entry, by its first feature. */
  readonly move: Move;
  /** All features of the entry. */
  readonly features: readonly string[];
  /** Route to `evaluation`. */
  readonly path: Path;
  readonly evidence: EvaluationEvidence;
  /** What is wrong in a file that is of no use is said where it is read. */
  readonly report: Document<Evaluation> | "missing" | undefined;
  /** True from `rollout` on in a live migration: the process wants it done. */
  readonly isDue: boolean;
}

/** Evaluations that open migrations name, each once. */
export function namedEvaluations(workspace: Workspace, surroundings: Surroundings | undefined): NamedEvaluation[] {
  return openMigrations(workspace).flatMap((document) => {
    return entriesOf(document.data).flatMap((entry): NamedEvaluation[] => {
      const [move] = entry;
      const { evaluation: evidence } = move.entry;
      if (evidence === undefined) return [];
      const report = surroundings?.evaluations.get(evidence.report);
      return [
        {
          document,
          move,
          features: entry.map(({ feature }) => feature),
          path: [...move.path, "evaluation"],
          evidence,
          report: report === "unusable" ? undefined : report,
          isDue: isLive(document.data.status) && reaches(move.effective, "rollout"),
        },
      ];
    });
  });
}

/** The place in the migration that names the report, as a related place. */
export function namedAt({ document, path }: NamedEvaluation): { readonly note: "named"; readonly at: Place } {
  return { note: "named", at: valueAt(document, [...path, "report"]) };
}
