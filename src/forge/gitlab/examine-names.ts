import {
  type FlagFacts,
  type Known,
  type LabelFacts,
  type LabelHome,
  type Question,
  TOKEN_VARIABLES,
  type VariableFacts,
} from "../../doctor/facts.ts";
import { INSTANCE } from "../../model/observed.ts";
import type { Client } from "./client.ts";
import { readUserLists } from "./flags.ts";
import { known } from "./known.ts";
import { readRows } from "./rest-pages.ts";
import { type Fields, flag, text } from "./shape.ts";

/** Each title for itself: a large group has thousands of labels, and a search finds all of one name. */
export function examineLabels(
  client: Client,
  home: LabelHome,
  titles: readonly string[],
): Promise<Known<readonly LabelFacts[]>> {
  const endpoint = `${home.kind}s/${encodeURIComponent(home.path)}/labels`;
  return known(() =>
    Promise.all(
      titles.map(async (title) => {
        const rows = await readRows(client, endpoint, `GET /${home.kind}s/:id/labels`, {
          search: title,
          includeAncestorGroups: true,
        });
        const at = rows.filter((row) => text(row, "name") === title).map((row) => placeIn(home, row));
        return { title, at: at.sort().reverse() };
      }),
    ),
  );
}

function placeIn({ kind }: LabelHome, { values }: Fields): "project" | "group" {
  return kind === "project" && values["is_project_label"] !== false ? "project" : "group";
}

/** How many flags a project has, and which lists it lacks. For the whole server only whether they may be read. */
export async function examineFlags(
  client: Client,
  { home, lists }: NonNullable<Question["flags"]>,
): Promise<FlagFacts> {
  const { http, rest } = client;
  if (home === INSTANCE) {
    await http.read({ method: "GET", url: rest("features") });
    return { missing: [] };
  }
  const endpoint = `projects/${encodeURIComponent(home)}/feature_flags`;
  const [answer, there] = await Promise.all([
    http.read({ method: "GET", url: rest(endpoint, { perPage: 1 }) }),
    readUserLists(client, home),
  ]);
  const total = Number(answer.headers["x-total"] ?? "");
  const isTold = answer.headers["x-total"] !== undefined && Number.isInteger(total);
  const count = isTold ? total : (await readRows(client, endpoint, "GET /projects/:id/feature_flags", {})).length;
  return { count, missing: lists.filter((name) => !there.has(name)) };
}

/** Those with tokens of ours. Their values come along and are dropped here. */
export function examineVariables(client: Client, { kind, path }: LabelHome): Promise<Known<readonly VariableFacts[]>> {
  const endpoint = `${kind}s/${encodeURIComponent(path)}/variables`;
  return known(async () => {
    const rows = await readRows(client, endpoint, `GET /${kind}s/:id/variables`, {});
    return rows
      .filter((row) => TOKEN_VARIABLES.includes(text(row, "key")))
      .map((row) => ({ key: text(row, "key"), protected: flag(row, "protected"), masked: flag(row, "masked") }));
  });
}
