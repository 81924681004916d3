import { besideMarker, blockDigest, findBlocks, normalizeBody, parseMarker, ticksIn } from "../../src/model/marker.ts";
import { itemReference } from "../../src/plan/ownership.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { LABEL } from "../plan/build.ts";
import type { Item, LiveFlag, Snapshot } from "./stand.ts";

/** What must hold between what people left and what one apply made of it; each breach is one line. */
export function breaches(before: Snapshot, after: Snapshot, raisable: ReadonlySet<string>): string[] {
  const now = new Map(after.items.map((item) => [item.path, item]));
  return [
    ...before.items.flatMap((item) => {
      const found = now.get(item.path);
      return found === undefined ? [`${item.path} is gone`] : itemBreaches(item, found);
    }),
    ...before.flags.flatMap((flag) => flagBreaches(flag, after.flags, raisable)),
    ...requestBreaches(before, after),
    ...twins(after),
  ];
}

function itemBreaches(before: Item, after: Item): string[] {
  const found: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) found.push(`${before.path}: ${what}`);
  };
  const marker = parseMarker(before.description);
  if (before.author !== "cutover" || before.moved || marker === undefined) {
    must(JSON.stringify(before) === JSON.stringify(after), "what is not ours was written to");
    return found;
  }
  for (const token of tokensIn(before.description)) must(after.description.includes(token), `lost the words ${token}`);
  must(same(outsideOf(before.description), outsideOf(after.description)), "text outside the sections changed");
  must(lost(editedIn(before.description), after.description).length === 0, "an edited section changed");
  const ticks = ticksIn(after.description);
  for (const [key, tick] of ticksIn(before.description))
    must((ticks.get(key) ?? tick) === tick, `task ${key} lost its tick`);
  const { applied } = marker;
  const known = applied.title !== undefined;
  const state = { opened: "open", closed: "closed" } as const;
  must(after.title === before.title || (known && applied.title === before.title), "a person's title changed");
  must(after.state === before.state || applied.state === state[before.state], "a person's state changed");
  must(after.dueDate === before.dueDate || (applied.dueDate ?? null) === before.dueDate, "a person's due date changed");
  must(
    after.milestone === before.milestone || (applied.milestone ?? null) === before.milestone,
    "a person's milestone changed",
  );
  const theirs = before.labels.filter((label) => !(applied.labels ?? []).includes(label));
  must(
    theirs.every((label) => after.labels.includes(label)),
    "a person's label went",
  );
  const off = (applied.labels ?? []).filter((label) => !before.labels.includes(label));
  must(
    off.every((label) => !after.labels.includes(label)),
    "a label that a person took off came back",
  );
  const added = before.assignees.filter((user) => !(applied.assignees ?? []).includes(user));
  must(
    added.every((user) => after.assignees.includes(user)),
    "a person's assignee went",
  );
  return found;
}

/** Sentences that only people write. */
function tokensIn(body: string): string[] {
  return [...body.matchAll(/⟦\d+[^⟧]*⟧/g)].map(([token]) => token);
}

/** What stands beside our marker and sections, in pieces; the line ends that part it from them are nobody's. */
function outsideOf(body: string): string[] {
  const text = besideMarker(body);
  const blocks = findBlocks(text);
  const pieces = blocks.map(({ start }, index) => text.slice(blocks[index - 1]?.end ?? 0, start));
  return [...pieces, text.slice(blocks.at(-1)?.end ?? 0)]
    .map((piece) => piece.replace(/^\s+|\s+$/g, ""))
    .filter((piece) => piece !== "");
}

function editedIn(body: string): string[] {
  return findBlocks(normalizeBody(body)).flatMap(({ text, digest }) => (blockDigest(text) === digest ? [] : [text]));
}

function lost(texts: readonly string[], body: string): string[] {
  const there = findBlocks(body).map(({ text }) => text);
  return texts.filter((text) => !there.includes(text));
}

// Sections that go leave the pieces around them side by side.
function same(a: readonly string[], b: readonly string[]): boolean {
  const flat = (pieces: readonly string[]) => pieces.join("\n").replace(/\n+/g, "\n");
  return flat(a) === flat(b);
}

