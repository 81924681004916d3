import type { Move } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { featureRowsOf } from "../../model/process.ts";
import { link } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets } from "./table.ts";
import { featureName } from "./words.ts";

/** What is watched while features move: the dashboards that the catalog knows, then those that the process names. */
export function watchList({ config, migration }: Subject, moves: readonly [Move, ...Move[]]): string {
  const rows = featureRowsOf(migration, moves[0]).filter(({ phase }) => phase === "deployment");
  const watched = rows.flatMap(({ text, evidence }) =>
    evidence.kind === "metric" ? [`${text}: ${evidence.metric}`] : [],
  );
  const boards = moves.flatMap(({ feature }) =>
    (own(config.features, feature)?.monitoring ?? []).map(
      ({ name, url }) => `${link(name, url)} of ${featureName(config, feature)}`,
    ),
  );
  return bullets([...boards, ...watched]);
}
