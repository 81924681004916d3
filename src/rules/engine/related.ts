import type { RelatedPlace } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../model/groups.ts";

/** Places that are shown of those that one finding says the same of. */
const MOST = 3;

/** Related places in their order; of many with the same text the first few, the last of which tells how many more there are. */
export function fewOf(related: readonly RelatedPlace[]): RelatedPlace[] {
  const groups = groupBy(related, ({ message }) => message);
  return related.flatMap((place) => {
    const group = groups.get(place.message) ?? [place];
    const rank = group.indexOf(place);
    if (rank >= MOST) return [];
    const more = group.length - MOST;
    if (rank < MOST - 1 || more <= 0) return [place];
    return [{ ...place, message: `${place.message}, and at ${more} more ${more === 1 ? "place" : "places"}` }];
  });
}
