import { findFeature, type GatewayFeature, type GatewayFiles } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";

/** What a new migration says of one feature. */
export interface Concerned {
  readonly feature: string;
  /** The whole default, and what it becomes; `to` alone is absent where nobody has decided yet. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly sizes: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  readonly offer: readonly string[];
  readonly withdraw: readonly string[];
  /** Sizes that go, where nobody has decided yet what takes the old one's place: then nothing else is said. */
  readonly open?: readonly string[];
  /** How it uses the old offering: users may pick it, otherwise, or not at all. */
  readonly uses: "picked" | "otherwise" | "not";
}

/** A feature that a person may have expected, with the reason why it is not moved. */
export interface LeftOut {
  readonly feature: string;
  readonly why: "lists it" | "no pick list" | "not in use";
}

export interface Search {
  readonly gateway: GatewayFiles | undefined;
  /** The offering that is moved away from, and the one that is moved to. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** True where the old offering goes: then features that only list it are concerned too. */
  readonly isEnd: boolean;
  /** Whether an offering is served for long enough after the end of the old one; none is where nothing is known. */
  readonly stays?: ((id: string) => boolean) | undefined;
  /** Whether a use is left to this migration; where that is not said all are. */
  readonly isLeft?: ((feature: string, as: "decided" | "listed") => boolean) | undefined;
}

export interface Found {
  readonly concerned: readonly Concerned[];
  readonly leftOut: readonly LeftOut[];
}

/** Features that a migration would move, in the order of the gateway's file; those that are named, if any are. */
function concernedFeatures(search: Search, named: readonly string[]): Found {
  const { gateway } = search;
  if (gateway === undefined) return { concerned: named.map((feature) => unseen(search, feature)), leftOut: [] };
  const entries = gateway.features.entries.filter((entry) => findFeature(gateway, entry.name) === entry);
  const wanted = named.length === 0 ? entries : entries.filter(({ name }) => named.includes(name));
  const found = wanted.flatMap((entry) => concernOf(search, entry, named.length > 0) ?? []);
  return {
    concerned: found.filter((one): one is Concerned => !("why" in one)),
    leftOut: found.filter((one): one is LeftOut => "why" in one),
  };
}

/** The same in several gateways; what they say of one feature is put into one entry. */
export function concernedAnywhere(search: Search, others: readonly GatewayFiles[], named: readonly string[]): Found {
  const found = [search.gateway, ...others].map((gateway) => concernedFeatures({ ...search, gateway }, named));
  const all = found.flatMap((one) => one.concerned);
  const concerned = [...groupBy(all, ({ feature }) => feature).values()].map(together);
  const isConcerned = new Set(concerned.map(({ feature }) => feature));
  const leftOut = [
    ...groupBy(
      found.flatMap((one) => one.leftOut),
      ({ feature }) => feature,
    ).values(),
  ].map(([one]) => one);
  return { concerned, leftOut: leftOut.filter(({ feature }) => !isConcerned.has(feature)) };
}

/** The first that moves a default holds, else a size; one gateway may only list what is the default in another. */
function together(all: readonly [Concerned, ...Concerned[]]): Concerned {
  const [first] = all;
  const main = all.find(({ from }) => from !== undefined) ?? all.find((one) => !isListEdit(one)) ?? first;
  const offer = [...new Set(all.flatMap((one) => one.offer))];
  const withdraw = [...new Set(all.flatMap((one) => one.withdraw))];
  if (main.open !== undefined) {
    return { ...main, offer, withdraw, open: [...new Set(all.flatMap(({ open = [] }) => open))] };
  }
  return { ...main, offer, withdraw, sizes: Object.assign({}, ...all.map(({ sizes }) => sizes)) };
}

/** Whether lists get longer or shorter and nothing is switched. */
export function isListEdit({ from, sizes, open }: Concerned): boolean {
  return from === undefined && open === undefined && Object.keys(sizes).length === 0;
}

/** Without the gateway's files the default is taken to be what is moved away from. */
function unseen({ from, to }: Search, feature: string): Concerned {
  const none = { feature, sizes: {}, offer: [], withdraw: [] };
  if (from === undefined) return { ...none, offer: to === undefined ? [] : [to], uses: "not" };
  const old = { ...none, from: [from], uses: "otherwise" as const };
  return to === undefined ? { ...old, open: [] } : { ...old, to: [to] };
}

function concernOf(search: Search, entry: GatewayFeature, isNamed: boolean): Concerned | LeftOut | undefined {
  const { from, to, isEnd } = search;
  const { name: feature, defaults } = entry;
  if (from === undefined) return to === undefined ? undefined : offered(entry, to);
  const isLeft = (as: "decided" | "listed") => search.isLeft?.(feature, as) ?? true;
  const sizes = Object.entries(entry.sizes).filter(([, id]) => id === from && isLeft("decided"));
  const isDefault = defaults.includes(from) && isLeft("decided");
  const isListed = listsOf(entry).includes(from) && isLeft("listed");
  if (!isDefault && sizes.length === 0 && !isListed) {
    if (!isNamed) return undefined;
    return to === undefined || isEnd ? { feature, why: "not in use" } : offered(entry, to);
  }
  const uses: Concerned["uses"] = entry.selectable?.includes(from) ? "picked" : "otherwise";
  const none = { feature, sizes: {}, offer: [], withdraw: [], uses };
  const rest = isDefault && sizes.length === 0 ? staying(search, from, defaults) : [];
  if (rest.length > 0) return { ...none, from: defaults, to: rest, withdraw: isEnd && isListed ? [from] : [] };
  // Beside what goes too, or is another model, nothing new would be one model on several hosts.
  const isMixed = isDefault && search.stays !== undefined && defaults.length > 1;
  if (to === undefined || isMixed) {
    const open = sizes.map(([size]) => size);
    if (isDefault || open.length > 0) {
      const withdraw = isEnd && isListed ? [from] : [];
      return { ...none, ...(isDefault && { from: defaults }), withdraw, open };
    }
    return { ...none, withdraw: [from] };
  }
  return {
    ...none,
    ...(isDefault && { from: defaults, to: replaced(defaults, from, to) }),
    sizes: Object.fromEntries(sizes.map(([size, id]) => [size, { from: id, to }])),
    // Whoever may pick the old one today is offered the new one beside it.
    offer: !isEnd && isListed && !isDefault ? [to] : [],
    withdraw: isEnd && isListed ? [from] : [],
  };
}

/** What is left of a list of defaults, which is one model on several hosts, where all of that is served on. */
function staying({ stays }: Search, from: string, defaults: readonly string[]): string[] {
  const rest = defaults.filter((id) => id !== from);
  return stays !== undefined && rest.every(stays) ? rest : [];
}

/** The new one takes the old one's place; a list holds nothing twice. */
function replaced(defaults: readonly string[], from: string, to: string): string[] {
  return [...new Set(defaults.map((id) => (id === from ? to : id)))];
}

/** A feature without a pick list has none to enter; where it stands there already, nothing is left to do. */
function offered(entry: GatewayFeature, to: string): Concerned | LeftOut {
  const { name: feature, selectable = [] } = entry;
  if (selectable.includes(to)) return { feature, why: "lists it" };
  if (selectable.length === 0) return { feature, why: "no pick list" };
  return { feature, sizes: {}, offer: [to], withdraw: [], uses: "not" };
}

function listsOf({ selectable = [], beta = [], dev = [] }: GatewayFeature): string[] {
  return [...selectable, ...beta, ...dev];
}
