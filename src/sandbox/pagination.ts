import { badParameter } from "./errors.ts";
import { integer, oneOf, text } from "./params.ts";
import type { Context, Reply } from "./router.ts";

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 100;
/** Above this many rows GitLab no longer counts: totals and rel="last" are left out. */
const COUNTED = 10_000;

function perPage(context: Context): number {
  const wanted = integer(context.params, "per_page") ?? DEFAULT_PER_PAGE;
  if (wanted < 1) throw badParameter("per_page has a value not allowed");
  return Math.min(wanted, MAX_PER_PAGE);
}

/** The request's own address with some query parameters replaced. */
function href(context: Context, changes: Record<string, string>): string {
  const url = new URL(context.target, context.store.url);
  for (const [key, value] of Object.entries(changes)) url.searchParams.set(key, value);
  return url.href;
}

/** One page by `page` and `per_page`, with GitLab's headers. `present` is called for the rows of the page alone. */
export function paginate<T>(context: Context, rows: readonly T[], present: (row: T) => unknown): Reply {
  const size = perPage(context);
  const page = integer(context.params, "page") ?? 1;
  if (page < 1) throw badParameter("page does not have a valid value");
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const counted = rows.length <= COUNTED;
  const link = (number: number, rel: string) =>
    `<${href(context, { page: String(number), per_page: String(size) })}>; rel="${rel}"`;
  const links = [
    page > 1 ? link(page - 1, "prev") : "",
    page < pages ? link(page + 1, "next") : "",
    link(1, "first"),
    counted ? link(pages, "last") : "",
  ];
  return {
    status: 200,
    body: rows.slice((page - 1) * size, page * size).map(present),
    headers: {
      Link: links.filter((item) => item !== "").join(", "),
      "X-Page": String(page),
      "X-Per-Page": String(size),
      "X-Next-Page": page < pages ? String(page + 1) : "",
      "X-Prev-Page": page > 1 ? String(page - 1) : "",
      ...(counted ? { "X-Total": String(rows.length), "X-Total-Pages": String(pages) } : {}),
    },
  };
}

export interface Keyset<T> {
  /** Orderings that keyset knows; of another `order_by` an offset page is made without a word. */
  orderings: Record<string, (row: T) => string | number | null>;
  id: (row: T) => number;
}

/** Rows by `order_by` and `sort`, paged by keyset when it is asked for and the ordering has one, else by offset. */
export function paginateOrdered<T>(
  context: Context,
  rows: readonly T[],
  keyset: Keyset<T>,
  present: (row: T) => unknown,
): Reply {
  const orderBy = text(context.params, "order_by") ?? "created_at";
  const key = keyset.orderings[orderBy];
  const direction = oneOf(context.params, "sort", ["asc", "desc"]) === "asc" ? 1 : -1;
  if (text(context.params, "pagination") !== "keyset" || !key) {
    return paginate(context, sortBy(rows, key ?? keyset.id, keyset.id, direction), present);
  }

  const size = perPage(context);
  const after = cursorId(context);
  // The cursor names a row by its values, so that rows made or deleted meanwhile shift nothing.
  const behind = after
    ? rows.filter((row) => compare(key(row), after.value, keyset.id(row), after.id) * direction > 0)
    : rows;
  const rest = sortBy(behind, key, keyset.id, direction);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const headers: Record<string, string> = { "X-Per-Page": String(size) };
  if (last !== undefined && rest.length > size) {
    const cursor = Buffer.from(JSON.stringify({ value: key(last), id: keyset.id(last) })).toString("base64url");
    headers["Link"] = `<${href(context, { cursor, per_page: String(size) })}>; rel="next"`;
    headers["X-Next-Cursor"] = cursor;
  }
  return { status: 200, body: page.map(present), headers };
}

/** Rows in their order, paged by `page_token`, which names the last row of the page before. */
export function paginateByToken<T>(context: Context, rows: readonly T[], keyOf: (row: T) => string): Reply {
  const size = perPage(context);
  const token = text(context.params, "page_token");
  const last = token === undefined ? -1 : rows.findIndex((row) => tokenOf(keyOf(row)) === token);
  if (token !== undefined && last < 0) throw badParameter("page_token is invalid");
  const page = rows.slice(last + 1, last + 1 + size);
  const end = page.at(-1);
  const more = end !== undefined && last + 1 + size < rows.length;
  const next = more ? href(context, { page_token: tokenOf(keyOf(end)), per_page: String(size) }) : undefined;
  return { status: 200, body: page, headers: next === undefined ? {} : { Link: `<${next}>; rel="next"` } };
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function cursorId(context: Context): { value: string | number | null; id: number } | null {
  const cursor = text(context.params, "cursor");
  if (cursor === undefined) return null;
  try {
    const parsed = JSON.parse(Buffer.from(cursor, "base64url").toString()) as { value: string | null; id: number };
    if (typeof parsed.id === "number") return parsed;
  } catch {
    // Falls through to the one refusal below.
  }
  throw badParameter("cursor is invalid");
}

/** Sorted by a key, then by id; null keys come last in ascending order, as in Postgres. */
export function sortBy<T>(
  rows: readonly T[],
  key: (row: T) => string | number | null,
  id: (row: T) => number,
  direction: 1 | -1,
): T[] {
  // Every key is asked for once, not once for each comparison.
  const keyed = rows.map((row) => ({ row, key: key(row), id: id(row) }));
  return keyed.sort((a, b) => compare(a.key, b.key, a.id, b.id) * direction).map(({ row }) => row);
}

function compare(a: string | number | null, b: string | number | null, idA: number, idB: number): number {
  if (a === b) return idA - idB;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
