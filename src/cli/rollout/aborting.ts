import { INSTANCE, type Locator, type ObservedFlag } from "../../model/observed.ts";
import { acted } from "../../plan/flag-record.ts";
import { type Holder, itemReference } from "../../plan/ownership.ts";
import type { Mark } from "../../rollout/mark.ts";
import { type Subject, type SubjectFlag, subjectFlag } from "../../rollout/subject.ts";
import type { Look, Scene } from "./scene.ts";
import type { Deed, FlagNow } from "./tell.ts";

/** One flag on its way off. */
export interface Aborting {
  readonly subject: Subject;
  readonly flag: SubjectFlag;
  /** Where it is; undefined where people send commands. */
  readonly at: Locator | undefined;
  /** The flag that the migration names by now, where the issue still names this one. */
  readonly now: string | undefined;
  /** As it was; undefined where there is none of that name. */
  found: ObservedFlag | undefined;
  state: FlagNow["state"];
  /** The issues that say so by now, and what they have to say. */
  readonly marked: { readonly issue: Holder; readonly wanted: Mark }[];
  /** False once something could not be done for it. */
  isWhole: boolean;
  /** Why it could not be turned off: the server refuses, and to ask again is of no use, or it may do so next time. */
  trouble: "refused" | "passing" | undefined;
}

export function abortingOf(subject: Subject, flag: SubjectFlag, now?: string): Aborting {
  const { home, name } = flag;
  const at: Locator | undefined = home === undefined ? undefined : { kind: "flag", home, id: name };
  const open = { found: undefined, state: "unknown", marked: [], isWhole: true, trouble: undefined } as const;
  return { subject, flag, at, now, ...open, marked: [] };
}

/**
 * The flag that a rollout issue names and took somewhere, where the migration was given another name for it since: apply
 * leaves that one as it is until people decide, and it is the one that is on.
 */
export function formerOf({ tell, workspace }: Scene, { subject, flag }: Aborting, look: Look): Aborting | undefined {
  const holder = look.holders.get(subject.issue);
  const record = holder?.marker.applied.flag;
  if (holder === undefined || record === undefined || record.name === flag.name) return undefined;
  const { step, exposure } = acted(record);
  if (exposure === 0) return undefined;
  const before = subjectFlag(workspace.config.data, flag.key, record.name);
  tell.note(
    `${itemReference(holder.item)} names flag ${record.name}, taken to step ${step}, and so it goes off as well`,
  );
  return abortingOf(subject, before, flag.name);
}

/** A flag that is not there although it was taken somewhere: where it lives may be written otherwise by now. */
export function tellMissing({ tell }: Scene, one: Aborting, look: Look): void {
  const { subject, flag, state } = one;
  const record = look.holders.get(subject.issue)?.marker.applied.flag;
  if (state !== "absent" || record?.name !== flag.name || acted(record).exposure === 0) return;
  one.isWhole = false;
  const message = `flag ${flag.name} was taken to step ${acted(record).step}, and is not in ${placeOf(flag)} now`;
  tell.problem(message, "it was deleted, or gitlab.flags names another place than before: then turn it off there");
}

export function placeOf({ home }: SubjectFlag): string {
  return home === INSTANCE ? "the whole server" : (home ?? "");
}

export function deedOf({ subject, flag }: Aborting, what: string): Deed {
  return { id: `${flag.key}:${what}`, key: flag.key, kind: "flag", action: "lower", migration: subject.migration };
}
