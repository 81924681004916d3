import type { Move } from "../../../model/move.ts";
import { own } from "../../../model/own.ts";
import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { chatopsRollback } from "../../ramp/chatops.ts";
import { code, fenced } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { taskList } from "../tasks.ts";
import { ids, series } from "../words.ts";
import { isProject } from "./steps.ts";

/** How to get back, and where to look for the cause. */
export function mitigation(subject: Subject, { moves: [move] }: Rollout): Block {
  const { flag } = move.entry;
  const rows = featureRowsOf(subject.migration, move).filter(({ phase }) => phase === "trouble");
  const checks = rows.flatMap(({ text, evidence }) => (evidence.kind === "metric" ? [text] : []));
  const path = move.path.join(".");
  const off =
    flag &&
    paragraphs(
      isProject(subject)
        ? `Turn ${code(flag.name)} off first: among the project's feature flags, or by a lower ${code(`${path}.step`)}. What a person turned off stays off. As ChatOps commands:`
        : `Turn ${code(flag.name)} off first:`,
      fenced(chatopsRollback(flag.name)),
    );
  return {
    name: "mitigation",
    text: paragraphs(
      "## Mitigation and way back",
      off,
      defaultBack(subject, move),
      listsBack(subject, move),
      "If the model's answers are at fault:",
      bullets(checks),
      taskList(subject, rows),
    ),
  };
}

/** How the default goes back, and what stands in the way: an entry that the migration takes out cannot be gone back to. */
function defaultBack({ migration, file }: Subject, { path, from, offer, sizes }: Move): string | undefined {
  const lower = `Lower ${code(`${path.join(".")}.stage`)} in ${code(file)} and merge it`;
  if (from === undefined) {
    if (Object.values(sizes).some((size) => size.from !== undefined)) return `${lower}: the sizes go back.`;
    const change = `Nothing goes back by itself: change ${code(path.join("."))} in ${code(file)} and merge it.`;
    return offer.length > 0 ? undefined : change;
  }
  const back = `${lower}: the default goes back to ${ids(from)}.`;
  const removed = from.filter((id) => own(migration.replaces, id)?.retire === "remove");
  if (removed.length === 0) return back;
  const lift = series(removed.map((id) => code(`replaces.${id}.retire: remove`)));
  return `${back} Lift ${lift} first, and declare what is gone already under ${code("offerings")}: without its entry the old default is refused.`;
}

/** Lowering a stage takes nothing out of a list. */
function listsBack({ file }: Subject, { path, from, offer, effective }: Move): string | undefined {
  if (offer.length === 0) return undefined;
  const [first, rest] = [`${path.join(".")}.offer`, `${path.join(".")}.withdraw`];
  const item = code(`{ id: ${offer[0]?.id}, at: ${effective} }`);
  const lead = from === undefined ? "A lower stage takes nothing out of a list." : "What users may pick stays.";
  const offered = ids(offer.map(({ id }) => id));
  return `${lead} To take ${offered} back, write ${code(rest)} instead of ${code(first)} in ${code(file)}, with items such as ${item}, and merge it.`;
}
