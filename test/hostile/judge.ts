import { Ajv } from "ajv";
import { parse, parseDocument } from "yaml";
import { artifactsOf } from "../../src/compile/artifacts.ts";
import { besideMarker, findBlocks, type Marker, normalizeBody, parseMarker } from "../../src/model/marker.ts";
import { resolveReferences } from "../../src/model/reference.ts";
import type { Block, Resource } from "../../src/model/resource.ts";
import { mergeBody, newBody, withMarker } from "../../src/plan/body.ts";
import { readSchema } from "../mutation/properties.ts";
import { closingsIn, commandLines, extract, headingsIn, htmlIn, tracesIn } from "./extract.ts";
import { mentionsIn } from "./gitlab-reading.ts";
import type { World } from "./world.ts";

/** What people wrote around our blocks; nothing of it may change its meaning. */
const ABOVE = "Notes of the team:\n\n- call @ana\n- [x] done\n\n```\n/close\n```\n\n> quoted";
const BELOW = "It`s a draft.\n\n| a | b |\n|---|---|\n| $1 | 2 |\n\n>>>\nlong quote\n>>>";

/** Sections in which whole texts of people stand, with fences of their own. */
const PEOPLES = new Set(["overview", "technical", "solution"]);

const isManifest = new Ajv({ strict: false, schemas: [readSchema("common")] }).compile(readSchema("rollout"));

/** All that is wrong with what came out, each as `where: what`; `calm` came out of the same files with harmless texts. */
export function judge({ workspace, result, targets }: World, calm: World): string[] {
  const known = new Map(calm.result.resources.map((resource) => [resource.key, resource]));
  // A file may be left out where a text asks for none, and stand in a folder that a text names.
  const nameOf = ({ target, path }: { target: string; path: string }) => `${target} ${path.split("/").at(-1)}`;
  const isPage = (target: string) => calm.workspace.config.data.targets?.[target]?.format === "markdown";
  const keyOf = (file: { target: string; path: string }) => (isPage(file.target) ? file.target : nameOf(file));
  const calmTexts = new Map(calm.result.files.map((file) => [keyOf(file), file.after]));
  const artifacts = artifactsOf(result, targets);
  return [
    ...(result.resources.length === known.size ? [] : ["resources: others than before"]),
    ...result.resources.flatMap((one) => judgeResource(one, known.get(one.key)).map((what) => `${one.key}: ${what}`)),
    ...result.files.flatMap((file) => judgeFile(file.path, file.after, calmTexts.get(keyOf(file)))),
    ...judgeData(workspace, result.files),
    ...result.manifests.flatMap(({ text }) => judgeManifest(text)),
    ...judgeArtifacts(artifacts),
  ];
}

function judgeResource(one: Resource, calm: Resource | undefined): string[] {
  if (calm === undefined || calm.kind !== one.kind) return ["is new"];
  if (one.kind === "note") return judgeBody(one.text, "", "", [], false);
  if (one.kind === "flag") return judgeLine("description", one.description);
  const found = judgeLine("title", one.title);
  const isRequest = one.kind === "file";
  if (isRequest && closingsIn(one.title).length > 0) found.push("title closes an issue");
  if (isRequest && /\[(skip ci|ci skip)]/i.test(one.title)) found.push("title skips the pipeline");
  if (isRequest) found.push(...one.edits.flatMap(({ path }) => judgePath(path)));
  const before = "blocks" in calm ? resolved(calm.blocks) : [];
  return [...found, ...judgeBodies(one.key, one.home, resolved(one.blocks), before, isRequest)];
}

