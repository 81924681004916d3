import { adopt } from "../../src/adopt/adopt.ts";
import { applyEdits } from "../../src/compile/files/edit.ts";
import { editGateway } from "../../src/compile/files/gateway/edit-gateway.ts";
import { readGateway } from "../../src/compile/files/gateway/read-gateway.ts";
import { loadMigration } from "../../src/load/validate.ts";
import type { GatewayFiles } from "../../src/model/gateway.ts";
import type { Texts } from "../../test/generated/gateway-text.ts";
import { changedLines, meansTheSame, missingComments, touched } from "../../test/generated/judge.ts";
import type { Change } from "./history.ts";
import { type Kind, kindOf } from "./kind.ts";

/** How well one change can be said in the language. */
export interface Verdict {
  readonly change: Change;
  readonly kind: Kind;
  /** The compiled files mean what people's files mean. */
  readonly equal: boolean;
  /** `adopt` itself names nothing that it could not say. */
  readonly whole: boolean;
  /** No comment of people's files is missing, and no entry that they left alone was touched. */
  readonly careful: boolean;
  readonly lines: { readonly ours: number; readonly theirs: number };
  /** The migration changes nothing where its work is done already. */
  readonly settled: boolean;
  /** Lines of the migration. */
  readonly length: number;
  readonly milliseconds: number;
  /** What is wrong, in a sentence; empty where nothing is. */
  readonly reason: string;
}

/** Explains one change by a migration, compiles that, and compares; the judge does not use the compiler. */
export function replay(change: Change): Verdict {
  const start = performance.now();
  const kind = kindOf(change.before, change.after);
  const base = { change, kind, lines: { ours: 0, theirs: changedLines(change.before, change.after) } };
  const failed = (reason: string): Verdict => ({
    ...base,
    ...{ equal: false, whole: false, careful: false, settled: false, length: 0, reason },
    milliseconds: performance.now() - start,
  });
  try {
    const [before, after] = [gatewayOf(change.before), gatewayOf(change.after)];
    const { text, equal: claimed, unexpressed } = adopt({ name: "replayed", before, after, owner: "@ana" });
    const made = text === "" ? change.before : compiled(change.before, before, text);
    const again = text === "" ? change.after : compiled(change.after, after, text);
    const equal = meansTheSame(change.after, made);
    const missing = missingComments(change.after, made);
    const settled = meansTheSame(change.after, again) && changedLines(change.after, again) === 0;
    if (claimed && !equal) return failed("adopt says that it is equal, and it is not");
    return {
      ...base,
      equal,
      whole: unexpressed.length === 0,
      careful: missing.length === 0 && touched(change.before, change.after, made).length === 0,
      lines: { ...base.lines, ours: changedLines(change.before, made) },
      settled,
      length: text.split("\n").length - 1,
      milliseconds: performance.now() - start,
      reason: unexpressed[0]?.message ?? (equal ? (missing[0] ?? "") : "the compiled files say something else"),
    };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function gatewayOf({ models, features }: Texts): GatewayFiles {
  const read = readGateway({ file: "models.yml", text: models }, { file: "unit_primitives.yml", text: features });
  if (read.gateway === undefined) throw new Error(read.problems[0]?.message ?? "the files cannot be read");
  return read.gateway;
}

function compiled({ models, features }: Texts, gateway: GatewayFiles, text: string): Texts {
  const { document, diagnostics } = loadMigration(text, "migrations/replayed.yaml");
  if (document === undefined) throw new Error(diagnostics[0]?.message ?? "the migration cannot be read");
  const edits = editGateway({ gateway, migration: document });
  const [problem] = edits.problems;
  if (problem !== undefined) throw new Error(problem.message);
  const [first, second] = [applyEdits(models, edits.models), applyEdits(features, edits.features)];
  if (!("text" in first && "text" in second)) throw new Error("two edits overlap");
  return { models: first.text, features: second.text };
}
