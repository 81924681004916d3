import type { GatewayFiles } from "../../model/gateway.ts";
import { movesOf } from "../../model/move.ts";
import { causeAt, type Path } from "../../model/source.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import type { RowWish, TableContent } from "../files/markdown/edit-table.ts";
import { isShown } from "../region-target.ts";
import type { TargetTask } from "../target-result.ts";

/** What the table of a page is made from. */
export interface PageWork {
  readonly workspace: Workspace;
  readonly task: TargetTask;
  /** The migrations that pages tell of and that may change them, in order. */
  readonly editors: readonly MigrationDocument[];
  readonly before: readonly GatewayFiles[];
  /** With all migrations; undefined where that cannot be made, or where one of them is secret. */
  readonly joint: readonly GatewayFiles[] | undefined;
  /** Rows that were made already: those of `before` and `joint` are asked for by every migration. */
  readonly rows: WeakMap<readonly GatewayFiles[], Rows>;
}

export function pageWork(workspace: Workspace, task: TargetTask, editors: readonly MigrationDocument[]): PageWork {
  const { gateways } = task;
  const before = gateways.map((states) => states.before);
  const joint = task.editors.every(isShown) ? present(gateways.map(({ after }) => after)) : undefined;
  return { workspace, task, editors, before, joint, rows: new WeakMap() };
}

/** Cells by the id of the row, in order. */
export type Rows = ReadonlyMap<string, readonly string[]>;

/** The gateways on the way that a migration takes them. */
export interface Passage {
  readonly before: readonly GatewayFiles[];
  /** With it alone: what it changes itself. */
  readonly alone: readonly GatewayFiles[];
  /** What rows tell of. */
  readonly after: readonly GatewayFiles[];
}

/**
 * What becomes of the gateways by a migration, alone or together with all others; undefined where that cannot be made.
 * What a secret one changes shows in no row.
 */
export function passageOf(work: PageWork, { data }: MigrationDocument, together: boolean): Passage | undefined {
  const { before, joint } = work;
  const own = present(work.task.gateways.map(({ alone }) => alone.get(data.name)));
  const after = (together ? joint : undefined) ?? own;
  return before.length === 0 || after === undefined ? undefined : { before, alone: own ?? after, after };
}

/** Asks for the row of an id; what comes first counts. */
export type Ask = (id: string, path: Path, onlyIf?: RowWish["onlyIf"]) => void;

/** What a secret migration has changed, or will: rows about it are neither written nor taken out. */
interface Hidden {
  readonly features: ReadonlySet<string>;
  /** Entries that are new. */
  readonly offerings: ReadonlySet<string>;
  readonly replaced: ReadonlySet<string>;
}

/** A gateway that not everybody may see may hold already what pages may not tell yet; nothing is hidden in others. */
export function hiddenIn({ config, migrations }: Workspace): Hidden {
  const gateways = Object.values(config.data.targets ?? {}).filter(({ format }) => format === "ai-gateway");
  const isClosed = gateways.some(({ visibility = "public" }) => visibility !== "public");
  const secrets = isClosed ? migrations.filter(({ data }) => data.visibility === "confidential") : [];
  return {
    features: new Set(secrets.flatMap(({ data }) => movesOf(data).map(({ feature }) => feature))),
    // An entry that says what it calls is taken for a new one.
    offerings: new Set(
      secrets.flatMap(({ data }) =>
        Object.entries(data.offerings ?? {}).flatMap(([id, { params, in_place_of: old }]) =>
          params?.model === undefined && old === undefined ? [] : [id],
        ),
      ),
    ),
    replaced: new Set(secrets.flatMap(({ data }) => Object.keys(data.replaces ?? {}))),
  };
}

/** A table that tells of the gateways, with the rows that a migration asks for; `changed` are those that it changes itself. */
export function tableOf(
  work: PageWork,
  document: MigrationDocument,
  passage: Passage,
  table: {
    readonly heads: readonly string[];
    rowsOf(gateways: readonly GatewayFiles[]): Rows;
    isHidden(id: string): boolean;
  },
  askAll: (ask: Ask, changed: readonly string[]) => void,
): TableContent {
  const rowsOf = (gateways: readonly GatewayFiles[]): Rows => {
    const rows = work.rows.get(gateways) ?? table.rowsOf(gateways);
    work.rows.set(gateways, rows);
    return rows;
  };
  const [before, after] = [rowsOf(passage.before), rowsOf(passage.after)];
  const wishes = new Map<string, RowWish>();
  const ask: Ask = (id, path, onlyIf) => {
    if (wishes.has(id) || table.isHidden(id)) return;
    wishes.set(id, { id, cells: after.get(id), cause: causeAt(document.source, path), onlyIf });
  };
  askAll(ask, changedIn(before, rowsOf(passage.alone)));
  const rows = [...after].map(([id, cells]) => ({
    id,
    cells: wishes.has(id) ? cells : table.isHidden(id) ? undefined : before.get(id),
  }));
  return { heads: table.heads, rows, wishes: [...wishes.values()], cause: causeAt(document.source, ["name"]) };
}

/** Ids of the rows that are not the same on both sides. */
function changedIn(before: Rows, after: Rows): string[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  return ids.filter((id) => before.get(id)?.join("\n") !== after.get(id)?.join("\n"));
}

function present<T>(things: readonly (T | undefined)[]): T[] | undefined {
  const there = things.filter((thing) => thing !== undefined);
  return there.length < things.length ? undefined : there;
}
