import { DAY } from "../../model/duration.ts";
import { listOf, type Move } from "../../model/move.ts";
import { modelName } from "../../model/offering.ts";
import { own } from "../../model/own.ts";
import type { Config, Role } from "../../model/schema/config.gen.ts";
import type { Migration, Model } from "../../model/schema/migration.gen.ts";
import { code, plainLine } from "../safe-text.ts";

/** Roles as people call them, in the order in which they come up. */
export const ROLES: Readonly<Record<Role, string>> = {
  ai_framework: "AI Framework",
  feature_team: "Feature team",
  product: "Product",
  infrastructure: "Infrastructure",
};

/** Name of a feature as users know it. */
export function featureTitle(config: Config, feature: string): string {
  return own(config.features, feature)?.title ?? feature;
}

/** The same as Markdown; an id without a title is shown as one. */
export function featureName(config: Config, feature: string): string {
  const title = own(config.features, feature)?.title;
  return title === undefined ? code(feature) : plainLine(title);
}

/** Roles in words; nobody is mentioned. */
export function roleNames(roles: readonly Role[]): string {
  return roles.map((role) => ROLES[role]).join(", ");
}

/** Ids in code spans. */
export function ids(list: readonly string[]): string {
  return list.map(code).join(", ");
}

/** `a`, `a and b`, `a, b and c` */
export function series(list: readonly string[]): string {
  const last = list.at(-1) ?? "";
  return list.length < 2 ? last : `${list.slice(0, -1).join(", ")} and ${last}`;
}

/** The same, or the first of them and how many there are besides: `a, b and 3 more`. */
export function listed(list: readonly string[], most = Number.POSITIVE_INFINITY): string {
  return list.length <= most ? series(list) : `${list.slice(0, most).join(", ")} and ${list.length - most} more`;
}

/** `Claude Sonnet 4.6`, for each model that is moved to. */
export function modelNames(migration: Migration): string[] {
  return listOf<Model>(migration.model).map(({ family, version }) => `${family} ${version}`);
}

/**
 * Names of the models that one entry moves to: of several that the migration names those that its offerings belong to,
 * and the offerings' own names where the migration names none.
 */
export function modelsFor(migration: Migration, { to, offer }: Move): string[] {
  const named = modelNames(migration);
  if (named.length === 1) return named;
  const own = namesOf(migration, to ?? offer.map(({ id }) => id));
  const known = named.filter((name) => own.includes(name));
  if (known.length > 0) return known;
  return own.length > 0 ? own : named;
}

/** Names of the models that are moved away from, each once, however many hosts serve it. */
export function replacedNames(migration: Migration): string[] {
  return namesOf(migration, Object.keys(migration.replaces ?? {}));
}

/** Names of the models of offerings, each once. */
export function namesOf({ offerings }: Migration, ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => own(offerings, id)?.name ?? modelName(id)))];
}

/** What a migration's status means for whoever reads one of its items. */
export const STATUS: Readonly<Record<Migration["status"], string>> = {
  draft: "draft: nothing is done yet",
  active: "active",
  paused: "paused: nothing changes for now",
  rolled_back: "rolled back: no feature goes past `selectable`, and flags are to be off",
  complete: "complete: the work is over",
  cancelled: "cancelled: nothing more is done, and flags are to be off",
};

/** Person as text that notifies nobody. */
export function person(user: string): string {
  return code(user);
}

const MONTH = 30 * DAY;

/** `1 to 2 months`, in the largest unit that both ends are whole numbers of. */
export function spanRange([least, most]: readonly [number, number]): string {
  const isWhole = (size: number) => least % size === 0 && most % size === 0;
  const [unit, size] = (
    [
      ["month", MONTH],
      ["week", 7 * DAY],
      ["day", DAY],
    ] as const
  ).find(([, length]) => isWhole(length)) ?? ["hour", DAY / 24];
  const last = `${most / size} ${unit}${most === size ? "" : "s"}`;
  return least === most ? last : `${least / size} to ${last}`;
}

/** A length of time in its largest whole unit: `2 weeks`, `1 day`, `90 minutes`. */
export function span(milliseconds: number): string {
  const units = [
    ["week", 7 * DAY],
    ["day", DAY],
    ["hour", DAY / 24],
  ] as const;
  const [unit, size] = units.find(([, length]) => milliseconds >= length && milliseconds % length === 0) ?? [
    "minute",
    60_000,
  ];
  const count = milliseconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
