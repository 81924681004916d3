import { expect, test } from "vitest";
import { rangeAt } from "../../src/model/source.ts";
import { acceptedBy, completed, type Field, fieldsOf, isAt, isName, isOpen, put, textProperties } from "./fields.ts";
import { judge } from "./judge.ts";
import { PAYLOADS } from "./payloads.ts";
import { type Files, type Kind, sceneOf } from "./scenes.ts";
import { randomTexts } from "./texts.ts";
import { build, type World } from "./world.ts";

const KINDS: readonly Kind[] = ["Upgrade", "Integration", "Deprecation"];
const ROUNDS = 102;
const TEXTS = 10_000;
/** Half a minute of work; the machine may be busy with others. */
const TIMEOUT = 300_000;
/** Compiles after which no more culprits are looked for. */
const MOST = 400;

interface Scene {
  readonly kind: Kind;
  readonly files: Files;
  readonly calm: World;
  readonly open: readonly Field[];
  readonly strict: readonly Field[];
}

const scenes = KINDS.map((kind): Scene => {
  const files = completed(sceneOf(kind));
  const fields = fieldsOf(files);
  const open = fields.filter((field) => isOpen(files, field));
  return { kind, files, calm: build(files), open, strict: fields.filter((field) => !open.includes(field)) };
});

test.each(scenes)("every text of the schemas is somewhere in the $kind", ({ files, calm }) => {
  expect(calm.result.problems).toEqual([]);
  const fields = fieldsOf(files);
  const absent = (["config", "migration", "evaluation"] as const).flatMap((schema) =>
    textProperties(schema)
      .filter((one) => !isName(one) && !fields.some((field) => isAt(field, schema, one.route)))
      .map(({ route }) => `${schema} ${route}`),
  );
  expect(absent).toEqual(["config targets.*.checkout"]);
});

const counts = { compiles: 0, placed: 0, refused: 0, problems: 0, texts: new Set<string>() };
const seen = new Map<string, number>();

/** One compile with a text in each field; what is wrong is named with the fields and texts that bring it about. */
function round(scene: Scene, textFor: (field: number) => string, strictFor = textFor): string[] {
  // YAML has no room for keys of more than 1,024 characters, and one without any is refused when it is read.
  const texts = new Map(
    scene.open.map((field, at) => [field, field.isKey ? [...textFor(at)].slice(0, 150).join("") || "x" : textFor(at)]),
  );
  const strict = new Map(scene.strict.map((field, at) => [field, strictFor(at)]));
  for (const field of [...texts.keys(), ...strict.keys()]) seen.set(field.name, (seen.get(field.name) ?? 0) + 1);
  const { files, placed } = put(scene.files, texts);
  counts.refused += texts.size - placed.size + strict.size - acceptedBy(scene.files, strict).length;
  const sound = attempt(() => withoutRefused(scene, files, placed));
  if (typeof sound === "string") return culprits(scene, [...placed]);
  counts.problems += placed.size - sound.placed.size;
  counts.placed += sound.placed.size;
  for (const field of sound.placed.keys()) counts.texts.add(texts.get(field) ?? "");
  const wrong = verdict(scene, sound.files, sound.world);
  return wrong.length === 0 ? [] : culprits(scene, [...sound.placed]);
}

interface Made {
  readonly files: Files;
  readonly placed: ReadonlyMap<Field, string>;
  readonly world: World;
}

function attempt<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    return `throws: ${error}`;
  }
}

/** The texts without those that compile names as errors: where one stands, nothing is written at all. */
function withoutRefused(scene: Scene, files: Files, placed: ReadonlyMap<Field, string>): Made {
  counts.compiles += 1;
  const world = build(files);
  const { workspace, result } = world;
  const documents = [workspace.config, ...workspace.migrations];
  const isNamed = ({ file, path, isKey }: Field) =>
    result.problems.some((problem) => {
      const source = documents.find((one) => one.file === file && problem.file === file)?.source;
      if (source === undefined || isKey) return false;
      const { start, end } = rangeAt(source, path);
      return problem.range.start < end && problem.range.end > start;
    });
  const rest = new Map([...placed].filter(([field]) => !isNamed(field)));
  if (rest.size === placed.size) return { files, placed, world };
  return withoutRefused(scene, put(scene.files, rest).files, rest);
}

