import { groupBy } from "../../model/groups.ts";
import type { Move } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Block } from "../../model/resource.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import { code, safeLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";
import { featureName, ids } from "./words.ts";

const GROUPS = [
  ["ga", "Generally available features"],
  ["beta", "Beta features"],
  ["experimental", "Experimental features"],
  [undefined, "Features without a recorded maturity"],
] as const;

const STAGES = `The stages in order: ${code("planned")}, ${code("internal")} (developers can pick the model), ${code("beta")} (users can pick it, as one that is not fully supported yet), ${code("selectable")} (users can pick it), ${code("rollout")} (a feature flag gives it to more and more users), ${code("default")} (everybody has it).`;

/** The features that move, by maturity, each with what happens to it, and those that stay on purpose. */
export function features(subject: Subject): Block {
  const isDeprecation = subject.migration.kind === "Deprecation";
  const names = [...new Set(subject.moves.map(({ feature }) => feature))];
  const parts = GROUPS.flatMap(([maturity, heading]) => {
    const group = names.filter((name) => own(subject.config.features, name)?.maturity === maturity);
    return group.length === 0 ? [] : [`### ${heading}`, bullets(lines(subject, group))];
  });
  const none = isDeprecation
    ? `No feature is on record. Each one that has to leave an old model belongs in ${code("features")} of ${code(subject.file)}.`
    : "No feature moves: this changes the model configuration alone.";
  const heading = isDeprecation ? "## Affected features" : "## Features to update";
  return {
    name: "features",
    text: paragraphs(heading, ...(parts.length === 0 ? [none] : [STAGES, ...parts]), ...exceptions(subject)),
  };
}

function exceptions({ config, migration }: Subject): string[] {
  const stay = Object.entries(migration.replaces ?? {}).flatMap(([id, { except = {} }]) =>
    Object.entries(except).map(
      ([feature, reason]) => `${featureName(config, feature)} on ${code(id)}: ${safeLine(reason)}`,
    ),
  );
  return stay.length === 0 ? [] : ["### Features that stay on purpose", bullets(stay)];
}

/** One item for features to which the same happens: a bulk entry may name dozens. */
function lines({ config, moves }: Subject, names: readonly string[]): string[] {
  const groups = groupBy(names, (name) =>
    moves
      .filter(({ feature }) => feature === name)
      .map(describeMove)
      .join("; "),
  );
  return [...groups].map(([what, group]) => `${group.map((name) => nameWithId(config, name)).join(", ")}: ${what}`);
}

function nameWithId(config: Config, feature: string): string {
  const [title, id] = [featureName(config, feature), code(feature)];
  return title === id ? id : `${title} (${id})`;
}

/** What a move does, and the stage it has reached. */
export function describeMove(move: Move): string {
  const { from, to, offer, withdraw, sizes, entry, effective, stage } = move;
  if (stage === "absent") return "the feature setting goes";
  const before = [
    from && to === undefined ? `leaves ${ids(from)}, and what takes its place is not chosen` : undefined,
    to && `default ${from === undefined ? "" : `${ids(from)} → `}${ids(to)}`,
    ...Object.entries(sizes).map(([size, { to: model }]) => `${size} model ${code(model)}`),
  ].filter((part) => part !== undefined);
  const offers = before.length === 0 ? "offers" : "also offers";
  const parts = [
    ...before,
    offer.length > 0 ? `${offers} ${ids(offer.map(({ id }) => id))}` : undefined,
    withdraw.length > 0 ? `withdraws ${ids(withdraw.map(({ id }) => id))}` : undefined,
    entry.prompt && `prompt ${code(entry.prompt.version)}`,
  ].filter((part) => part !== undefined);
  const what = parts.length === 0 ? "its entry changes" : parts.join(", ");
  return `${what}; stage ${code(effective)}`;
}
