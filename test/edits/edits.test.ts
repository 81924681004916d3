import { expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { apply, LABEL, planOf } from "../plan/build.ts";
import { breaches, reach, untold } from "./laws.ts";
import { EDITS, type Scene } from "./people.ts";
import { type Dice, diceOf } from "./random.ts";
import { type Item, type Snapshot, type Stand, startStand } from "./stand.ts";
import { factsOf, firstWishes, resourcesOf, rewrite, type Wish } from "./wishes.ts";

const EDITS_IN_ALL = 2000;
const WORLDS = 16;
const ROUNDS = 5;
const FIRST_SEED = 7_010;

/** One GitLab with three migrations, edited by people and applied again and again. */
interface World {
  readonly stand: Stand;
  readonly dice: Dice;
  readonly wishes: Wish[];
  readonly tabs: Map<string, string[]>;
  /** Key that an item was made with, by its path, and what was made twice. */
  readonly keys: Map<string, string>;
  readonly counts: Map<string, number>;
  /** How far each flag reached after the last apply, and those whose step was changed since a person lowered them. */
  readonly reaches: Map<string, number>;
  readonly pending: Set<string>;
  words: number;
}

it(`keeps every byte of people through ${EDITS_IN_ALL} edits`, async () => {
  const counts = new Map<string, number>();
  const failures: string[] = [];
  for (let index = 0; index < WORLDS; index += 1) {
    const seed = FIRST_SEED + index;
    const told = await run(seed, Math.ceil(EDITS_IN_ALL / WORLDS), counts);
    failures.push(...told.map((line) => `seed ${seed}, ${line}`));
  }
  expect(failures).toEqual([]);
  const made = [...counts].filter(([kind]) => !kind.startsWith("migration: "));
  expect(made.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(EDITS_IN_ALL);
  // A kind that never comes about tests nothing.
  expect(Object.keys(EDITS).filter((kind) => !counts.has(kind))).toEqual([]);
  const lines = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${String(count).padStart(5)} ${kind}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}, 300_000);

/** What did not hold in one world, up to the first round in which something did not. */
async function run(seed: number, edits: number, counts: Map<string, number>): Promise<string[]> {
  const stand = await startStand();
  try {
    const dice = diceOf(seed);
    const world: World = {
      stand,
      dice,
      wishes: firstWishes(),
      tabs: new Map(),
      keys: new Map(),
      counts,
      reaches: new Map(),
      pending: new Set(),
      words: 0,
    };
    let told = await settle(world, await stand.look(), new Set());
    for (let round = 1; round <= ROUNDS && told.length === 0; round += 1) {
      const stepped = await edit(world, Math.ceil(edits / ROUNDS));
      told = (await settle(world, await stand.look(), stepped)).map((line) => `round ${round}: ${line}`);
    }
    return told;
  } finally {
    await stand.stop();
  }
}

/** People and migrations at once; the flags whose step was changed. */
async function edit(world: World, number: number): Promise<ReadonlySet<string>> {
  const { stand, dice, wishes, counts, tabs } = world;
  const count = (kind: string) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const before = stepsOf(wishes);
  for (let n = dice.below(6); n > 0; n -= 1) count(rewrite(dice.one(wishes), dice));
  const scene: Scene = { stand, dice, tabs, seen: await stand.look(), words: () => wordsOf(world) };
  for (let made = 0; made < number; ) {
    const kind = draw(dice);
    if (!(await EDITS[kind]?.[1](scene))) continue;
    count(kind);
    made += 1;
  }
  return new Set([...stepsOf(wishes)].filter(([name, step]) => before.get(name) !== step).map(([name]) => name));
}

const TOTAL = Object.values(EDITS).reduce((sum, [weight]) => sum + weight, 0);

function draw(dice: Dice): string {
  let at = (dice.below(1_000_000) / 1_000_000) * TOTAL;
  for (const [kind, [weight]] of Object.entries(EDITS)) {
    at -= weight;
    if (at < 0) return kind;
  }
  return draw(dice);
}

const NASTY = [
  "a $& b",
  "- [ ] mine",
  "`code` <details>",
  "ä 🙂 \\n",
  "@ana see #1",
  "| a | b |",
  "  indented",
  "-->",
  "plain",
];

function wordsOf(world: World): string {
  world.words += 1;
  return `⟦${world.words} ${world.dice.one(NASTY)}\n${world.dice.one(NASTY)}⟧`;
}

/** Applies what is wanted to what people left, and looks whether all that must hold does. */
async function settle(world: World, before: Snapshot, stepped: ReadonlySet<string>): Promise<string[]> {
  const { stand, tabs, keys, reaches } = world;
  const first = await plan(world);
  const outcomes = await apply(stand.forge, first, { url: stand.url });
  const open = outcomes.filter(({ status }) => status !== "applied" && status !== "unchanged");
  const after = await stand.look();
  const waiting = raisable(world, before, stepped);
  for (const flag of after.flags) reaches.set(flag.name, reach(flag));
  const made = after.items.filter(({ path, author }) => author === "cutover" && !keys.has(path));
  const twice = made.flatMap(({ path, description }) => {
    const key = parseMarker(description)?.key ?? "nothing";
    const known = before.items.some((item) => keys.get(item.path) === key && isTraced(item));
    keys.set(path, key);
    return known ? [`${key} was made a second time, as ${path}`] : [];
  });
  for (const { path, description } of after.items) tabs.set(path, [...(tabs.get(path) ?? []), description]);
  const second = await plan(world);
  return [
    ...open.map(({ id, status, message }) => `${status} ${id}: ${message}`),
    ...breaches(before, after, waiting),
    ...twice,
    ...second.changes.map(({ id, summary }) => `planned again: ${id} (${summary})`),
    ...untold(second, after, keys),
  ];
}

/** False for what people took every trace of us from, so that it may be anything. */
function isTraced({ description, moved, labels }: Item): boolean {
  return description.includes("cutover:") || (description === "" && !moved && labels.includes(LABEL));
}

/**
 * Flags that may go up. A changed step may wait for merges; whoever lowers the flag before that ends it, until the step
 * changes again.
 */
function raisable({ pending, reaches }: World, { flags }: Snapshot, stepped: ReadonlySet<string>): ReadonlySet<string> {
  for (const flag of flags) if (reach(flag) < (reaches.get(flag.name) ?? 0)) pending.delete(flag.name);
  for (const name of stepped) pending.add(name);
  return pending;
}

async function plan(world: World): Promise<Plan> {
  const { stand, wishes } = world;
  return planOf(stand.forge, await resourcesOf(wishes, stand), {
    url: stand.url,
    migrations: wishes.map(factsOf),
    policy: { blast_radius: 1, mentions: 1000 },
  });
}

function stepsOf(wishes: readonly Wish[]): Map<string, number> {
  return new Map(
    wishes.flatMap(({ name, steps, cancelled }) =>
      ["duo_chat", "code"].map(
        (feature, index) => [`${feature}_${name}`, cancelled ? 0 : (steps[index] ?? 0)] as const,
      ),
    ),
  );
}
