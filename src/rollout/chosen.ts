import { closestName } from "../rules/engine/allowed.ts";
import { nameOf, type Subject } from "./subject.ts";

/** What the words of the command line mean. */
export type Chosen =
  /** `subjects` are all of the migration where no feature is named. */
  | { readonly migration: string; readonly part: string | undefined; readonly subjects: readonly Subject[] }
  | { readonly unknown: "migration" | "feature"; readonly message: string; readonly hint: string };

/** `MIGRATION`, `MIGRATION/FEATURE` or `MIGRATION/FLAG`, also with the `flag/` or `issue/` of a key before it. */
export function wordsOf(written: string): { readonly migration: string; readonly part: string | undefined } {
  const [migration = "", ...rest] = written
    .trim()
    .replace(/^(?:flag|issue|epic)\//, "")
    .split("/");
  return { migration, part: rest.length === 0 ? undefined : rest.join("/") };
}

/** Finds what is meant among all rollouts of the workspace; `migrations` also names those without any. */
export function choose(
  written: string,
  all: readonly Subject[],
  migrations: readonly string[],
  needsFlag: boolean,
): Chosen {
  const { migration, part } = wordsOf(written);
  const known = needsFlag ? all.filter(({ flag }) => flag !== undefined) : all;
  if (!migrations.includes(migration)) {
    const names = [...migrations, ...known.flatMap(({ flag }) => flag?.name ?? [])];
    return { unknown: "migration", ...unknown(`no migration "${migration}"`, migration, names, known, known) };
  }
  const own = known.filter((one) => one.migration === migration);
  if (part === undefined && (own.length > 0 || !needsFlag)) return { migration, part, subjects: own };
  const exact = own.filter((one) => one.part === part || one.flag?.name === part);
  const meant = exact.length > 0 ? exact : own.filter(({ features }) => features.includes(part ?? ""));
  if (meant.length > 0) return { migration, part, subjects: meant };
  const what = needsFlag ? "feature with a flag" : "feature that has begun";
  const message =
    part === undefined ? `migration "${migration}" has no ${what}` : `"${migration}" has no ${what} called "${part}"`;
  const names = own.flatMap(({ part: name, features, flag }) => [name, ...features, ...(flag ? [flag.name] : [])]);
  return { unknown: "feature", ...unknown(message, part ?? "", names, own.length > 0 ? own : known, known) };
}

function unknown(
  message: string,
  name: string,
  names: readonly string[],
  shown: readonly Subject[],
  all: readonly Subject[],
): { readonly message: string; readonly hint: string } {
  const closest = closestName(name, names);
  const [owner] = all.filter(({ flag }) => flag?.name === closest);
  const meant = owner === undefined ? closest : nameOf(owner);
  const list = shown.map((one) => (one.flag === undefined ? nameOf(one) : `${nameOf(one)} (flag ${one.flag.name})`));
  return {
    message: meant === undefined ? message : `${message}; did you mean "${meant}"?`,
    hint: list.length === 0 ? "no migration of the workspace has a flag" : `there are: ${list.join(", ")}`,
  };
}
