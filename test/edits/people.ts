import { findBlocks } from "../../src/model/marker.ts";
import type { Dice } from "./random.ts";
import type { Item, LiveFlag, MergeRequest, Snapshot, Stand } from "./stand.ts";
import { LABELS, MILESTONES } from "./stand.ts";

const [LABEL] = LABELS;

/** What a person needs to do something: hands, dice, what is there, and what was there before. */
export interface Scene {
  readonly stand: Stand;
  readonly dice: Dice;
  /** As it was at the last look; a person sees no more. */
  readonly seen: Snapshot;
  /** Bodies that an old browser tab may still hold, by the path of the item. */
  readonly tabs: ReadonlyMap<string, readonly string[]>;
  /** Text that nobody else writes, with everything in it that Markdown and diffs stumble over. */
  readonly words: () => string;
}

/** False where it was not possible with what is there. */
type Edit = (scene: Scene) => Promise<boolean>;

const PEOPLE = ["ana", "bo", "cleo"] as const;
const MARKER = /^[ \t]*<!--[ \t]*cutover:1 .*$/m;

/** Every kind of edit that people make, by name; the number says how often it is drawn. */
export const EDITS: Readonly<Record<string, readonly [number, Edit]>> = {
  "tick a box": [6, onBody(tick)],
  "text outside the sections": [6, onBody(outside)],
  "text inside a section": [3, onBody(inside)],
  "a section taken out": [1, onBody(takeOut)],
  "a section pasted twice": [0.5, onBody(pasteTwice)],
  "text above the marker": [1, onBody((body, { words }) => `${words()}\n\n${body}`)],
  "spacing as the rich editor writes it": [2, onBody(respace)],
  "line ends of another system": [1, onBody((body) => body.replaceAll("\n", "\r\n"))],
  "an old tab saved": [3, oldTab],
  "the marker deleted": [0.7, onBody((body) => body.replace(MARKER, "").trimStart())],
  "the marker damaged": [0.5, onBody((body) => body.replace(MARKER, (line) => line.replace(/\S+ *-->/, "%%% -->")))],
  "the marker put back": [3, putBack],
  "a forged marker": [1, forge],
  "another's text pasted over": [0.4, pasteOver],
  "a whole text wiped": [
    0.3,
    onItem(async (_scene, { labels }, put) => labels.includes(LABEL) && put({ description: "" })),
  ],
  "the texts of two swapped": [0.3, swap],
  "a label added": [3, addLabel],
  "a label removed": [3, removeLabel],
  "a new title": [
    3,
    onItem(async ({ words }, item, put) =>
      put({ title: `${item.title.slice(0, 40)} ${words().slice(0, 40).split("\n")[0]}` }),
    ),
  ],
  "the old title": [1, onItem(async (_scene, item, put) => put({ title: item.title.slice(0, 20) }))],
  closed: [2, onItem(async (_scene, item, put) => item.state === "opened" && put({ state_event: "close" }))],
  reopened: [2, onItem(async (_scene, item, put) => item.state === "closed" && put({ state_event: "reopen" }))],
  assignees: [
    2,
    onItem(
      async ({ stand, dice }, item, put) =>
        item.kind === "issue" && put({ assignee_ids: dice.chance(0.3) ? [] : [stand.ids.get(dice.one(PEOPLE))] }),
    ),
  ],
  "due date": [
    2,
    onItem(
      async ({ dice }, item, put) =>
        item.kind === "issue" && put({ due_date: dice.one(["", "2026-08-01", "2026-06-01"]) }),
    ),
  ],
  milestone: [
    1,
    onItem(
      async ({ stand, dice }, item, put) =>
        item.kind === "issue" && put({ milestone_id: dice.one([0, ...MILESTONES.map((name) => stand.ids.get(name))]) }),
    ),
  ],
  moved: [
    0.4,
    onItem(
      async ({ stand }, item) =>
        item.kind === "issue" && post(stand, `${item.path}/move`, { to_project_id: stand.ids.get("elsewhere") }),
    ),
  ],
  cloned: [
    0.6,
    onItem(
      async ({ stand }, item) =>
        item.kind === "issue" && post(stand, `${item.path}/clone`, { to_project_id: stand.ids.get("home") }),
    ),
  ],
  "a link removed": [1, removeLink],
  "another parent": [1, reparent],
  "a comment": [
    1,
    onItem(async ({ stand, words }, item) =>
      post(stand, `${item.kind === "epic" ? item.path.replace(/\d+$/, String(item.id)) : item.path}/notes`, {
        body: words(),
      }),
    ),
  ],
  "a flag lowered": [2, onFlag(async (flag, put) => flag.active && put({ active: false }))],
  "a flag raised": [1, onFlag(raise)],
  "a strategy added to a flag": [
    1,
    onFlag(async (_flag, put) =>
      put({
        strategies: [{ name: "userWithId", parameters: { userIds: "7,8" }, scopes: [{ environment_scope: "*" }] }],
      }),
    ),
  ],
  "a flag deleted": [0.4, deleteFlag],
  "a merge request merged": [
    3,
    onRequest(async ({ stand }, { iid }) => {
      await stand.call("ana", "PUT", `${GATEWAY}/merge_requests/${iid}/merge`);
    }),
  ],
  "a merge request closed": [0.7, onRequest((scene, request) => putRequest(scene, request, { state_event: "close" }))],
  "a merge request retitled": [
    1,
    onRequest((scene, request) => putRequest(scene, request, { title: `Draft: ${request.title.slice(0, 60)}` })),
  ],
  "a merge request described": [
    1,
    onRequest((scene, request) =>
      putRequest(scene, request, { description: `${request.description}\n\n${scene.words()}` }),
    ),
  ],
  "a commit on our branch": [0.7, onRequest(commit)],
  "a commit on the target": [1, commitElsewhere],
};

