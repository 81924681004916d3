import type { Instant } from "./duration.ts";
import type { FlagType } from "./schema/common.gen.ts";
import type { Gitlab } from "./schema/config.gen.ts";

/** Most feature flags of one project on GitLab.com, by tier: https://docs.gitlab.com/operations/feature_flags/ */
const ON_GITLAB_COM = { free: 50, premium: 150, ultimate: 200 } as const satisfies Record<
  NonNullable<Gitlab["tier"]>,
  number
>;

/** Elsewhere the tier does not matter, unless an administrator has changed the limit. */
const ELSEWHERE = 200;

/** Months that a flag may live, by its type: https://docs.gitlab.com/development/feature_flags/ */
const MONTHS: Partial<Record<FlagType, number>> = { gitlab_com_derisk: 2, wip: 4, beta: 6, experiment: 6 };

export interface FlagLimit {
  readonly most: number;
  /** Key under `gitlab` that decides about it. */
  readonly because: "tier" | "url";
}

/** Most flags that one project may have; undefined where the catalog names no tier. */
export function flagLimitOf({ url, tier }: Gitlab): FlagLimit | undefined {
  if (tier === undefined) return undefined;
  const isElsewhere = url !== undefined && !/^https?:\/\/gitlab\.com(?=[:/]|$)/i.test(url);
  return isElsewhere ? { most: ELSEWHERE, because: "url" } : { most: ON_GITLAB_COM[tier], because: "tier" };
}

/** How long a flag of a type may live, and until when if it came on a day; undefined for a type without a limit. */
export function flagLife(
  type: FlagType,
  born: Instant,
): { readonly months: number; readonly until: Instant } | undefined {
  const months = MONTHS[type];
  return months === undefined ? undefined : { months, until: monthsLater(born, months) };
}

/** The same day of a later month, or that month's last day. */
function monthsLater(instant: Instant, months: number): Instant {
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay));
}
