import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";

/** Where the evaluation is, and what it has to show. */
export function evaluation({ file }: Subject, { moves: [move] }: Rollout): Block | undefined {
  const { evaluation: evidence } = move.entry;
  if (evidence === undefined && move.to === undefined) return undefined;
  const place = `${code([...move.path, "evaluation"].join("."))} of ${code(file)}`;
  const none = `No evaluation is recorded yet. Its summary belongs into ${place} before the stage ${code("rollout")}.`;
  const facts = evidence && [
    `Summary: ${code(evidence.report)}`,
    evidence.dataset === undefined ? "The dataset is not fixed." : `Dataset: ${code(evidence.dataset)}`,
    margin(evidence.margin ?? 0),
  ];
  return { name: "evaluation", text: paragraphs("## Evaluation", facts === undefined ? none : bullets(facts)) };
}

function margin(share: number): string {
  if (share === 0) return "The new model must score at least as well as the old one.";
  return `The new model may score lower than the old one by ${Number((share * 100).toFixed(4))} % of the scale at most.`;
}
