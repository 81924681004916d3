import * as fs from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, expect, it, vi } from "vitest";
import { besideMarker, parseMarker } from "../../src/model/marker.ts";
import type { Change, Plan } from "../../src/plan/plan.ts";
import { type Sent, startAcme } from "./acme.ts";
import { nameOf, namesIn, withoutDigests } from "./holdings.ts";
import { prepare } from "./story.ts";

vi.mock("../../src/compile/index.ts", async (original) => {
  const real = await original<typeof import("../../src/compile/index.ts")>();
  const { remembered } = await import("./remembered.ts");
  return { ...real, compile: remembered(real.compile) };
});

const acme = await startAcme();
const begin = await prepare(acme);
const file = join(acme.folder, "plan.json");
await acme.run(["plan", "--out", file]);
const plan = JSON.parse(await fs.readFile(file, "utf8")) as Plan;
afterAll(() => acme.remove());

/** Carries the saved plan out; returns its writes, with names in place of numbers, and how it ended. */
async function carryOut() {
  const sent: Sent[] = [];
  const ran = await acme.run(["apply", file, "--yes"], {
    meddle: (one, go) => {
      if (one.isWrite && !one.path.includes("/terraform/")) sent.push(markerAlone(one));
      return go();
    },
  });
  if (ran === undefined) throw new Error("the run did not end");
  return { writes: sent.map(textOf), out: `${ran.out}${ran.err}`, code: ran.code };
}

/** What is planned of some writes is a new marker: then the text beside it has to be what stands there, whatever that is. */
function markerAlone(sent: Sent): Sent {
  const iid = /\/projects\/acme%2Fai\/issues\/(\d+)$/.exec(sent.path)?.[1];
  const live = acme.store.state.workItems.find((item) => item.type === "Issue" && String(item.iid) === iid);
  const { description, ...rest } = JSON.parse(sent.body === "" ? "{}" : sent.body) as { readonly description?: string };
  if (description === undefined || live === undefined || Object.keys(rest).length > 0) return sent;
  if (besideMarker(description) !== besideMarker(live.description ?? "")) return sent;
  const [before, after] = [live.description ?? "", description].map((text) => parseMarker(text)?.applied ?? {});
  const changed = Object.entries(after ?? {}).filter(([key, value]) => !isDeepStrictEqual(value, Object(before)[key]));
  // Instants, ids and digests of the flag as it was are of the run.
  const told = changed.map(([key, value]) => [
    key,
    key === "flag" ? { ...value, at: undefined, ids: undefined, intent: undefined } : value,
  ]);
  return { ...sent, body: JSON.stringify({ marker: told }) };
}

