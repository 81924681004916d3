import { FEATURE_ROWS } from "../../model/process/feature-rows.ts";
import type { Block } from "../../model/resource.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";

/** What to do when answers are not what they should be; the boxes to tick are in the rollout issues. */
export function troubleshooting({ migration, moves }: Subject): Block | undefined {
  if (moves.length === 0) return undefined;
  const rows = FEATURE_ROWS.filter(({ phase, kinds }) => phase === "trouble" && kinds.includes(migration.kind));
  const watch = rows.filter(({ evidence }) => evidence.kind === "metric");
  const act = rows.filter(({ evidence }) => evidence.kind === "tick");
  return {
    name: "troubleshooting",
    text: paragraphs(
      "## Troubleshooting",
      "Expanded AI logging, which records what the model answers, is turned on for a feature before the first step of its rollout and turned off when the rollout is over. Meanwhile:",
      bullets(watch.map(({ text }) => text)),
      "If something is found:",
      bullets(act.map(({ text }) => text)),
    ),
  };
}
