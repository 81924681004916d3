import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { type AcmeLive, acmeLive } from "./acme-live.ts";

const MAIN = "issue/claude-sonnet-4-6";
const ROLLOUT = `${MAIN}/duo_chat`;
const QUIET = "Nothing to do: everything is as the migrations say\n";

interface Strategy {
  readonly id: number;
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly scopes: readonly { readonly environment_scope: string }[];
  readonly user_list: { readonly id: number } | null;
}

interface LiveIssue {
  readonly iid: number;
  readonly title: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly assignees: readonly { readonly id: number }[];
}

// What people and GitLab itself do that asks for nothing: of none of it may plan say more than its one line.
describe("noise over a real server", () => {
  let acme: AcmeLive;
  const INSTANT = "2026-11-26T10:00:00Z";
  const plan = () => acme.runAt(INSTANT, "plan");
  const step = (number: number) =>
    acme.migrate((text) => text.replace("ramp: standard", `ramp: standard\n    step: ${number}`));

  const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${acme.server.url}/api/v4${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": PEOPLE.ana.token, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const project = (path: string) => `/projects/${encodeURIComponent(path)}`;
  const issueOf = async (key: string): Promise<LiveIssue> => {
    const { iid } = await acme.bo.issue("acme/ai", key);
    return api("GET", `${project("acme/ai")}/issues/${iid}`);
  };
  const put = ({ iid }: LiveIssue, body: object) => api("PUT", `${project("acme/ai")}/issues/${iid}`, body);

  beforeAll(async () => {
    acme = await acmeLive();
    await acme.run("apply", "--yes");
    for (const home of ["acme/ai-gateway", "acme/monolith", "acme/docs", "acme/ai"])
      for (const { iid } of await acme.cleo.mergeRequests(home, "opened")) await acme.cleo.merge(home, iid);
    await step(1);
    await acme.run("apply", "--yes");
    await step(2);
    await acme.runAt(INSTANT, "apply", "--yes");
    expect((await plan()).out).toBe(QUIET);
  }, 60_000);
  afterAll(() => acme.close());

  it.each<[string, string, (text: string) => string]>([
    ["blanks at the ends of lines", MAIN, (text) => text.replace(/$/gm, "  ")],
    ["tabs at the ends of lines", ROLLOUT, (text) => text.replace(/$/gm, "\t")],
    ["line ends of Windows", MAIN, (text) => text.replaceAll("\n", "\r\n")],
    ["lone carriage returns", ROLLOUT, (text) => text.replaceAll("\n", "\r\n").replace(" ", "\r ")],
    ["empty lines at the end", MAIN, (text) => `${text}\n\n\n`],
    ["empty lines at the top", MAIN, (text) => `\n\n${text}`],
    ["comments as the rich editor writes them", MAIN, (text) => text.replace(/<!-- (.*?) -->/g, "<!--$1-->")],
    ["comments with more blanks", ROLLOUT, (text) => text.replace(/<!-- (.*?) -->/g, "<!--   $1   -->")],
    ["more empty lines between the sections", MAIN, (text) => text.replace(/-->\n\n<!--/g, "-->\n\n\n\n<!--")],
    ["empty lines inside of sections", MAIN, (text) => text.replace(/(<!-- cutover:b .*-->)\n/g, "$1\n\n\n")],
    ["ticks", ROLLOUT, (text) => text.replaceAll("- [ ]", "- [x]")],
    ["ticks in capitals", ROLLOUT, (text) => text.replaceAll("- [ ]", "- [X]")],
    ["tasks that do not apply", ROLLOUT, (text) => text.replaceAll("- [ ]", "- [~]")],
    ["a person's words behind the sections", MAIN, (text) => `${text}\n\nI think so too, @dee, see #1.`],
    ["a person's words between them", MAIN, (text) => text.replace(/-->\n\n<!--/, "-->\n\nWhy?\n\n<!--")],
  ])("is quiet about %s", async (_name, key, change) => {
    const issue = await issueOf(key);
    await put(issue, { description: change(issue.description) });
    const ran = await plan();
    await put(issue, { description: issue.description });
    expect(ran.out).toBe(QUIET);
  });

  it.each<[string, (issue: LiveIssue) => object]>([
    ["labels in another order", ({ labels }) => ({ labels: [...labels].reverse() })],
    ["labels as one text", ({ labels }) => ({ labels: labels.join(",") })],
    ["a label of a person's", () => ({ add_labels: "feature flag" })],
    ["blanks around the title", ({ title }) => ({ title: `  ${title} ` })],
    ["the same assignees again", ({ assignees }) => ({ assignee_ids: assignees.map(({ id }) => String(id)) })],
    ["a lock of the discussion", () => ({ discussion_locked: true })],
    ["a weight", () => ({ weight: 3 })],
  ])("is quiet about %s", async (_name, change) => {
    const issue = await issueOf(ROLLOUT);
    await put(issue, change(issue));
    const ran = await plan();
    await put(issue, { labels: issue.labels, title: issue.title });
    expect(ran.out).toBe(QUIET);
  });

  it.each<[string, (strategies: Strategy[]) => object[]]>([
    ["strategies in another order", (all) => [...all].reverse()],
    [
      "percentages as text",
      (all) =>
        all.map((one) => ({
          ...one,
          parameters: Object.fromEntries(Object.entries(one.parameters).map(([key, value]) => [key, `${value}`])),
        })),
    ],
    [
      "parameters in another order",
      (all) => all.map((one) => ({ ...one, parameters: Object.fromEntries(Object.entries(one.parameters).reverse()) })),
    ],
  ])("is quiet about %s", async (_name, change) => {
    const path = `${project("acme/monolith")}/feature_flags/duo_chat_sonnet_4_6`;
    const { strategies }: { strategies: Strategy[] } = await api("GET", path);
    const fresh = strategies.map(({ id: _id, user_list, scopes, ...rest }) => ({
      ...rest,
      scopes: scopes.map(({ environment_scope }) => ({ environment_scope })),
      ...(user_list && { user_list_id: user_list.id }),
    }));
    const gone = strategies.map(({ id }) => ({ id, _destroy: true }));
    await api("PUT", path, { strategies: [...gone, ...change(fresh as never)] });
    expect(strategies).toHaveLength(2);
    expect((await plan()).out).toBe(QUIET);
  });

  it("is quiet about colours of labels, dates of milestones, comments and the words of a flag", async () => {
    for (const { id } of await api<{ id: number }[]>("GET", "/groups/acme/labels"))
      await api("PUT", `/groups/acme/labels/${id}`, { color: "#000000", description: "Another" });
    for (const { id } of await api<{ id: number }[]>("GET", "/groups/acme/milestones"))
      await api("PUT", `/groups/acme/milestones/${id}`, { description: "Another", due_date: "2027-03-03" });
    const { iid } = await issueOf(MAIN);
    await api("POST", `${project("acme/ai")}/issues/${iid}/notes`, { body: "Good, @dee." });
    await api("PUT", `${project("acme/monolith")}/feature_flags/duo_chat_sonnet_4_6`, { description: "Another" });
    expect((await plan()).out).toBe(QUIET);
  });

  it("does not say that all is well where a person's choice stands against the migration", async () => {
    const issue = await issueOf(ROLLOUT);
    await put(issue, { title: "Another" });
    const ran = await plan();
    await put(issue, { title: issue.title });
    expect(ran.out).toMatch(/title was changed by a person and stays .*\n\nNo changes\n$/);
  });
});

it("leaves open merge requests alone when a line is added above what they name", async () => {
  const acme = await acmeLive();
  await acme.run("apply", "--yes");
  await acme.migrate((text) => text.replace("apiVersion:", "# A comment.\n\napiVersion:"));
  const ran = await acme.run("plan");
  await acme.close();
  expect(ran.out).toMatch(/^No changes now: waiting for .*$/m);
});

it("takes a user name in any case for the same person", async () => {
  const acme = await acmeLive();
  await acme.migrate((text) => text.replace('owner: "@ana"', 'owner: "@Ana"'));
  const applied = await acme.run("apply", "--yes");
  const again = await acme.run("plan");
  await acme.close();
  expect(applied.code, applied.out).toBe(0);
  expect(again.out).not.toMatch(/not known|assignees|^ {2}[~+-] /m);
});
