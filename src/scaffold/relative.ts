import { type GatewayFiles, type GatewayModel, modelsIn } from "../model/gateway.ts";
import { hostAtEnd } from "../model/host.ts";
import { lineOf } from "../model/offering-name.ts";
import { compareVersions, hasSameModel, versionOf } from "../model/siblings.ts";
import { familyOf } from "./makers.ts";

/** Entries that a new one is drafted from. */
export interface Relatives {
  /** The closest one: what it says of prompts and parameters is taken over. */
  readonly closest: GatewayModel;
  readonly isSameLine: boolean;
  /** One at the host of the new offering, for what differs from host to host; undefined where there is none. */
  readonly atHost: GatewayModel | undefined;
  /** The very model at another host, for what is said of the model. */
  readonly twin: GatewayModel | undefined;
}

/**
 * The same line of models at the same host, else anywhere; else another line of the same maker, likewise; the highest
 * version first, and of several that is moved away from. Undefined where the gateway has nothing of that maker.
 */
export function relativesOf(
  gateway: GatewayFiles,
  id: string,
  from: string | undefined,
  hosts: ReadonlySet<string>,
): Relatives | undefined {
  const shown = modelsIn(gateway).filter(isShown);
  const known = shown.toSorted(
    (a, b) =>
      compareVersions(versionOf(b.id, hosts), versionOf(a.id, hosts)) || Number(b.id === from) - Number(a.id === from),
  );
  const isHere = (one: GatewayModel) => hostAtEnd(one.id, hosts) === hostAtEnd(id, hosts);
  const isInLine = (one: GatewayModel) => lineOf(one.id, hosts) === lineOf(id, hosts);
  const family = known.filter((one) => familyOf(one.id) === familyOf(id));
  const line = family.filter(isInLine);
  const closest = line.find(isHere) ?? line[0] ?? family.find(isHere) ?? family[0];
  if (closest === undefined) return undefined;
  const likely = [closest.entry, { model_class_provider: "litellm" }].flatMap((entry) =>
    shown.filter((one) => classOf(one.entry) === classOf(entry)),
  );
  const atHost = [closest, ...family, ...likely, ...shown].find(isHere);
  const twin = shown.find((one) => hasSameModel(one.id, id, hosts));
  return { closest, isSameLine: isInLine(closest), atHost, twin };
}

/** Self-hosted names show no provider; aliases of the proxy are nobody's relatives. */
export function isShown({ id, entry }: GatewayModel): boolean {
  return typeof entry["provider"] === "string" && !id.endsWith("_alias");
}

function classOf(entry: GatewayModel["entry"]): unknown {
  return entry["model_class_provider"];
}
