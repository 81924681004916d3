import { type Adopted, adopt } from "../../src/adopt/adopt.ts";
import { edited, gatewayOf } from "../compile/gateway/harness.ts";
import type { Texts } from "./gateway-text.ts";
import type { HandMade } from "./hand-made.ts";
import { changedLines, meansTheSame, missingComments, touched } from "./judge.ts";

/** What adopt said of a change, and what the judge says of that. */
export interface Verdict {
  readonly change: HandMade;
  readonly adopted: Adopted;
  readonly problems: readonly string[];
  readonly result: Texts;
  readonly isEqual: boolean;
  readonly missing: readonly string[];
  readonly ours: number;
  readonly theirs: number;
  /** Edits and problems on what people made. */
  readonly again: number;
  readonly touched: readonly string[];
}

/** Lets adopt explain a change, makes of it what it says, and compares. */
export function verdictOn(change: HandMade): Verdict {
  const { before, after } = change;
  const adopted = adopt({ name: "adopted", before: gatewayOf(before), after: gatewayOf(after) });
  const isEmpty = adopted.text === "";
  const result = isEmpty ? { ...before, problems: [], count: 0 } : edited(before, adopted.text);
  const again = isEmpty ? { problems: [], count: 0 } : edited(after, adopted.text);
  return {
    change,
    adopted,
    problems: result.problems.map(({ message }) => message),
    result,
    isEqual: meansTheSame(result, after),
    missing: missingComments(after, result),
    ours: changedLines(before, result),
    theirs: changedLines(before, after),
    again: again.count + again.problems.length,
    touched: touched(before, after, result),
  };
}

/** A line of the table. */
export function row({ change, isEqual, missing, ours, theirs, again, touched: others }: Verdict): string {
  const kinds = (change.isRevert ? "take back: " : "") + change.kinds.join(", ");
  const word = isEqual ? "equal " : "DIFFER";
  return `${change.seed} ${word} lines ${ours}/${theirs} comments -${missing.length} again ${again} others ${others.length}  ${kinds}`;
}