/** A request as it would read whichever numbers the server gave out before it. */
function textOf({ method, path, body }: Sent): string {
  const { state } = acme.store;
  const [then, now] = [namesIn(begin), namesIn(state)];
  const named = (text: string) => now(then(text));
  const value: unknown = body === "" ? {} : JSON.parse(body);
  const text = JSON.stringify(value, (key, one: unknown) => {
    if (key === "target_issue_iid") return named(`acme/ai#${one}`);
    // Another head is none of ours as long as the files that are edited are the same.
    if (key === "start_sha" || key === "last_commit_id") return undefined;
    return typeof one === "string" ? withoutDigests(named(one)) : one;
  });
  const ids = text.replace(/gid:\/\/gitlab\/WorkItem\/(\d+)/g, (_whole, id: string) =>
    nameOf(begin.workItems.some((item) => item.id === Number(id)) ? begin : state, Number(id)),
  );
  const place = decodeURIComponent(path)
    .replace(/^\/api\/v4\/projects\//, "")
    .replace(/\/(issues|merge_requests)\//, "/-/$1/");
  return `${method} ${named(place)} ${ids}`;
}

type Disturbance = readonly [name: string, change: Change, disturb: () => Promise<unknown>];

/** Everything that people do to what the plan is about to change, one thing at a time. */
function disturbances(): Disturbance[] {
  const seen = new Set<string>();
  const once = plan.changes.filter(({ at, key }) => {
    const name = at === undefined ? key : JSON.stringify(at);
    return !seen.has(name) && seen.add(name);
  });
  return once.flatMap((change): Disturbance[] => {
    const { at, desired } = change;
    const put = (name: string, path: string, body: unknown): Disturbance => [
      name,
      change,
      () => acme.person("PUT", path, body),
    ];
    if (desired?.kind === "file") return ofFile(change);
    if (at?.kind === "flag") {
      const path = `projects/acme%2Fmonolith/feature_flags/${at.id}`;
      return [
        put("switched over", path, { active: change.action === "remove" }),
        put("switched off", path, { active: false }),
        put("given to more", path, {
          strategies: [{ name: "default", parameters: "{}", scopes: [{ environment_scope: "*" }] }],
        }),
        ["deleted", change, () => acme.person("DELETE", path)],
      ];
    }
    if (at?.kind !== "issue") return [];
    const path = `projects/acme%2Fai/issues/${at.id}`;
    const edit = (name: string, edited: (body: string) => string): Disturbance => [
      name,
      change,
      async () => {
        const { description } = (await acme.person("GET", path)) as { readonly description: string };
        await acme.person("PUT", path, { description: edited(description) });
      },
    ];
    return [
      edit("text below", (body) => `${body}\n\nBo was here.`),
      edit("text above", (body) => `Bo was here.\n\n${body}`),
      edit("a section edited", (body) =>
        body.replace("\n<!-- /cutover:b overview", "\nBo was in here.\n<!-- /cutover:b overview"),
      ),
      edit("a task ticked", (body) => body.replace("- [ ]", "- [x]")),
      edit("all ticks taken back", (body) => body.replaceAll("- [x]", "- [ ]")),
      edit("without its marker", (body) => body.replace(/<!-- cutover:1.*-->/, "")),
      put("a title of theirs", path, { title: "Theirs" }),
      put("a label of theirs", path, { add_labels: "feature flag" }),
      put("our labels taken off", path, { labels: "" }),
      put("held", path, { add_labels: "cutover::hold" }),
      put("closed", path, { state_event: "close" }),
      ["deleted", change, () => acme.person("DELETE", path)],
    ];
  });
}

function ofFile(change: Change): Disturbance[] {
  const { desired, at } = change;
  if (desired?.kind !== "file") return [];
  const project = `projects/${encodeURIComponent(desired.home)}`;
  const commit = (branch: string) => async () => {
    const [path = ""] =
      change.at === undefined || branch !== desired.base ? desired.edits.map((edit) => edit.path) : [];
    const known = (await acme.person(
      "GET",
      `${project}/repository/tree?ref=${branch}&recursive=true&per_page=100`,
    )) as readonly { readonly path: string }[];
    const isThere = known.some((one) => one.path === path);
    await acme.person("POST", `${project}/repository/commits`, {
      branch,
      commit_message: "By hand",
      actions: [
        {
          action: isThere ? "update" : "create",
          file_path: path === "" ? "by-hand.txt" : path,
          content: "# by hand\n",
        },
      ],
    });
  };
  const onHead: Disturbance = ["its file changed at the head", change, commit(desired.base)];
  if (at === undefined) return [onHead];
  const path = `${project}/merge_requests/${at.id}`;
  return [
    onHead,
    ["a commit on its branch", change, commit(desired.branch)],
    ["closed", change, () => acme.person("PUT", path, { state_event: "close" })],
    ["retitled", change, () => acme.person("PUT", path, { title: "Theirs" })],
    ["described by hand", change, () => acme.person("PUT", path, { description: "Theirs" })],
    [
      "its branch deleted",
      change,
      () => acme.person("DELETE", `${project}/repository/branches/${encodeURIComponent(desired.branch)}`),
    ],
  ];
}

it("nothing is written that was not planned, whatever people do in between", async () => {
  const calm = await carryOut();
  expect(calm.code).toBe(0);
  const reviewed = new Set(calm.writes);
  const unreviewed: string[] = [];
  let untouched = 0;
  const all = disturbances();
  for (const [name, { id }, disturb] of all) {
    acme.restore(begin);
    await disturb();
    const { writes, out } = await carryOut();
    if (/^! stopped/m.test(out)) untouched += 1;
    unreviewed.push(...writes.filter((write) => !reviewed.has(write)).map((write) => `${id}, ${name}: ${write}`));
  }
  process.stdout.write(
    `stale plan: ${all.length} disturbances of ${plan.changes.length} changes; something was stopped in ${untouched}, unreviewed writes: ${unreviewed.length}\n`,
  );
  expect(unreviewed).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
  expect(untouched).toBeGreaterThan(all.length / 2);
}, 600_000);
