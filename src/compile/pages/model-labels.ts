import { findModel, type GatewayFiles, modelsIn } from "../../model/gateway.ts";
import { providerInName } from "../../model/gateway-generation.ts";
import { groupBy } from "../../model/groups.ts";
import { hostTitle } from "../../model/host.ts";
import { hostOf, modelName } from "../../model/offering.ts";
import { plainLine } from "../safe-text.ts";

/** An offering as pages name it. */
interface Label {
  readonly model: string;
  readonly host: string | undefined;
}

/** Name and host as the gateway shows them; of an offering that no gateway has, what its id says. */
export function labelOf(gateways: readonly GatewayFiles[], id: string): Label {
  const found = gateways.flatMap((gateway) => findModel(gateway, id) ?? [])[0];
  const host = hostOf(id);
  const fallback: Label = { model: modelName(id), host: host && hostTitle(host) };
  if (found === undefined) return fallback;
  const { name, provider } = found.entry;
  const repeated = providerInName(found);
  const model = typeof name === "string" && name.trim() !== "" ? name : fallback.model;
  return {
    model: repeated === undefined ? model : `${model.slice(0, repeated.start)}${model.slice(repeated.end)}`.trim(),
    host: typeof provider === "string" && provider.trim() !== "" ? provider : fallback.host,
  };
}

/** `Claude Sonnet 4.6 (Anthropic, Vertex); GPT-5 (OpenAI)`, as Markdown: each model once, with its hosts. */
export function modelList(gateways: readonly GatewayFiles[], ids: readonly string[]): string {
  const groups = groupBy(
    ids.map((id) => labelOf(gateways, id)),
    ({ model }) => model,
  );
  return [...groups]
    .map(([model, labels]) => {
      const hosts = [...new Set(labels.flatMap(({ host }) => host ?? []))];
      return plainLine(hosts.length === 0 ? model : `${model} (${hosts.join(", ")})`);
    })
    .join("; ");
}

/** Whether a list that `modelList` made names an offering that no gateway has any more. */
export function namesUnknown(gateways: readonly GatewayFiles[], list: string): boolean {
  const known = new Set(gateways.flatMap((files) => modelsIn(files).map(({ id }) => modelList(gateways, [id]))));
  return list.split("; ").some((part) => !namesOf(part).every((name) => known.has(name)));
}

/** `A (X)` and `A (Y)` for `A (X, Y)`; nothing for what was not written by `modelList`. */
function namesOf(part: string): string[] {
  const [, model, hosts] = /^(.*) \(([^()]*)\)$/.exec(part) ?? [];
  return model === undefined || hosts === undefined ? [] : hosts.split(", ").map((host) => `${model} (${host})`);
}
