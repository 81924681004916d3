import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { type Fields, listOf } from "./shape.ts";

const PAGE = 100;

/**
 * All rows of a list that is paged by offset. A page may be short while more follow, since rows are filtered after they
 * were paged: only the header tells.
 */
export async function readRows(
  { http, rest }: Client,
  endpoint: string,
  call: string,
  query: Readonly<Record<string, unknown>>,
): Promise<Fields[]> {
  const rows: Fields[] = [];
  for (let page = "1"; page !== ""; ) {
    const answer = await http.read({ method: "GET", url: rest(endpoint, { ...query, perPage: PAGE, page }) });
    rows.push(...listOf(answer.body, call));
    const next = answer.headers["x-next-page"] ?? "";
    if (next === page) throw new ForgeError("broken", `${call} names itself as its next page`);
    page = next;
  }
  return rows;
}