function judgeLine(name: string, line: string): string[] {
  const wrong: string[] = [];
  if (/[\p{Cc}\u2028\u2029\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(line))
    wrong.push(`${name} holds control characters`);
  if (/(?<!\w)@[\w.]/.test(line)) wrong.push(`${name} mentions somebody`);
  if ([...line].length > 255) wrong.push(`${name} is too long`);
  if (line.trim() !== line || line === "") wrong.push(`${name} has blanks around it`);
  return wrong;
}

function judgePath(path: string): string[] {
  const isSound =
    !/[\p{Cc}\\]/u.test(path.replace(/[\u007f-\u009f]/g, "")) &&
    path.split("/").every((part) => !["", ".", ".."].includes(part));
  return isSound ? [] : [`path ${JSON.stringify(path)} leaves its folder`];
}

function resolved(blocks: readonly Block[]): Block[] {
  const link = (key: string) => `https://gitlab.example.com/acme/ai/-/issues/${key.length}`;
  return blocks.map(({ name, text }) => ({ name, text: resolveReferences(text, link) }));
}

/** A body as it is sent first, and as it becomes when it replaces an older one among texts of people. */
function judgeBodies(
  key: string,
  home: string,
  blocks: readonly Block[],
  calm: readonly Block[],
  isRequest: boolean,
): string[] {
  const names = blocks.map(({ name }) => name);
  // A section may have nothing to say where a text is of no use to it; none is added, and none changes its place.
  const rest = calm.filter(({ name }) => names.includes(name));
  if (rest.map(({ name }) => name).join() !== names.join()) return [`has the sections ${names}`];
  const marker: Marker = { key, home, applied: { blocks: calm.map(({ name }) => name) } };
  const old = newBody(marker, rest);
  const fresh = newBody(marker, blocks);
  const live = withMarker(marker, `\n\n${ABOVE}${besideMarker(old)}\n\n${BELOW}`);
  const written = calm.map(({ name }) => name);
  const merged = mergeBody({ text: besideMarker(live), blocks, written });
  const body = withMarker(marker, merged.text);
  const again = mergeBody({ text: besideMarker(body), blocks, written });
  const people = `${ABOVE}\n\n${BELOW}`;
  return [
    ...judgeBody(fresh, old, "", blocks, isRequest).map((what) => `new body ${what}`),
    ...judgeBody(body, live, people, blocks, isRequest).map((what) => `merged body ${what}`),
    ...(merged.edited.length > 0 ? [`merged body leaves ${merged.edited} alone`] : []),
    ...(again.changed.length > 0 ? [`merged body is written for ever: ${again.changed}`] : []),
    ...(merged.text.includes(ABOVE) && merged.text.endsWith(BELOW) ? [] : ["merged body lost text of people"]),
  ];
}

function judgeBody(body: string, calm: string, people: string, blocks: readonly Block[], isRequest: boolean): string[] {
  const wrong: string[] = [];
  const see = (what: string, now: readonly string[], then: readonly string[]): void => {
    if (JSON.stringify(now) !== JSON.stringify(then))
      wrong.push(
        `${what}: ${JSON.stringify(now.filter((one) => !then.includes(one)))}, ${now.length} for ${then.length}`,
      );
  };
  see("runs", commandLines(body), []);
  see("mentions", mentionsIn(body), mentionsIn(people));
  see("holds HTML", htmlIn(body).map(withoutDigest), htmlIn(calm).map(withoutDigest));
  see("holds traces", tracesIn(body), tracesIn(calm));
  const found = findBlocks(body);
  see(
    "has blocks",
    found.map(({ name }) => name),
    blocks.map(({ name }) => name),
  );
  for (const [at, { name, text }] of found.entries())
    if (text !== normalizeBody(blocks[at]?.text ?? "").replace(/^\n+/, "")) wrong.push(`reads back another ${name}`);
  const headings = headingsIn(body);
  const lost = headingsIn(calm).filter((heading) => !headings.includes(heading));
  if (lost.length > 0) wrong.push(`swallows ${JSON.stringify(lost)}`);
  if (parseMarker(body)?.key !== parseMarker(calm)?.key) wrong.push("has another marker");
  if (extract(body).stored !== body) wrong.push("is stored as something else");
  if (/[\p{Cs}]|(?![\n\t])\p{Cc}/u.test(body)) wrong.push("holds control characters");
  if (isRequest) see("closes", closingsIn(body), []);
  const ours = blocks.filter((block) => !PEOPLES.has(block.name));
  return [...wrong, ...ours.flatMap(({ text }) => judgeFences(text))];
}

function withoutDigest(html: string): string {
  return html.replace(/ [0-9a-f]{64} /, " ").replace(/(cutover:1 \S+ \S+) \S+/, "$1");
}

const GANTT =
  /^(?:gantt|dateFormat [\w :-]+|axisFormat [\w% :-]+|(?:title|section) [^:;#%]+|(?!(?:title|section)\b)[^:;#%]+ :[\w ,:.-]+)$/;
const QUERY = /^(?:\w+ (?:=|in) (?:"[^"]*"|'[^']*'|\w+)(?: and |$))+$/;

/** Diagrams and live views: each line of a form that we write, and what people wrote inside quotes. */
function judgeFences(text: string): string[] {
  return [...text.matchAll(/^(`{3,})(mermaid|glql)\n([\s\S]*?)\n\1$/gm)].flatMap(([, , language, inner = ""]) => {
    if (language === "mermaid") {
      const strange = inner.split("\n").filter((line) => !GANTT.test(line.trim()));
      return [...strange.map((line) => `draws ${line}`), ...(inner.length > 2000 ? ["draws too much"] : [])];
    }
    const view = read(inner, "1.2") as Record<string, unknown>;
    const isSound = QUERY.test(String(view["query"])) && Object.keys(view).every((key) => VIEW.includes(key));
    return isSound ? [] : [`views ${inner}`];
  });
}

const VIEW = ["display", "title", "description", "fields", "limit", "sort", "query", "collapsed"];

function judgeFile(path: string, text: string | undefined, calm: string | undefined): string[] {
  const wrong: string[] = [];
  if (text === undefined) return calm === undefined ? [] : [`${path}: is gone`];
  if (/\p{Cs}/u.test(text)) wrong.push("holds half a character");
  if (/(?![\n\t\u0085])\p{Cc}/u.test(text)) wrong.push("holds control characters");
  if (/\.ya?ml$/.test(path)) {
    if (/[\ufffe\uffff]/.test(text)) wrong.push("holds what is no character");
    for (const version of ["1.1", "1.2"] as const) {
      const { errors } = parseDocument(text, { version, prettyErrors: false, logLevel: "silent" });
      if (errors.length > 0) wrong.push(`YAML ${version}: ${errors[0]?.message}`);
      else if (calm !== undefined && skeleton(read(text, version)) !== skeleton(read(calm, version)))
        wrong.push(`YAML ${version}: another shape`);
    }
  } else if (calm !== undefined) {
    // A page, or a file of owners: the same lines, each with as many cells, and nobody else who is told.
    const shape = (all: string) =>
      all
        .split("\n")
        .map((line) => line.split(/(?<!\\)(?:\\\\)*\|/).length)
        .join(" ");
    if (shape(text) !== shape(calm)) wrong.push("has other lines or cells");
    if (JSON.stringify(htmlIn(text)) !== JSON.stringify(htmlIn(calm))) wrong.push("holds HTML");
    if (/\.md$/.test(path) && mentionsIn(text).length > 0) wrong.push(`mentions ${mentionsIn(text)}`);
  }
  return wrong.map((what) => `${path}: ${what}`);
}

/** YAML as the readers of a file see it: GitLab and the gateway go by 1.1. */
function read(text: string, version: "1.1" | "1.2"): unknown {
  return parse(text, { version, prettyErrors: false, logLevel: "silent" });
}

/** Depth and breadth of data without its leaves and without the names of keys, which may be texts as well. */
function skeleton(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(skeleton).join(",")}]`;
  if (typeof value !== "object" || value === null || value instanceof Date) return "_";
  return `{${Object.values(value).map(skeleton).join(",")}}`;
}

/** Whether the gateway reads what the migrations say; without an entry there, the compiler has named a problem. */
function judgeData({ migrations }: World["workspace"], files: World["result"]["files"]): string[] {
  const listIn = (name: string, key: string) => {
    const text = files.find(({ path }) => path.endsWith(`/${name}`))?.after ?? "";
    return (read(text, "1.1") as Record<string, Record<string, unknown>[]>)[key] ?? [];
  };
  const models = listIn("models.yml", "models");
  const features = listIn("unit_primitives.yml", "configurable_unit_primitives");
  return migrations.flatMap(({ data }) => [
    ...Object.entries(data.offerings ?? {}).flatMap(
      ([id, { place: _place, move: _move, in_place_of: _old, ...wanted }]) => {
        const entry = models.find((one) => one["gitlab_identifier"] === id);
        return entry !== undefined && holds(entry, wanted) ? [] : [`models.yml: ${id} is not as it is declared`];
      },
    ),
    ...Object.entries(data.features ?? {}).flatMap(([id, { entry: wanted = {} }]) => {
      const entry = features.find((one) => one["feature_setting"] === id);
      return entry !== undefined && holds(entry, wanted) ? [] : [`unit_primitives.yml: ${id} is not as it is declared`];
    }),
  ]);
}

function holds(actual: unknown, wanted: unknown): boolean {
  if (wanted === null) return actual === undefined;
  // Keys that are to go are gone where nothing is.
  if (actual === undefined && typeof wanted === "object" && !Array.isArray(wanted))
    return Object.values(wanted).every((value) => holds(undefined, value));
  // To readers of YAML 1.1 a day is a date.
  if (actual instanceof Date) return actual.toISOString().slice(0, 10) === wanted;
  if (typeof wanted !== "object" || typeof actual !== "object" || actual === null) return actual === wanted;
  if (Array.isArray(wanted) !== Array.isArray(actual)) return false;
  const there = new Map(Object.entries(actual));
  const count = Array.isArray(wanted) ? wanted.length === there.size : true;
  return count && Object.entries(wanted).every(([key, value]) => holds(there.get(key), value));
}

function judgeManifest(text: string): string[] {
  const data = read(text, "1.2");
  return isManifest(data) ? [] : [`manifest: ${JSON.stringify(isManifest.errors?.[0])}`];
}

function judgeArtifacts(artifacts: ReadonlyMap<string, string>): string[] {
  const wrong = [...artifacts.keys()].flatMap(judgePath);
  const manifest: unknown = JSON.parse(artifacts.get("manifest.json") ?? "");
  if (typeof manifest !== "object" || manifest === null) wrong.push("manifest.json: not a map");
  for (const [path, text] of artifacts) {
    if (!/^(issues|epics)\//.test(path)) continue;
    const front = /^---\n([\s\S]*?)\n---\n\n<!-- cutover:1 /.exec(text)?.[1];
    const data = front === undefined ? undefined : read(front, "1.2");
    if (typeof data !== "object" || data === null || !("title" in data)) wrong.push(`${path}: front matter is broken`);
  }
  return wrong;
}