function flagBreaches(before: LiveFlag, flags: readonly LiveFlag[], raisable: ReadonlySet<string>): string[] {
  const after = flags.find(({ name }) => name === before.name);
  if (after === undefined) return [`flag ${before.name} was deleted`];
  const kept = before.strategies
    .filter(({ name }) => name === "userWithId")
    .every(({ id }) => after.strategies.some((one) => one.id === id));
  const isRaised = reach(after) > reach(before) && !raisable.has(before.name);
  return [
    ...(isRaised
      ? [`flag ${before.name} was raised from ${reach(before)} to ${reach(after)} without a changed step`]
      : []),
    ...(kept ? [] : [`flag ${before.name} lost a person's strategy`]),
  ];
}

export function reach({ active, strategies }: LiveFlag): number {
  if (!active) return 0;
  const shares = strategies.map(({ name, parameters }) => {
    if (name === "default") return 100;
    return name === "gitlabUserList" || name === "userWithId"
      ? 0.5
      : Number(parameters["percentage"] ?? parameters["rollout"] ?? 0);
  });
  return Math.max(0, ...shares);
}

function requestBreaches(before: Snapshot, after: Snapshot): string[] {
  return before.requests.flatMap((request) => {
    const now = after.requests.find(({ iid }) => iid === request.iid);
    if (now === undefined) return [`!${request.iid} is gone`];
    const found: string[] = [];
    if (request.state !== "opened" && now.state !== request.state)
      found.push(`!${request.iid} went from ${request.state} to ${now.state}`);
    if (request.title.startsWith("Draft: ") && now.title !== request.title)
      found.push(`!${request.iid} lost a person's title`);
    for (const token of tokensIn(request.description)) {
      if (!now.description.includes(token)) found.push(`!${request.iid} lost the words ${token}`);
    }
    const branch = after.branches.get(request.iid);
    for (const token of tokensIn(before.branches.get(request.iid) ?? "")) {
      if (branch !== undefined && !branch.includes(token)) found.push(`!${request.iid} lost a person's commit`);
    }
    return found;
  });
}

/** Ours that are there twice; what people copied is theirs. */
function twins({ flags, requests }: Snapshot): string[] {
  const branches = requests.filter(({ state }) => state === "opened").map(({ branch }) => branch);
  const names = [...flags.map(({ name }) => name), ...branches];
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`);
}

/** Conflicts that have to be told and are not, or that say too little. */
export function untold(plan: Plan, { items }: Snapshot, keys: ReadonlyMap<string, string>): string[] {
  const { conflicts } = plan;
  const vague = conflicts
    .filter(({ key, fix, message }) => key === "" || fix === "" || message === "")
    .map(({ key }) => `the conflict of ${key} is vague`);
  const ours = items.filter(({ author }) => author === "cutover");
  const missing = ours.flatMap((item) => {
    const key = keys.get(item.path);
    if (key === undefined) return [];
    const told = conflicts.filter((conflict) => conflict.key === key);
    const name = itemReference({
      kind: item.kind,
      locator: { kind: item.kind, home: item.kind === "epic" ? "acme" : "acme/ai", id: String(item.iid) },
    });
    const marker = parseMarker(item.description);
    if (!item.description.includes("cutover:") && (item.moved || !item.labels.includes(LABEL))) return [];
    if (item.moved) return told.length > 0 ? [] : [`nobody is told that ${name} was moved`];
    if (marker?.key !== key) {
      const isNamed = ({ message }: { readonly message: string }) => `${message} `.includes(`${name} `);
      const isTold = told.length > 0 || [...plan.notices, ...conflicts].some(isNamed);
      return isTold ? [] : [`nobody is told that ${name} is not ${key} any more`];
    }
    const edited = findBlocks(item.description).filter(({ text, digest }) => blockDigest(text) !== digest);
    const untold = edited.filter(
      ({ name: section }) =>
        !told.some(({ message }) => message.includes(`"${section}"`) || !message.includes("section")),
    );
    return untold.map(({ name: section }) => `nobody is told of section ${section} in ${name}`);
  });
  return [...vague, ...missing];
}
