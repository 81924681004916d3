import { featuresIn } from "../../model/feature-list.ts";
import type { GatewayFeature, GatewayFiles } from "../../model/gateway.ts";
import { movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Path } from "../../model/source.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { featureName } from "../bodies/words.ts";
import type { TableContent } from "../files/markdown/edit-table.ts";
import { code, plainLine } from "../safe-text.ts";
import { modelList, namesUnknown } from "./model-labels.ts";
import { type Ask, hiddenIn, type PageWork, type Passage, passageOf, type Rows, tableOf } from "./page-work.ts";

export const FEATURE_HEADS = ["Feature", "Maturity", "Default model", "Models users may pick", "Sizes"] as const;

/** Column of what users may pick. */
const PICKS = 3;
const IN_BETA = /(?<=^|; )in beta: /;

const MATURITY = { ga: "generally available", beta: "beta", experimental: "experimental" } as const;

/** The features of the gateways; a migration changes the rows of those that it moves, and of those that its offerings show in. */
export function featureModels(
  work: PageWork,
  document: MigrationDocument,
  together: boolean,
): TableContent | undefined {
  const passage = passageOf(work, document, together);
  if (passage === undefined) return undefined;
  const config = work.workspace.config.data;
  const hidden = hiddenIn(work.workspace);
  const secret = [...passage.before, ...passage.after]
    .flatMap(featuresIn)
    .filter((feature) => hidden.features.has(feature.name) || idsOf(feature).some((id) => hidden.offerings.has(id)));
  const table = {
    heads: FEATURE_HEADS,
    rowsOf: (gateways: readonly GatewayFiles[]) => rowsOf(config, gateways),
    isHidden: (id: string) => secret.some(({ name }) => name === id),
  };
  return tableOf(work, document, passage, table, (ask, changed) => {
    askForMoves(document, ask);
    for (const id of changed) ask(id, claimOn(document, passage, id));
    askForOfferings(document, passage.after, ask);
  });
}

/** Below its stage a move claims that the old default stands: a row that is there must say so. */
function askForMoves({ data }: MigrationDocument, ask: Ask): void {
  for (const { feature, path, effective, to, entry } of movesOf(data)) {
    if (effective !== "planned") ask(feature, path);
    else if (to !== undefined) ask(feature, path, () => true);
    if (entry.formerly !== undefined) ask(entry.formerly, [...path, "formerly"]);
  }
}

/** How an offering is called, and that it is gone, shows in the rows of features, also after the gateway was changed. */
function askForOfferings({ data }: MigrationDocument, gateways: readonly GatewayFiles[], ask: Ask): void {
  const named = Object.entries(data.offerings ?? {}).filter(([, { name, provider }]) => name ?? provider);
  const [gone] = Object.entries(data.replaces ?? {}).find(([, { retire }]) => retire === "remove") ?? [];
  for (const feature of gateways.flatMap(featuresIn)) {
    const [id] = named.find(([one]) => idsOf(feature).includes(one)) ?? [];
    if (id !== undefined) ask(feature.name, ["offerings", id], () => true);
    else if (gone !== undefined)
      ask(feature.name, ["replaces", gone], (cells) =>
        namesUnknown(gateways, cells[PICKS]?.replace(IN_BETA, "") ?? ""),
      );
  }
}

/** What of a migration changes the row of a feature that it does not move. */
function claimOn({ data }: MigrationDocument, { before, alone }: Passage, name: string): Path {
  const features = [...before, ...alone].flatMap(featuresIn).filter((feature) => feature.name === name);
  const ids = new Set(features.flatMap(idsOf));
  const retired = Object.keys(data.replaces ?? {}).find((id) => ids.has(id));
  if (retired !== undefined) return ["replaces", retired];
  const declared = Object.keys(data.offerings ?? {}).find((id) => ids.has(id));
  return declared === undefined ? ["name"] : ["offerings", declared];
}

/** Rows by feature; of two gateways that have a feature the first counts. */
function rowsOf(config: Config, gateways: readonly GatewayFiles[]): Rows {
  const rows = new Map<string, readonly string[]>();
  for (const feature of gateways.flatMap(featuresIn)) {
    if (!rows.has(feature.name)) rows.set(feature.name, cellsOf(config, gateways, feature));
  }
  return rows;
}

function cellsOf(config: Config, gateways: readonly GatewayFiles[], feature: GatewayFeature): string[] {
  const { name, defaults, selectable = [], beta = [], sizes } = feature;
  const maturity = own(config.features, name)?.maturity;
  const id = code(name);
  const title = featureName(config, name);
  const picks = [
    ...(selectable.length === 0 ? [] : [modelList(gateways, selectable)]),
    ...(beta.length === 0 ? [] : [`in beta: ${modelList(gateways, beta)}`]),
  ];
  return [
    title === id ? id : `${title} (${id})`,
    maturity === undefined ? "not set" : MATURITY[maturity],
    modelList(gateways, defaults),
    picks.length === 0 ? "none" : picks.join("; "),
    Object.entries(sizes)
      .map(([size, model]) => `${plainLine(size)}: ${modelList(gateways, [model])}`)
      .join("; ") || "none",
  ];
}

/** What a row shows of models; what only team members see is not for pages. */
function idsOf({ defaults, selectable = [], beta = [], sizes }: GatewayFeature): string[] {
  return [...defaults, ...selectable, ...beta, ...Object.values(sizes)];
}
