import type { Move } from "../../../model/move.ts";
import { own } from "../../../model/own.ts";
import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Flag } from "../../../model/schema/migration.gen.ts";
import type { Rollout as RolloutPlan } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { chatopsDelete, chatopsRollback } from "../../ramp/chatops.ts";
import { code, fenced } from "../../safe-text.ts";
import { driOf } from "../details.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { taskList } from "../tasks.ts";
import { ids, person, roleNames, series } from "../words.ts";
import { isProject, isSetByUs } from "./steps.ts";

/** How to get back, who does it, and where to look for the cause. */
export function mitigation(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): Block {
  const [move] = rollout.moves;
  const { flag } = move.entry;
  const rows = featureRowsOf(subject.migration, move).filter(({ phase }) => phase === "trouble");
  const checks = rows.flatMap(({ text, evidence }) => (evidence.kind === "metric" ? [text] : []));
  return {
    name: "mitigation",
    text: paragraphs(
      "## Mitigation and way back",
      who(subject, rollout),
      flag && flagOff(subject, rollout, flag),
      plan && lowerStep(subject, plan, move),
      rollout.flag && givenUp(subject, rollout.flag),
      ...wayBack(subject, move),
      "If the model's answers are at fault:",
      bullets(checks),
      "And then:",
      taskList(subject, rows),
    ),
  };
}

function who(subject: Subject, rollout: Rollout): string {
  const roles = roleNames(subject.raci.monitoring.responsible);
  return `Whoever sees the trouble acts at once; ${person(driOf(subject, rollout))} decides what comes after. Responsible for monitoring and incidents: ${roles}.`;
}

function flagOff(subject: Subject, { flag: ownFlag, moves: [{ path }] }: Rollout, flag: Flag): string {
  const shared = ownFlag === undefined ? ", which other features share and go back with" : "";
  const how = isProject(subject) ? "among the project's feature flags" : "as an administrator of the server";
  const lead = isSetByUs(subject)
    ? `Turn ${code(flag.name)} off first${shared}: ${how}, or by a lower ${code(`${path.join(".")}.step`)}. What a person turned off stays off. As ChatOps commands:`
    : `Turn ${code(flag.name)} off first${shared}:`;
  return paragraphs(lead, fenced(chatopsRollback(flag)));
}

/** A flag that is fully on takes no percentage, and one that is off has forgotten its groups. */
function lowerStep(subject: Subject, { steps }: RolloutPlan, { path }: Move): string | undefined {
  if (steps.length < 2) return undefined;
  const where = `${code(`${path.join(".")}.step`)} of ${code(subject.file)}`;
  return isSetByUs(subject)
    ? `To stand at a lower step instead, write its number into ${where} and merge that: lowering waits for nothing.`
    : `To stand at a lower step instead, turn the flag off first, then send the commands of all steps up to that one, and write its number into ${where}.`;
}

/** The process's last step back: no gate that was set by command is left anywhere. */
function givenUp(subject: Subject, flag: Flag): string | undefined {
  if (isProject(subject)) return undefined;
  return `If the rollout is given up altogether, forget what was set: ${code(chatopsDelete(flag))}`;
}

/** How a merged change takes a move back: its default or sizes, then what users may pick. */
export function wayBack(subject: Subject, move: Move): string[] {
  return [defaultBack(subject, move), listsBack(subject, move)].flatMap((text) => text ?? []);
}

/** How the default goes back, and what stands in the way: an entry that the migration takes out cannot be gone back to. */
function defaultBack({ migration, file }: Subject, { path, from, offer, sizes }: Move): string | undefined {
  const stage = code(`${path.join(".")}.stage`);
  const lower = `Once ${stage} in ${code(file)} is ${code("default")}, lower it and merge that`;
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

/** Lowering a stage takes nothing out of a list: neither what is offered nor a new default that users could pick. */
function listsBack({ file }: Subject, { path, from, to = [], offer }: Move): string | undefined {
  const picked = [...new Set([...to, ...offer.map(({ id }) => id)])];
  if (picked.length === 0) return undefined;
  const at = (key: string) => code([...path, key].join("."));
  const instead = series([
    ...(to.length > 0 ? [at("from"), at("to")] : []),
    ...(offer.length > 0 ? [at("offer")] : []),
  ]);
  const item = code(`{ id: ${picked[0]}, at: internal }`);
  const lead = from === undefined ? "A lower stage takes nothing out of a list." : "What users may pick stays.";
  const when = to.length === 0 ? "" : ", once the default is back";
  return `${lead} To take ${ids(picked)} out of the lists${when}, write ${at("withdraw")} instead of ${instead} in ${code(file)}, with items such as ${item}, and merge it: ${code("at")} is the stage from which on it is gone.`;
}
