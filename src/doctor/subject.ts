import type { Instant } from "../model/duration.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Facts, Known, Question } from "./facts.ts";

/** What a token is for: apply, plan, and the note of a plan. */
export type Job = "write" | "read" | "note";

/** One token, by the name of its variable, and what it shows. */
export interface Examined {
  readonly job: Job;
  readonly variable: string;
  readonly facts: Facts;
}

/** Everything that the checks look at. */
export interface Subject {
  readonly url: string;
  readonly config: Config;
  readonly question: Question;
  /** Project whose pipelines run Cutover; assumed where only the tracker is known. */
  readonly home?: { readonly project: string; readonly assumed: boolean } | undefined;
  /** Tokens that are there, each for the job that it is given for. */
  readonly examined: readonly Examined[];
  /** What is seen without a token, where there is none. */
  readonly anonymous?: Facts | undefined;
  /** Inside a pipeline: whether its branch is a protected one. */
  readonly protectedRef?: boolean | undefined;
  readonly now: Instant;
}

/** The token that does a job; without one of its own, plan reads with that of apply. */
export function tokenFor({ examined }: Subject, job: Job): Examined | undefined {
  const own = examined.find((one) => one.job === job);
  return own ?? (job === "read" ? examined.find((one) => one.job === "write") : undefined);
}

/** What the server says to the first token that it takes, that of apply before the others. */
export function looks({ examined, anonymous }: Subject): readonly Facts[] {
  const taken = examined.map(({ facts }) => facts).filter((facts) => !isBlind(facts));
  return anonymous === undefined ? taken : [...taken, anonymous];
}

/** The server does not take the token at all. */
export function isRefused({ token }: Facts): boolean {
  return token?.trouble?.kind === "unauthenticated";
}

/** A token to which nothing shows: its own faults are told, and all else by another. */
export function isBlind(facts: Facts): boolean {
  const scopes = facts.token?.value?.scopes;
  return isRefused(facts) || (scopes !== undefined && !scopes.some((scope) => scope === "api" || scope === "read_api"));
}

/** The first token to which something shows; undefined where none was asked for it. */
export function best<T>(subject: Subject, pick: (facts: Facts) => Known<T> | undefined): Known<T> | undefined {
  const all = looks(subject).flatMap((facts) => pick(facts) ?? []);
  return all.find(({ trouble }) => trouble === undefined) ?? all[0];
}
