import type { Hidden, Scope } from "../../model/observed.ts";
import type { Client } from "./client.ts";
import type { Identity, Onlooker } from "./identity.ts";
import { fieldsOf, integer } from "./shape.ts";

/** Who is less sees no confidential object but his own. */
const PLANNER = 15;

/**
 * The places of the tracker whose confidential objects are out of sight. Of those GitLab says nothing at all, so that
 * ours would look as if they were not there. What we made ourselves we always see.
 */
export async function hiddenSecrets(
  client: Client,
  { onlooker }: Identity,
  { tracker }: Scope,
  hasEpics: boolean,
): Promise<Hidden[]> {
  if (onlooker === undefined || onlooker.isAdmin) return [];
  const places = [["projects", tracker.project] as const, ...(hasEpics ? [["groups", tracker.group] as const] : [])];
  const levels = await Promise.all(places.map(([kind, home]) => levelIn(client, onlooker, kind, home)));
  return places.flatMap(([, home], index) => {
    if ((levels[index] ?? 0) >= PLANNER) return [];
    const reason = `confidential objects of ${home} are shown to Planners and Reporters, and @${onlooker.user} is neither there`;
    return [{ kind: "confidential" as const, home, reason }];
  });
}

/** Access level with all that is inherited; 0 for who is no member. */
async function levelIn({ http, rest }: Client, { id }: Onlooker, kind: string, home: string): Promise<number> {
  const url = rest(`${kind}/${encodeURIComponent(home)}/members/all/${id}`);
  const answer = await http.read({ method: "GET", url, accept: [403, 404] });
  if (answer.status >= 300) return 0;
  return integer(fieldsOf(answer.body, `GET /${kind}/:id/members/all/:user_id`), "access_level");
}
