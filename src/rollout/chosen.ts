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
    const message = `no migration "${migration}"`;
    const like = closestName(migration, migrations);
    const meant =
      like === undefined ? likely(migration, known) : [like, ...(part === undefined ? [] : [part])].join("/");
    return { unknown: "migration", ...unknown(message, meant, known) };
  }
  const own = known.filter((one) => one.migration === migration);
  if (part === undefined && (own.length > 0 || !needsFlag)) return { migration, part, subjects: own };
  const exact = own.filter((one) => one.part === part || one.flag?.name === part);
  const meant = exact.length > 0 ? exact : own.filter(({ features }) => features.includes(part ?? ""));
  if (meant.length > 0) return { migration, part, subjects: meant };
  const what = needsFlag ? "feature with a flag" : "feature that has begun";
  const message =
    part === undefined ? `migration "${migration}" has no ${what}` : `"${migration}" has no ${what} called "${part}"`;
  return { unknown: "feature", ...unknown(message, likely(part ?? "", own), own.length > 0 ? own : known) };
}

/** How the rollout is named whose feature or flag is like a word; undefined where none is, or more than one. */
function likely(word: string, all: readonly Subject[]): string | undefined {
  const wordsFor = ({ part, features, flag }: Subject) => [part, ...features, ...(flag ? [flag.name] : [])];
  const closest = closestName(word, all.flatMap(wordsFor));
  const [one, ...more] = all.filter((subject) => closest !== undefined && wordsFor(subject).includes(closest));
  return one === undefined || more.length > 0 ? undefined : nameOf(one);
}

function unknown(
  message: string,
  meant: string | undefined,
  shown: readonly Subject[],
): { readonly message: string; readonly hint: string } {
  const list = shown.map((one) => (one.flag === undefined ? nameOf(one) : `${nameOf(one)} (flag ${one.flag.name})`));
  return {
    message: meant === undefined ? message : `${message}; did you mean "${meant}"?`,
    hint:
      list.length === 0
        ? "no migration of the workspace has a flag: to go back, lower the stage of the feature and merge that"
        : `there are: ${list.join(", ")}`,
  };
}
