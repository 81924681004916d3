import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code } from "../../safe-text.ts";
import {
  describeRun,
  describeScore,
  EVALUATION_HEADS,
  evaluationRows,
  reportOf,
  reportProblem,
} from "../evaluation-table.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs, table } from "../table.ts";

/** How the new model did, where the evaluation is, and what it has to show. */
export function evaluation(subject: Subject, { moves: [move] }: Rollout): Block | undefined {
  const { evaluation: evidence } = move.entry;
  if (evidence === undefined && move.to === undefined) return undefined;
  const report = reportOf(subject, move);
  const facts = [
    ...(evidence === undefined ? [] : [`Summary: ${code(evidence.report)}`]),
    ...(evidence?.dataset === undefined ? [] : [`Dataset that it has to be of: ${code(evidence.dataset)}`]),
    ...(report.state === "read" ? describeRun(report.data) : []),
    margin(evidence?.margin),
  ];
  const problem = reportProblem(subject, move);
  const result =
    report.state === "read"
      ? paragraphs(
          `The new model ${describeScore(report.data, report.margin)}.`,
          table(EVALUATION_HEADS, evaluationRows(subject, move)),
        )
      : sentence(problem ?? "");
  return { name: "evaluation", text: paragraphs("## Evaluation", result, bullets(facts)) };
}

/** What the evaluation has to show; the margin is a share of the scale. */
export function margin(share = 0): string {
  if (share === 0) return "The new model scores at least as well as the old one";
  return `The new model scores at most ${Number((share * 100).toFixed(4))} % of the scale lower than the old one`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
