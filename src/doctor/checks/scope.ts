import type { Check } from "../check.ts";
import { type Found, ok, wrong } from "../finding.ts";
import type { Examined, Job } from "../subject.ts";

/** What a job takes; each other scope is one that a stolen token may be used for. */
const NEEDED: Readonly<Record<Job, string>> = { write: "api", read: "read_api", note: "api" };
/** What apply and plan do, by the words of the message. */
const WORDS: Readonly<Record<Job, string>> = { write: "apply", read: "plan", note: "the note of a plan" };
/** Scopes that lie within another. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  api: [
    "read_api",
    "read_user",
    "read_repository",
    "write_repository",
    "read_registry",
    "write_registry",
    "self_rotate",
  ],
  read_api: ["read_user", "read_repository", "read_registry", "self_rotate"],
};

export const scope: Check = {
  id: "scope",
  chapter: "tokens",
  summary: "each token has the scope of its job and no more",
  find: ({ examined }) => examined.flatMap(findingsOf),
};

function findingsOf({ job, variable, facts }: Examined): Found[] {
  const known = facts.token?.value;
  // Why it says nothing of itself stands with the token.
  if (known === undefined) return [];
  const { scopes } = known;
  const needed = NEEDED[job];
  const who = "the owner of the account";
  const said = scopes.length === 0 ? "none" : scopes.join(", ");
  if (!scopes.includes(needed) && !(job === "read" && scopes.includes("api")))
    return [
      wrong("error", variable, `its scopes are ${said}; ${WORDS[job]} needs ${needed}`, {
        fix: `make a token of scope ${needed}: scopes cannot be added to one that is there`,
        who,
      }),
    ];
  const most = job === "read" ? needed : "api";
  const more = scopes.filter((one) => one !== most && !(WITHIN[most] ?? []).includes(one));
  if (more.length === 0) return [ok(variable, `scope ${needed}`)];
  const why =
    job === "read" && more.includes("api") ? "whoever opens a merge request could write with it" : "more than it needs";
  return [
    wrong("warn", variable, `its scopes go beyond ${needed}: ${more.join(", ")} (${why})`, {
      fix: `make a token of scope ${needed} alone`,
      who,
    }),
  ];
}
