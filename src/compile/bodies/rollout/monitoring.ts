import { own } from "../../../model/own.ts";
import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { link } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { taskList } from "../tasks.ts";
import { featureName } from "../words.ts";

/** What is watched while the ramp runs, with the dashboards that the catalog knows. */
export function monitoring(subject: Subject, { moves }: Rollout): Block {
  const rows = featureRowsOf(subject.migration, moves[0]).filter(({ phase }) => phase === "deployment");
  const watched = rows.flatMap(({ text, evidence }) =>
    evidence.kind === "metric" ? [`${text}: ${evidence.metric}`] : [],
  );
  const boards = moves.flatMap(({ feature }) =>
    (own(subject.config.features, feature)?.monitoring ?? []).map(
      ({ name, url }) => `${link(name, url)} of ${featureName(subject.config, feature)}`,
    ),
  );
  return {
    name: "monitoring",
    text: paragraphs("## Monitoring", bullets([...boards, ...watched]), taskList(subject, rows)),
  };
}
