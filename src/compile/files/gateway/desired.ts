import { type Cause, causeAt } from "../../../model/source.ts";
import { checkEntries } from "./check-entry.ts";
import { checkResult } from "./check-result.ts";
import { featureWanted } from "./feature-wanted.ts";
import { moveFeatures } from "./features.ts";
import { placeOfferings } from "./offerings.ts";
import { retireOfferings } from "./retire.ts";
import type { DesiredEntry, Work } from "./work.ts";

export interface Desired {
  readonly models: readonly DesiredEntry[];
  readonly features: readonly DesiredEntry[];
  /** Who takes the entry at that position of the file out. */
  readonly modelRemovedBy: (origin: number) => Cause;
  readonly featureRemovedBy: (origin: number) => Cause;
}

/** Both files' entries as the migration wants them. Problems are noted in `work`; with any, the answer means nothing. */
export function desiredEntries(work: Work): Desired {
  const { document, gateway } = work;
  const { entries, renamed } = placeOfferings(work);
  const order = new Map(entries.map(({ id }, index) => [id, index]));
  const states = moveFeatures(work, order, renamed);
  const models = retireOfferings(work, entries, states);
  const spelling = gateway.features.entries[0]?.defaultsKey ?? "default_models";
  checkResult(work, models, states, spelling);
  checkEntries(work, states);
  const features = states
    .filter(({ absent }) => absent === undefined)
    .map((state): DesiredEntry => {
      const wanted = featureWanted(state, spelling);
      return {
        id: state.name,
        origin: state.present?.index,
        wanted: wanted.entries.size > 0 ? wanted : undefined,
        before: state.before,
        cause: state.cause,
      };
    });
  return {
    models,
    features,
    modelRemovedBy: (origin) =>
      causeAt(document.source, ["replaces", gateway.models.entries[origin]?.id ?? "", "retire"]),
    featureRemovedBy: (origin) =>
      states.find(({ present }) => present?.index === origin)?.absent ?? causeAt(document.source, []),
  };
}
