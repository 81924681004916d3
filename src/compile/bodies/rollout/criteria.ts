import { rampOf } from "../../../model/defaults.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, safeLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { series } from "../words.ts";

/** What lets the ramp go on, and what takes it back. */
export function criteria(subject: Subject, { moves: [move] }: Rollout): Block | undefined {
  const ramp = rampOf(subject.config, move);
  if (ramp === undefined || move.entry.flag === undefined) return undefined;
  const { abort, criteria: words } = ramp;
  const back = [
    ...(abort.length === 0 ? [] : [`A gate fails at any step: ${series(abort.map(code))}`]),
    ...words.rollback.map(safeLine),
  ];
  return {
    name: "criteria",
    text: paragraphs(
      "## Going on and going back",
      "### Go on when",
      bullets([
        "The step has stood for its whole time, and the gates named beside it hold",
        ...words.continue.map(safeLine),
      ]),
      "### Go back when",
      back.length === 0 ? "No criteria are recorded; whoever watches decides." : bullets(back),
    ),
  };
}
