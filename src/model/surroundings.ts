import type { Evaluation } from "./schema/evaluation.gen.ts";
import type { Document } from "./workspace.ts";

/** Texts of code by target and by path inside its repository: what `scan` covers, and the files that flags name. */
export type CodeView = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Prompt definitions by target of format prompts: paths below its folder, such as `chat/react/base/1.0.0.yml`. */
export type PromptsView = ReadonlyMap<string, ReadonlySet<string>>;

/** An evaluation report that a migration names: read, there but of no use, or not there at all. */
export type EvaluationFile = Document<Evaluation> | "unusable" | "missing";

/** What rules look at beside the workspace and the targets' files. */
export interface Surroundings {
  /** Absent where a target that declares `scan` was not found. */
  readonly code?: CodeView | undefined;
  /** Absent where a target of format prompts was not found. */
  readonly prompts?: PromptsView | undefined;
  /** By the path that the migration writes. */
  readonly evaluations: ReadonlyMap<string, EvaluationFile>;
}
