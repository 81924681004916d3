import { findFeature, type GatewayFeature, type GatewayFiles } from "../model/gateway.ts";

/** What a new migration says of one feature. */
export interface Concerned {
  readonly feature: string;
  /** The whole default and what it becomes; undefined where it stays. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly sizes: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  readonly offer: readonly string[];
  readonly withdraw: readonly string[];
}

export interface Search {
  readonly gateway: GatewayFiles | undefined;
  /** The offering that is moved away from, and the one that is moved to. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** True where the old offering goes: then features that only list it are concerned too. */
  readonly isEnd: boolean;
}

/** Features that a migration would move, in the order of the gateway's file; those that are named, if any are. */
export function concernedFeatures(search: Search, named: readonly string[]): Concerned[] {
  const { gateway } = search;
  if (gateway === undefined) return named.map((feature) => unseen(search, feature));
  const entries = gateway.features.entries.filter(({ name }) => findFeature(gateway, name)?.name === name);
  const wanted = named.length === 0 ? entries : entries.filter(({ name }) => named.includes(name));
  return wanted.flatMap((entry) => concernOf(search, entry, named.length > 0) ?? []);
}

/** Without the gateway's files the default is taken to be what is moved away from. */
function unseen({ from, to }: Search, feature: string): Concerned {
  const move = from === undefined || to === undefined ? {} : { from: [from], to: [to] };
  return { feature, ...move, sizes: {}, offer: from === undefined && to !== undefined ? [to] : [], withdraw: [] };
}

function concernOf({ from, to, isEnd }: Search, entry: GatewayFeature, isNamed: boolean): Concerned | undefined {
  const { name: feature, defaults, selectable = [], beta = [], dev = [] } = entry;
  if (from === undefined) return to === undefined ? undefined : offered(feature, to);
  const sizes = Object.entries(entry.sizes).filter(([, id]) => id === from);
  const move =
    defaults.includes(from) && to !== undefined
      ? { from: defaults, to: defaults.map((id) => (id === from ? to : id)) }
      : {};
  const lists = [...selectable, ...beta, ...dev].includes(from);
  const withdraw = isEnd && lists ? [from] : [];
  // Whoever may pick the old one today is offered the new one beside it.
  const offer = !isEnd && lists && move.to === undefined && to !== undefined ? [to] : [];
  const moved = {
    feature,
    ...move,
    sizes: to === undefined ? {} : Object.fromEntries(sizes.map(([size, id]) => [size, { from: id, to }])),
    offer,
    withdraw,
  };
  if (defaults.includes(from) || sizes.length > 0 || lists) return moved;
  return isNamed && to !== undefined ? offered(feature, to) : undefined;
}

function offered(feature: string, to: string): Concerned {
  return { feature, sizes: {}, offer: [to], withdraw: [] };
}
