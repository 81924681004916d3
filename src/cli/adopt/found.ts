import type { Forge } from "../../forge/port.ts";
import { adoptedFlags, adoptedItems } from "../../model/adopted.ts";
import { flagHomeOf } from "../../model/defaults.ts";
import { parseMarker } from "../../model/marker.ts";
import { INSTANCE, type Locator, type ObservedFlag, type ObservedItem } from "../../model/observed.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Workspace } from "../../model/workspace.ts";
import { itemReference } from "../../plan/ownership.ts";
import { existingAnchor } from "../../plan/world.ts";
import { EXIT, UserError } from "../exit.ts";

/** Group and project of epics and issues. */
export interface Tracker {
  readonly group: string;
  readonly project: string;
}

export function trackerOf({ gitlab }: Config): Tracker {
  const tracker = gitlab?.tracker;
  if (tracker === undefined)
    throw new UserError(
      EXIT.usage,
      "no tracker: nobody knows where the issues live",
      "set gitlab.tracker.project in cutover.yaml, for example acme/ai",
    );
  const { project, group = project.slice(0, Math.max(0, project.lastIndexOf("/"))) } = tracker;
  return { group, project };
}

/** `&7`, `acme&7`, `#12` or `acme/ai#12` of the kind that the option wants. */
export function locatorIn(option: string, written: string, kind: "epic" | "issue", tracker: Tracker): Locator {
  const locator = /^[\w./-]*[&#]\d+$/.test(written) ? existingAnchor(written, { tracker }) : undefined;
  if (locator?.kind === kind) return locator;
  const example = kind === "epic" ? "&7 or acme&7" : "#12 or acme/ai#12";
  throw new UserError(EXIT.usage, `${option}: "${written}" is no ${kind}; write it like ${example}`);
}

/** The epic or issue, if it may be taken over by this migration: it is there, open, in its place and nobody else's. */
export async function takenItem(
  forge: Forge,
  locator: Locator,
  workspace: Workspace,
  migration: string,
): Promise<ObservedItem> {
  const item = await forge.read(locator);
  const name = `${locator.home}${locator.kind === "epic" ? "&" : "#"}${locator.id}`;
  if (item === undefined || (item.kind !== "epic" && item.kind !== "issue"))
    throw refusal(`${name} does not exist, or the token's user may not see it`);
  const why = unfit(item, workspace, migration);
  if (why !== undefined) throw refusal(`${name} ${why.message}`, why.hint);
  return item;
}

/** Why an epic or issue cannot be taken over; undefined where it can. */
export function unfit(
  item: ObservedItem,
  workspace: Workspace,
  migration: string,
): { readonly message: string; readonly hint: string } | undefined {
  if (item.moved) return { message: "was moved elsewhere", hint: "name the issue that it was moved to" };
  const key = parseMarker(item.body)?.key;
  const owner = key?.split("/")[1];
  if (key !== undefined && owner !== migration)
    return {
      message: `carries the marker of ${key}: it is of migration "${owner}"`,
      hint: "a copy loses its marker with the line that begins <!-- cutover:1",
    };
  const holder = holderOf(workspace, migration, ({ data }) => adoptedItems(data).includes(itemReference(item)));
  if (holder !== undefined)
    return { message: `is taken over by ${holder} already`, hint: "take it out of one of them" };
  return item.state === "closed"
    ? { message: "is closed: its work is over", hint: "reopen it on GitLab if the work goes on" }
    : undefined;
}

/** Throws for a flag that is not there or that another migration names. */
export async function takenFlag(
  forge: Forge,
  name: string,
  workspace: Workspace,
  migration: string,
): Promise<ObservedFlag> {
  const home = flagHome(workspace.config.data);
  const flag = await forge.read({ kind: "flag", home, id: name });
  const where = home === INSTANCE ? "the instance" : home;
  if (flag?.kind !== "flag") throw refusal(`${where} has no feature flag "${name}"`);
  const holder = holderOf(workspace, migration, ({ data }) => {
    const entries = [...Object.values(data.features ?? {}), ...(data.bulk ?? [])];
    return adoptedFlags(data).includes(name) || entries.some((entry) => entry.flag?.name === name);
  });
  if (holder === undefined) return flag;
  throw refusal(`flag "${name}" is a flag of ${holder} already`, "a flag switches for one migration");
}

function flagHome(config: Config): string {
  const home = flagHomeOf(config);
  if (home !== undefined) return home;
  throw new UserError(
    EXIT.usage,
    "--flag: cutover.yaml does not say where flags live",
    "set gitlab.flags in cutover.yaml, for example { backend: project, project: acme/monolith }",
  );
}

/** File of another migration that has it. */
function holderOf(
  { migrations }: Workspace,
  migration: string,
  has: (document: Workspace["migrations"][number]) => boolean,
): string | undefined {
  return migrations.find((document) => document.data.name !== migration && has(document))?.file;
}

function refusal(message: string, hint?: string): UserError {
  return new UserError(EXIT.problems, message, hint);
}
