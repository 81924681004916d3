import type { Plan } from "../../plan/plan.ts";
import { plural } from "./text.ts";

/** Characters of a commit that people read. */
const SHORT = 8;

/** What an offline plan was compared with and what it does not see, in one line; undefined for one that looked at GitLab. */
export function offlineLine({ offline }: Plan, name = (text: string): string => text): string | undefined {
  if (offline === undefined) return undefined;
  const { since, leftOut = [] } = offline;
  const against =
    since === undefined
      ? "compared with nothing, so that everything counts as new, and not with GitLab: what is there already is not seen"
      : `compared with commit ${name(since.slice(0, SHORT))} of this repository, not with GitLab: what people changed there is not seen`;
  const left =
    leftOut.length === 0
      ? ""
      : `; ${plural(leftOut.length, "target")} left out, whose files are not here: ${leftOut.map(name).join(", ")}`;
  return `offline: ${against}${left}`;
}
