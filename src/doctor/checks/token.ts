import { DAY, formatDate } from "../../model/duration.ts";
import type { Check } from "../check.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { type Examined, isRefused, type Job, type Subject } from "../subject.ts";

const SOON = 14 * DAY;

/** By job: the variable, what does not work without it, and how to get one. */
const JOBS: readonly {
  readonly job: Job;
  readonly variable: string;
  readonly without: string;
  readonly fix: string;
}[] = [
  {
    job: "write",
    variable: "CUTOVER_TOKEN",
    without: "apply, rollout and drift do not work",
    fix: "make a token of scope api for the account that apply writes as",
  },
  {
    job: "read",
    variable: "CUTOVER_PLAN_TOKEN",
    without: "pipelines of merge requests plan offline, as they must not see CUTOVER_TOKEN",
    fix: "make a token of scope read_api",
  },
  {
    job: "note",
    variable: "CUTOVER_NOTE_TOKEN",
    without: "plan leaves no note on merge requests, and apply --reviewed has nothing to go by",
    fix: "make a project access token of scope api in the project of the pipeline alone",
  },
];

export const token: Check = {
  id: "token",
  chapter: "tokens",
  summary: "each job has a token, which the server takes and which does not end soon",
  find: (subject) => JOBS.map((job) => findingOf(subject, job)),
};

function findingOf(subject: Subject, { job, variable, without, fix }: (typeof JOBS)[number]): Found {
  const one = subject.examined.find((examined) => examined.job === job);
  if (one !== undefined) return stateOf(one, subject);
  if (job === "write" && subject.protectedRef === false)
    return ok(variable, "not handed to this job, whose branch is not protected");
  return wrong("warn", variable, `there is none here: ${without}`, { fix, who: granter(job, subject) });
}

function stateOf({ job, variable, facts }: Examined, subject: Subject): Found {
  const { token: known } = facts;
  const remedy = {
    fix: `make a new token of the same account and put it into ${variable}`,
    who: granter(job, subject),
  };
  if (isRefused(facts)) return wrong("error", variable, refusal(known?.trouble?.reason ?? ""), remedy);
  if (known?.value === undefined)
    return unknown(variable, "what the token says of itself, its scopes and its end,", known ?? { value: undefined });
  const { expires } = known.value;
  const name = facts.user?.value === undefined ? "" : ` of @${facts.user.value.name}`;
  if (expires === undefined) return ok(variable, `a token${name} that never expires`);
  const end = formatDate(expires);
  const left = Math.max(0, Math.floor((expires - subject.now) / DAY));
  if (expires - subject.now > SOON) return ok(variable, `a token${name}, good until ${end}`);
  const when = left === 0 ? "within a day" : `in ${left} ${left === 1 ? "day" : "days"}`;
  return wrong("warn", variable, `the token${name} ends ${when}, as ${end} begins`, remedy);
}

function refusal(reason: string): string {
  if (/expired/i.test(reason)) return "the token has expired";
  if (/revoked/i.test(reason)) return "the token was revoked";
  return `the server does not take the token: ${reason}`;
}

function granter(job: Job, { home, config }: Subject): string {
  if (job === "note" && home !== undefined) return `a Maintainer of ${home.project}`;
  const group = config.gitlab?.tracker?.group;
  return group === undefined ? "the owner of the account" : `the owner of the account, or an Owner of ${group}`;
}
