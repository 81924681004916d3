import { EXIT, UserError } from "../exit.ts";
import type { Live } from "../live-plan.ts";

/** What another account made would not be known as ours by any later run. */
export function refuseOtherUser({ session, user }: Live): void {
  if (session.user === user) return;
  throw new UserError(
    EXIT.usage,
    `the token is @${session.user}'s, and gitlab.users.apply in cutover.yaml is @${user}`,
    `set CUTOVER_TOKEN to a token of @${user}; whoever is to take over from @${user} is named in cutover.yaml first`,
  );
}
