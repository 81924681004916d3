import { flagHomeOf } from "../../model/defaults.ts";
import { INSTANCE } from "../../model/observed.ts";
import { applyUser, notesUser } from "../../model/users.ts";
import type { Check } from "../check.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { best, type Examined, isBlind, type Subject } from "../subject.ts";

export const account: Check = {
  id: "account",
  chapter: "tokens",
  summary: "tokens belong to the accounts that cutover.yaml names, and to no administrator",
  find: (subject) => [
    ...missingAccounts(subject),
    ...subject.examined.flatMap((one) => findingsOf(one, subject)),
    ...unnamedAccount(subject),
  ],
};

function missingAccounts(subject: Subject): Found[] {
  const known = best(subject, ({ users }) => users);
  if (known?.trouble !== undefined) return [unknown("gitlab.users", "whether the server knows its accounts", known)];
  return (known?.value ?? []).map((name) =>
    wrong("error", `@${name}`, "gitlab.users names an account that the server does not know", {
      fix: "correct gitlab.users in cutover.yaml, or make the account",
      who: "whoever changes cutover.yaml",
    }),
  );
}

function findingsOf({ job, variable, facts }: Examined, { config }: Subject): Found[] {
  const { user } = facts;
  if (user === undefined || isBlind(facts)) return [];
  if (user.value === undefined) return [unknown(variable, "whose token it is", user)];
  const { name, admin } = user.value;
  const wanted = job === "write" ? applyUser(config) : job === "note" ? notesUser(config) : undefined;
  const key = job === "write" ? "gitlab.users.apply" : "gitlab.users.notes";
  const found: Found[] = [];
  if (wanted !== undefined && wanted.toLowerCase() !== name.toLowerCase())
    found.push(
      wrong("error", variable, `it is a token of @${name}, but ${key} is "@${wanted}"`, {
        fix: `put a token of @${wanted} into ${variable}, or correct ${key} in cutover.yaml`,
        who: `the owner of @${wanted}`,
      }),
    );
  // The server's flags are shown to administrators alone.
  if (admin && (job === "note" || flagHomeOf(config) !== INSTANCE))
    found.push(
      wrong("warn", variable, `@${name} is an administrator of the server: the token can do everything everywhere`, {
        fix: "take an account for it that is none, and give that the roles of docs/permissions.md",
        who: "an administrator of the server",
      }),
    );
  // Whose token it is stands with the token itself.
  return found.length > 0 || wanted === undefined ? found : [ok(variable, `of the account that ${key} names`)];
}

/** Plan tells by the user of apply what is ours. */
function unnamedAccount({ examined, config }: Subject): Found[] {
  const nameOf = (job: Examined["job"]) => examined.find((one) => one.job === job)?.facts.user?.value?.name;
  const [write, read] = [nameOf("write"), nameOf("read")];
  if (applyUser(config) !== undefined || read === undefined || read === write) return [];
  const whose = write === undefined ? "the account of apply" : `@${write}`;
  return [
    wrong("error", "gitlab.users.apply", `plan looks as @${read} and does not know that what ${whose} made is ours`, {
      fix: `write gitlab.users: { apply: "@${write ?? "NAME"}" } into cutover.yaml`,
      who: "whoever changes cutover.yaml",
    }),
  ];
}