const GATEWAY = "projects/acme%2Fgateway";

type Put = (fields: object) => Promise<boolean>;

/** One of our epics or issues, also one whose marker is lost, or a person's clone of one. */
function onItem(edit: (scene: Scene, item: Item, put: Put) => Promise<boolean>): Edit {
  return async (scene) => {
    const items = scene.seen.items.filter(
      ({ moved, description, author }) => !moved && (author === "cutover" || description.includes("cutover:")),
    );
    if (items.length === 0) return false;
    const item = scene.dice.one(items);
    // Read again: others have edited it since.
    const now = await current(scene, item);
    if (now.moved) return false;
    return edit(scene, now, async (fields) => {
      await scene.stand.call(scene.dice.one(PEOPLE), "PUT", now.path, fields);
      return true;
    });
  };
}

async function current({ stand }: Scene, item: Item): Promise<Item> {
  const row = (await stand.call("ana", "GET", item.path)) as {
    description: string | null;
    title: string;
    state: "opened";
    labels: string[];
    moved_to_id?: number | null;
  };
  return {
    ...item,
    title: row.title,
    state: row.state,
    labels: row.labels,
    description: row.description ?? "",
    moved: (row.moved_to_id ?? null) !== null,
  };
}

/** Undefined or the same text: there was nothing to edit. */
function onBody(change: (body: string, scene: Scene) => string | undefined): Edit {
  return onItem(async (scene, item, put) => {
    const body = change(item.description, scene);
    // A whole text that is gone under an issue without our label is nobody's any more.
    if (body === undefined || body === item.description || !body.includes("cutover:")) return false;
    return put({ description: body });
  });
}

function tick(body: string, { dice }: Scene): string | undefined {
  const boxes = [...body.matchAll(/^- \[[ x~]\](?=.*<!--\s*t:)/gm)];
  if (boxes.length === 0) return undefined;
  const { index, 0: box } = dice.one(boxes);
  const now = dice.one(["- [x]", "- [x]", "- [~]", "- [ ]"]);
  return `${body.slice(0, index)}${now}${body.slice(index + box.length)}`;
}

function outside(body: string, { dice, words }: Scene): string {
  const ends = [...findBlocks(body).map(({ end }) => end), body.length];
  const at = dice.one(ends);
  return `${body.slice(0, at)}\n\n${words()}${body.slice(at)}`;
}

function inside(body: string, { dice, words }: Scene): string | undefined {
  const blocks = findBlocks(body);
  if (blocks.length === 0) return undefined;
  const { start, end } = dice.one(blocks);
  const text = body.slice(start, end);
  const lines = text.split("\n");
  lines.splice(1 + dice.below(lines.length - 1), 0, words());
  return body.slice(0, start) + lines.join("\n") + body.slice(end);
}

