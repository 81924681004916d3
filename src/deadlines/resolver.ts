import { OVERRIDE } from "../model/deadline.ts";
import { formatDate, type Instant } from "../model/duration.ts";
import { type GatewayFiles, modelsIn } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { hostsOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Deadlines, OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { endOf, heldOverride } from "./end.ts";
import { factsByName, factsOf } from "./evidence.ts";
import { mergeFacts } from "./facts.ts";
import { type Identity, identityOf, keysOf, selfHosted } from "./identity.ts";
import { compare, inOrder } from "./lock-text.ts";
import type { Reading } from "./source.ts";

type Overrides = NonNullable<Config["deadlines"]>["overrides"];

/**
 * What follows from the facts for each offering, at an instant: an override holds until the day it names. Where gateways
 * have other models under one id, the one that ends first counts: somebody loses it.
 */
export function resolve(
  { facts, policies }: Pick<Deadlines, "facts" | "policies">,
  identities: Iterable<readonly [string, Identity]>,
  overrides: Overrides,
  instant: Instant,
): ReadonlyMap<string, OfferingDeadline> {
  const byName = factsByName(facts);
  const ends = [...identities].map(([id, identity]) => {
    const known = factsOf(byName, identity);
    return [id, endOf(identity, known, policies, heldOverride(own(overrides, id), instant))] as const;
  });
  return new Map(ends.sort(([, a], [, b]) => compare(b.cutoff ?? NEVER, a.cutoff ?? NEVER)));
}

/** Behind every day. */
const NEVER = "x";

/**
 * The lock file after sources were read. Offerings that no gateway has any more stay, with the day on which that was
 * first seen; without any gateway at hand that is not known, and all that were known are resolved anew.
 */
export function nextLock(input: {
  readonly old: Deadlines | undefined;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly gateways: readonly GatewayFiles[];
  /** False where files of a gateway are not at hand, so that an offering may be in these. */
  readonly isWhole?: boolean;
  readonly config: Config;
  readonly instant: Instant;
}): Deadlines {
  const { old, readings, gateways, isWhole = gateways.length > 0, config, instant } = input;
  const today = formatDate(instant);
  const known = mergeFacts(old, readings, today);
  const present = new Set(gateways.flatMap((files) => modelsIn(files).map(({ id }) => id)));
  const former = Object.entries(old?.offerings ?? {}).filter(([id]) => !present.has(id));
  const identities = [
    ...former.map(([id, offering]) => [id, identityIn(offering)] as const),
    ...identitiesIn(gateways, config),
  ];
  const resolved = resolve(known, identities, config.deadlines?.overrides, instant);
  const missed = new Map(former.map(([id, { gone }]) => [id, isWhole ? (gone ?? today) : gone]));
  const offerings = [...resolved].map(([id, end]) => [id, { ...end, gone: missed.get(id) }] as const);
  return inOrder({ $schema: old?.$schema, version: 1, offerings: Object.fromEntries(offerings), ...known });
}

/**
 * Ends of all offerings as the lock file has them. Those that it does not have so (new ones, ones whose model was
 * replaced in place, ones with an override that came or went) are resolved from its facts.
 */
export function seenNow(
  deadlines: Deadlines,
  gateways: readonly GatewayFiles[],
  config: Config,
  instant: Instant,
): ReadonlyMap<string, OfferingDeadline> {
  const overrides = config.deadlines?.overrides;
  const locked = Object.entries(deadlines.offerings);
  const found = identitiesIn(gateways, config);
  const here = groupBy(found, ([id]) => id);
  const absent = locked.filter(([id]) => !here.has(id));
  const identities = [...absent.map(([id, offering]) => [id, identityIn(offering)] as const), ...found];
  const resolved = resolve(deadlines, identities, overrides, instant);
  const ends = [...resolved].map(([id, end]) => {
    const offering = own(deadlines.offerings, id);
    const present = here.get(id);
    const isOverridden = end.source === OVERRIDE || offering?.source === OVERRIDE;
    const isSame =
      present?.every(([, one]) => one.host === offering?.host && one.keys.includes(offering.model)) ?? true;
    if (offering === undefined || isOverridden || !isSame) return [id, end] as const;
    const { gone, ...stated } = offering;
    return [id, present === undefined ? offering : stated] as const;
  });
  return new Map(ends.sort(([a], [b]) => compare(a, b)));
}

function identityIn({ host, model }: OfferingDeadline): Identity {
  return { host, keys: keysOf(host, model) };
}

/** Offerings of all gateways; one that is self-hosted only where a person says when it ends. */
function identitiesIn(gateways: readonly GatewayFiles[], config: Config): (readonly [string, Identity])[] {
  const hosts = hostsOf(config);
  const found = gateways.flatMap((files) =>
    modelsIn(files).flatMap((model) => {
      const isOverridden = own(config.deadlines?.overrides, model.id) !== undefined;
      const identity = identityOf(model, hosts) ?? (isOverridden ? selfHosted(model) : undefined);
      return identity === undefined ? [] : [[model.id, identity] as const];
    }),
  );
  // Where two gateways have other models under one id, which one counts must not hang on the order of the targets.
  return found.sort(([, a], [, b]) => compare(JSON.stringify(b), JSON.stringify(a)));
}
