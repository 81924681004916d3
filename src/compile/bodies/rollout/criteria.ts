import type { Block } from "../../../model/resource.ts";
import type { Rollout as RolloutPlan } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { safeLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { failureLine } from "./gate-words.ts";

/** What lets the ramp go on, and what takes it back. */
export function criteria(_subject: Subject, _rollout: Rollout, plan: RolloutPlan | undefined): Block | undefined {
  if (plan === undefined) return undefined;
  const { abort = [], criteria: words = { continue: [], rollback: [] } } = plan;
  const back = [
    ...abort.map((name) => `At any step: ${failureLine(plan, name)}`),
    ...(words.rollback ?? []).map(safeLine),
  ];
  return {
    name: "criteria",
    text: paragraphs(
      "## Going on and going back",
      "### Go on when",
      bullets([
        "The step has stood for its whole time, and the gates named beside it hold",
        ...(words.continue ?? []).map(safeLine),
      ]),
      "### Go back when",
      back.length === 0 ? "No criteria are on record; whoever watches decides." : bullets(back),
      "A gate that has too few samples neither holds nor fails: wait.",
    ),
  };
}
