import { expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

const ISSUES = 10_000;
const BODY = `<!-- cutover: x -->\n${"- [ ] a task of the list\n".repeat(10)}`;

async function crowded(): Promise<Client> {
  const issues = Array.from({ length: ISSUES }, (_, at) => ({
    title: `Issue ${at}`,
    description: BODY,
    labels: at % 2 === 0 ? ["even"] : [],
    author: at % 4 === 0 ? "bot" : "ana",
  }));
  return start({
    seed: {
      users: [
        { username: "ana", name: "Ana", token: "ana", role: "developer" },
        { username: "bot", name: "Bot", token: "bot", role: "maintainer" },
      ],
      projects: [{ path: "acme/ai", issues }],
    },
  });
}

/** Milliseconds of the fastest of a few runs: the others tell how busy the machine is. */
async function fastest(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return Math.min(...times);
}

test("ten thousand issues are filtered, paged and written in milliseconds", async () => {
  const client = await crowded();
  const get = (query: string) => client.call("bot", "GET", `${AI}/issues?per_page=100&${query}`);
  const keyset = "pagination=keyset&order_by=created_at&sort=asc";
  const relations = `query($iids: [String!]) { namespace(fullPath: "acme/ai") { workItems(iids: $iids, first: 100) {
    nodes { iid widgets { ... on WorkItemWidgetHierarchy { hasParent parent { iid } hasChildren } } } } } }`;
  const iids = Array.from({ length: 100 }, (_, at) => String(at * 90 + 1));
  const measured = {
    labels: await fastest(() => get("labels=even")),
    author: await fastest(() => get(`author_username=bot&labels=even&${keyset}`)),
    graphql: await fastest(() => client.graphql("bot", relations, { iids })),
    write: await fastest(() => client.call("bot", "PUT", `${AI}/issues/5000`, { add_labels: "odd" })),
  };
  expect((await get("labels=even")).headers.get("x-total")).toBe(String(ISSUES / 2));
  expect((await client.graphql("bot", relations, { iids })).body.data.namespace.workItems.nodes).toHaveLength(100);
  // About 10 ms each on one quiet core; a walk that is quadratic would take many seconds.
  for (const [what, time] of Object.entries(measured)) expect(time, what).toBeLessThan(1000);
});

test("all pages of them by keyset, each issue once", async () => {
  const client = await crowded();
  const seen = new Set<number>();
  let pages = 0;
  let path: string | undefined = `${AI}/issues?per_page=100&pagination=keyset&order_by=created_at&sort=asc&labels=even`;
  while (path !== undefined) {
    const { body, headers } = await client.call("bot", "GET", path);
    for (const issue of body as { iid: number }[]) seen.add(issue.iid);
    pages += 1;
    path = /\/api\/v4([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
  }
  expect([pages, seen.size]).toEqual([ISSUES / 2 / 100, ISSUES / 2]);
});