function verdict(scene: Scene, files: Files, world: World): string[] {
  const problems = world.result.problems.map(({ message }) => `problem: ${message}`);
  return [...problems, ...judge(world, scene.calm), ...(problems.length > 0 ? [] : writtenTwice(files, world))];
}

/** What is written once says what it should: the next compile, on what this one made, leaves it as it is. */
function writtenTwice(files: Files, { result }: World): string[] {
  if (counts.compiles % 4 !== 0) return [];
  const held = new Map(
    result.files.flatMap(({ target, path, after }) => (after === undefined ? [] : [[`${target}:${path}`, after]])),
  );
  const again = build(files, held).result;
  return [
    ...again.problems.map(({ message }) => `again: ${message}`),
    ...again.files.filter(({ before, after }) => before !== after).map(({ path }) => `again: ${path} is written anew`),
  ];
}

/** By halves, down to the fields that are wrong alone or only together. */
function culprits(scene: Scene, placed: readonly (readonly [Field, string])[]): string[] {
  if (counts.compiles > MOST) return [];
  const { files } = put(scene.files, new Map(placed));
  counts.compiles += 1;
  const world = attempt(() => build(files));
  const wrong = typeof world === "string" ? [world] : verdict(scene, files, world);
  if (wrong.length === 0) return [];
  if (placed.length === 0) return wrong;
  const half = Math.ceil(placed.length / 2);
  const halves = placed.length < 2 ? [] : [placed.slice(0, half), placed.slice(half)];
  const inside = halves.flatMap((part) => culprits(scene, part));
  if (inside.length > 0) return inside;
  const fields =
    placed.length > 4
      ? `${placed.length} fields together`
      : placed.map(([{ name }, text]) => `${name} = ${JSON.stringify(text)}`).join("\n  ");
  return [`${scene.kind} ${fields}\n    ${wrong.slice(0, 3).join("\n    ")}`];
}

test("no text of a migration breaks out of its field", { timeout: TIMEOUT }, () => {
  const texts = randomTexts(TEXTS, 4);
  expect(texts).toHaveLength(TEXTS);
  expect(scenes.flatMap(({ calm }) => calm.result.problems)).toEqual([]);
  const wrong: string[] = [];
  for (let at = 0, next = 0; at < ROUNDS && wrong.length < 8; at += 1) {
    const scene = scenes[at % scenes.length];
    if (scene === undefined) throw new Error("no scene");
    const from = (start: number) => (field: number) => texts[(start + field) % texts.length] ?? "";
    wrong.push(...round(scene, from(next), from(at * scene.strict.length)));
    next += scene.open.length;
  }
  expect(wrong.join("\n")).toBe("");
});

test.skipIf(PAYLOADS.length === 0)(
  "nor does any payload that was tried on GitLab (skipped without ../shared)",
  { timeout: TIMEOUT },
  () => {
    expect(scenes.flatMap(({ calm }) => calm.result.problems)).toEqual([]);
    const wrong: string[] = [];
    for (let at = 0; at < PAYLOADS.length && wrong.length < 8; at += 1) {
      const scene = scenes[at % scenes.length];
      if (scene === undefined) throw new Error("no scene");
      wrong.push(...round(scene, (field) => PAYLOADS[(at + field) % PAYLOADS.length]?.text ?? ""));
    }
    expect(wrong.join("\n")).toBe("");
  },
);

test("all of them were judged", () => {
  const { compiles, placed, refused, problems, texts } = counts;
  process.stdout.write(
    `${texts.size} texts in ${seen.size} fields: ${placed} judged in ${compiles} compiles, ${refused} refused by the schemas, ${problems} by the compiler\n`,
  );
  expect(texts.size).toBeGreaterThanOrEqual(TEXTS);
  expect(Math.min(...seen.values())).toBeGreaterThanOrEqual(100);
});