function takeOut(body: string, { dice }: Scene): string | undefined {
  const blocks = findBlocks(body);
  if (blocks.length < 2) return undefined;
  const { start, end } = dice.one(blocks);
  return body.slice(0, start) + body.slice(end);
}

function pasteTwice(body: string, { dice }: Scene): string | undefined {
  const blocks = findBlocks(body);
  if (blocks.length === 0) return undefined;
  const { start, end } = dice.one(blocks);
  return `${body}\n\n${body.slice(start, end)}`;
}

function respace(body: string): string {
  return body.replace(/<!--\s*(.*?)\s*-->/g, "<!--$1-->");
}

async function oldTab(scene: Scene): Promise<boolean> {
  return onItem(async ({ tabs, dice, words }, item, put) => {
    const bodies = tabs.get(item.path) ?? [];
    if (bodies.length === 0) return false;
    const body = dice.one(bodies);
    return put({ description: dice.chance(0.5) ? body.replace("- [ ]", "- [x]") : `${body}\n\n${words()}` });
  })(scene);
}

async function putBack(scene: Scene): Promise<boolean> {
  const lost = scene.seen.items.filter(
    ({ author, moved, description }) =>
      author === "cutover" && !moved && !/<!--\s*cutover:1 \S+ \S+ [\w-]+\s*-->/.test(description),
  );
  if (lost.length === 0) return false;
  const item = await current(scene, scene.dice.one(lost));
  const line = (scene.tabs.get(item.path) ?? [])
    .map((body) => MARKER.exec(body)?.[0])
    .findLast((found) => found?.match(/ [\w-]+\s*-->$/));
  if (line === undefined || /<!--\s*cutover:1 \S+ \S+ [\w-]+\s*-->/.test(item.description)) return false;
  await scene.stand.call("bo", "PUT", item.path, {
    description: `${line}\n\n${item.description.replace(MARKER, "").trimStart()}`,
  });
  return true;
}

async function forge(scene: Scene): Promise<boolean> {
  const { stand, seen, dice, words } = scene;
  const ours = seen.items.filter(({ author, description }) => author === "cutover" && MARKER.test(description));
  if (ours.length === 0) return false;
  const description = `${MARKER.exec(dice.one(ours).description)?.[0]}\n\n${words()}`;
  return post(stand, "projects/acme%2Fai/issues", { title: "Mine", description, labels: LABELS[0] });
}

async function pasteOver(scene: Scene): Promise<boolean> {
  const { seen, dice } = scene;
  return onItem(async (_scene, item, put) => {
    const others = seen.items.filter(
      ({ kind, path, author, moved }) => kind === item.kind && path !== item.path && author === "cutover" && !moved,
    );
    // What was never written to since it was made does not know its number: who copies that makes a second holder.
    const named = others.filter(({ description, iid }) => MARKER.exec(description)?.[0].includes(`#${iid} `));
    if (named.length === 0) return false;
    return put({ description: dice.one(named).description });
  })(scene);
}

/** Both markers say which number they are of, so that both are copies from then on. */
async function swap(scene: Scene): Promise<boolean> {
  const numbered = scene.seen.items.filter(
    ({ author, moved, description, iid, kind }) =>
      author === "cutover" && !moved && kind === "issue" && MARKER.exec(description)?.[0].includes(`#${iid} `),
  );
  if (numbered.length < 2) return false;
  const [one, other] = [scene.dice.one(numbered), scene.dice.one(numbered)];
  if (one === other) return false;
  const [first, second] = [await current(scene, one), await current(scene, other)];
  if (first.moved || second.moved) return false;
  await scene.stand.call("bo", "PUT", one.path, { description: second.description });
  await scene.stand.call("bo", "PUT", other.path, { description: first.description });
  return true;
}

async function addLabel(scene: Scene): Promise<boolean> {
  return onItem(async ({ dice }, item, put) => {
    const label = dice.one(LABELS);
    return !item.labels.includes(label) && put({ add_labels: label });
  })(scene);
}

async function removeLabel(scene: Scene): Promise<boolean> {
  return onItem(async ({ dice }, item, put) => {
    // Without any word of ours and without the label nobody could tell it from any other issue.
    const labels = item.labels.filter((label) => label !== LABELS[0] || item.description.includes("cutover:"));
    return labels.length > 0 && put({ remove_labels: dice.one(labels) });
  })(scene);
}

