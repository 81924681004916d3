import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { taskList } from "../tasks.ts";
import { watchList } from "../watched.ts";

/** What is watched while the ramp runs, with the dashboards that the catalog knows. */
export function monitoring(subject: Subject, { moves }: Rollout): Block {
  const rows = featureRowsOf(subject.migration, moves[0]).filter(({ phase }) => phase === "deployment");
  return {
    name: "monitoring",
    text: paragraphs("## Monitoring", watchList(subject, moves), "As the rollout goes on:", taskList(subject, rows)),
  };
}
