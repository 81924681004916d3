import type { Attempt } from "./attempt.ts";
import type { MigrationDraft } from "./migration-draft.ts";
import { pathAt } from "./text-path.ts";

/** A draft without what was refused, and what that was about. */
interface Smaller {
  readonly draft: MigrationDraft;
  /** Offering or feature; undefined where the same is said in smaller pieces. */
  readonly entry?: string | undefined;
}

/** The draft without the part that the first problem is about; undefined where it is about none. */
export function withoutRefused({ draft, problems, source }: Attempt): Smaller | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  const [section, name = "", key] = pathAt(source, first.range.start);
  switch (section) {
    case "offerings":
      return withoutOffering(draft, name, key);
    case "replaces":
      return { draft: { ...draft, replaces: draft.replaces.filter(({ id }) => id !== name) }, entry: name };
    case "features":
      return { draft: { ...draft, features: draft.features.filter(({ feature }) => feature !== name) }, entry: name };
    case "bulk":
      return withoutBulk(draft, Number(name));
    default:
      return undefined;
  }
}

function withoutOffering(draft: MigrationDraft, name: string, key: string | undefined): Smaller {
  const offerings = draft.offerings.flatMap((offering) => {
    if (offering.id !== name) return [offering];
    const isPlaced = key === "place" && (offering.isNew || offering.patch.entries.size > 0);
    return isPlaced ? [{ ...offering, place: undefined }] : [];
  });
  return { draft: { ...draft, offerings }, entry: name };
}

/** An entry for several features becomes one for each, so that one of them can be left out. */
function withoutBulk(draft: MigrationDraft, index: number): Smaller {
  const entry = draft.bulk[index];
  if (entry === undefined || entry.features.length < 2) {
    return { draft: { ...draft, bulk: draft.bulk.filter((one) => one !== entry) }, entry: entry?.features[0] };
  }
  const { select: _none, ...same } = entry;
  const each = entry.features.map((feature) => ({ ...same, features: [feature] }));
  return { draft: { ...draft, bulk: draft.bulk.flatMap((one) => (one === entry ? each : [one])) } };
}