async function removeLink(scene: Scene): Promise<boolean> {
  return onItem(async ({ stand, dice }, item) => {
    if (item.kind !== "issue") return false;
    const links = (await stand.call("ana", "GET", `${item.path}/links`)) as { issue_link_id: number }[];
    if (links.length === 0) return false;
    await stand.call("ana", "DELETE", `${item.path}/links/${dice.one(links).issue_link_id}`);
    return true;
  })(scene);
}

async function reparent(scene: Scene): Promise<boolean> {
  return onItem(async ({ seen, dice }, item, put) => {
    const epics = seen.items.filter(({ kind, title }) => kind === "epic" && ["Initiative", "Another"].includes(title));
    return item.kind === "issue" && put({ epic_id: dice.one([0, ...epics.map(({ id }) => id)]) });
  })(scene);
}

type PutFlag = (fields: object) => Promise<boolean>;

function onFlag(edit: (flag: LiveFlag, put: PutFlag) => Promise<boolean>): Edit {
  return async ({ stand, dice, seen }) => {
    if (seen.flags.length === 0) return false;
    const path = `projects/acme%2Fmonolith/feature_flags/${dice.one(seen.flags).name}`;
    const flag = await stand.call("ana", "GET", path).catch(() => undefined);
    if (flag === undefined) return false;
    return edit(flag as LiveFlag, async (fields) => {
      await stand.call("ana", "PUT", path, fields);
      return true;
    });
  };
}

async function raise({ strategies }: LiveFlag, put: PutFlag): Promise<boolean> {
  const gone = strategies.map(({ id }) => ({ id, _destroy: true }));
  const all = { name: "default", parameters: {}, scopes: [{ environment_scope: "production" }] };
  return put({ active: true, strategies: [...gone, all] });
}

async function deleteFlag({ stand, dice, seen }: Scene): Promise<boolean> {
  if (seen.flags.length === 0) return false;
  const path = `projects/acme%2Fmonolith/feature_flags/${dice.one(seen.flags).name}`;
  return stand.call("ana", "DELETE", path).then(
    () => true,
    () => false,
  );
}

function onRequest(edit: (scene: Scene, request: MergeRequest) => Promise<void>): Edit {
  return async (scene) => {
    const open = scene.seen.requests.filter(({ state }) => state === "opened");
    if (open.length === 0) return false;
    const request = scene.dice.one(open);
    const path = `${GATEWAY}/merge_requests/${request.iid}`;
    const now = (await scene.stand.call("ana", "GET", path)) as { state: string; title: string; description: string };
    if (now.state !== "opened") return false;
    // One that is a draft or does not merge cannot be merged; that is no edit.
    return edit(scene, { ...request, title: now.title, description: now.description }).then(
      () => true,
      () => false,
    );
  };
}

async function putRequest({ stand, dice }: Scene, { iid }: MergeRequest, fields: object): Promise<void> {
  await stand.call(dice.one(PEOPLE), "PUT", `${GATEWAY}/merge_requests/${iid}`, fields);
}

async function commit({ stand, dice, words }: Scene, { branch }: MergeRequest): Promise<void> {
  const file_path = `${branch.split("/").at(-1)}.yml`;
  const file = (await stand.call(
    "bo",
    "GET",
    `${GATEWAY}/repository/files/${encodeURIComponent(file_path)}?ref=${encodeURIComponent(branch)}`,
  )) as { content: string };
  const content = `${Buffer.from(file.content, "base64").toString("utf8")}# ${words().replaceAll("\n", " ")}\n`;
  const actions = [{ action: "update", file_path, content }];
  await stand.call(dice.one(PEOPLE), "POST", `${GATEWAY}/repository/commits`, {
    branch,
    commit_message: "By hand",
    actions,
  });
}

async function commitElsewhere({ stand, dice, words }: Scene): Promise<boolean> {
  const name = dice.one(["readme", "notes", "other"]);
  const actions = [{ action: "create", file_path: `${name}-${dice.below(1_000_000)}.md`, content: words() }];
  await stand.call("ana", "POST", `${GATEWAY}/repository/commits`, {
    branch: "main",
    commit_message: "By hand",
    actions,
  });
  return true;
}

async function post(stand: Stand, path: string, body: object): Promise<boolean> {
  await stand.call("bo", "POST", path, body);
  return true;
}
