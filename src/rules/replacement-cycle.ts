import { movesOf } from "../model/move.ts";
import { sameData } from "../model/plain-data.ts";
import { mustLeave } from "../model/schedule.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { liveMigrations, openMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "replacement-cycle",
  summary: "no offering is replaced by one that it replaces itself",
  severity: "error",
  messages: {
    circle: "replacements go round in a circle: {circle}; take one of them out of {files}",
    same: '"from" and "to" of {features} are both {ids}: nothing moves; name another offering to move to, or leave both out',
    size: '"from" and "to" of size "{size}" of {features} are both {ids}: nothing moves; name another offering to move to',
  },
  notes: { other: "this belongs to the circle", from: "it stands there already" },
  docs: {
    why: `A migration that \`replaces\` an offering says that everybody should leave it. If another one moves features back to it,
both can never be done: each finds new users on what it wants to retire. What counts is what the features that leave an
offering move to, in live migrations (active, paused, rolled back). An entry whose \`from\` and \`to\` are the same is the
shortest circle.`,
    wrong: `
# migrations/haiku.yaml
replaces:
  claude_sonnet_4_5: {}
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
# migrations/sonnet.yaml
replaces:
  claude_haiku_4_5: {}
features:
  code_suggestions: { stage: planned, from: claude_haiku_4_5, to: claude_sonnet_4_5 }
`,
    right: `
# migrations/haiku.yaml
replaces:
  claude_sonnet_4_5: {}
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
# migrations/sonnet.yaml
replaces:
  claude_haiku_4_5: {}
features:
  code_suggestions: { stage: planned, from: claude_haiku_4_5, to: claude_sonnet_4_6 }
`,
  },
  check({ workspace, report }) {
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [{ path, from, to, sizes, stage }] = entry;
        if (stage === "absent") continue;
        const features = featuresOf(entry);
        if (from !== undefined && sameData(from, to)) {
          const related = [{ note: "from" as const, at: valueAt(document, [...path, "from"]) }];
          const at = valueAt(document, [...path, "to"]);
          report({ message: "same", at, data: { features, ids: quoted(from) }, related });
        }
        for (const [size, value] of Object.entries(sizes)) {
          if (value.from !== value.to) continue;
          const at = valueAt(document, [...path, "sizes", size, "to"]);
          report({ message: "size", at, data: { features, size, ids: quoted([value.to]) } });
        }
      }
    }
    const edges = replacementsOf(workspace);
    const seen = new Set<string>();
    for (const first of edges) {
      const circle = shortestCircle(first, edges);
      const name = circle
        ?.map(({ from }) => from)
        .sort()
        .join("\n");
      if (circle === undefined || name === undefined || seen.has(name)) continue;
      seen.add(name);
      if (isSaid(circle)) continue;
      const places = circle.map(({ place }) => place);
      // The file that comes last is the one that closed it, as far as anybody can tell.
      const at = places.reduce((last, place) => (place.file > last.file ? place : last));
      const files = [...new Set(places.map(({ file }) => file))].sort().join(", ");
      const data = {
        circle: quoted([...circle.map(({ from }) => from), first.from], " -> "),
        files,
      };
      const related = places.filter((place) => place !== at).map((place) => ({ note: "other" as const, at: place }));
      report({ message: "circle", at, data, related });
    }
  },
});

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly features: readonly string[];
  readonly document: MigrationDocument;
  readonly place: Place;
}

function replacementsOf(workspace: Workspace): Edge[] {
  return liveMigrations(workspace).flatMap((document) =>
    Object.keys(document.data.replaces ?? {}).flatMap((from) => {
      const leaving = movesOf(document.data).filter((move) => move.stage !== "absent" && mustLeave(move, from));
      const goals = new Set(leaving.flatMap(({ to }) => to ?? []));
      goals.delete(from);
      const place = keyAt(document, ["replaces", from]);
      return [...goals].map((to): Edge => {
        const features = leaving.filter((move) => move.to?.includes(to)).map(({ feature }) => feature);
        return { from, to, features, document, place };
      });
    }),
  );
}

/** The shortest way along the replacements back to where the first begins; undefined where there is none. */
function shortestCircle(first: Edge, edges: readonly Edge[]): readonly Edge[] | undefined {
  let ways: (readonly Edge[])[] = [[first]];
  const reached = new Set<string>([first.to]);
  while (ways.length > 0) {
    const closed = ways.find((way) => way.at(-1)?.to === first.from);
    if (closed !== undefined) return closed;
    ways = ways.flatMap((way) =>
      edges
        .filter(({ from, to }) => from === way.at(-1)?.to && !reached.has(to))
        .map((edge) => {
          reached.add(edge.to);
          return [...way, edge];
        }),
    );
  }
  return undefined;
}

/** Two migrations that move the same feature are the business of conflicting-claims. */
function isSaid(circle: readonly Edge[]): boolean {
  return circle.some((one) =>
    circle.some(
      (other) => one.document !== other.document && one.features.some((feature) => other.features.includes(feature)),
    ),
  );
}
