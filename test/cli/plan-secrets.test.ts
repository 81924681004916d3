import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { type AcmeLive, acmeLive } from "./acme-live.ts";
import type { Ran } from "./harness.ts";

const ISSUES = "/projects/acme%2Fai/issues";
const ROLLOUT = "issue/claude-sonnet-4-6/duo_chat";
const PROJECTS = ["acme/ai-gateway", "acme/monolith", "acme/docs", "acme/ai"];

/** Words that the migration says; nobody else does. */
const WRITTEN: readonly (readonly [text: string, word: string])[] = [
  ["Chat and the code features", "kingfisher"],
  ["Chat answers with", "sandpiper"],
  ["A request that ends", "goldcrest"],
  ["One button of chat", "whimbrel"],
  ["Balanced model", "dunnock"],
  ['name: "Claude Sonnet 4.6"', 'name: "bittern 4.6"'],
];
const WORDS = [
  ...["kingfisher", "sandpiper", "goldcrest", "whimbrel", "dunnock", "bittern", "19.7", "team-members"],
  ...["wigeon", "garganey", "pintail", "shoveler", "gadwall", "smew"],
];

function confidential(text: string): string {
  const said = WRITTEN.reduce(
    (all, [old, word]) => all.replace(old, word.startsWith("name:") ? word : `${word} ${old}`),
    text,
  );
  return said.replace("status: active\n", "status: active\nvisibility: confidential\n");
}

// Each place where a text is kept gets a word that stands nowhere else, and no output may hold one.
describe("what is confidential", () => {
  let acme: AcmeLive;
  beforeEach(async () => {
    acme = await acmeLive();
  });
  afterEach(() => acme.close());

  const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${acme.server.url}${path.startsWith("/_") ? "" : "/api/v4"}${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": PEOPLE.ana.token, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };

  /** Words that an output holds, each with what it stands in. */
  const found = (name: string, { out, err }: Ran, words: readonly string[]) =>
    words.flatMap((word) => {
      const line = `${out}\n${err}`.split("\n").find((one) => one.includes(word));
      return line === undefined ? [] : [`${name}: ${line}`];
    });

  const shown = async (words: readonly string[], ...more: string[]) => {
    const all = [];
    for (const format of ["pretty", "json", "markdown", "terraform"])
      all.push(...found(format, await acme.run("plan", "--format", format, ...more), words));
    for (const format of ["pretty", "json"])
      all.push(...found(`status ${format}`, await acme.run("status", "--format", format), words));
    return all;
  };

  const applied = async (words: readonly string[]) => {
    const lines = await acme.run("apply", "--yes", "--audit", "audit.jsonl");
    const events = await acme.run("apply", "--yes", "--format", "json", "--audit", "audit.jsonl");
    const audit = { code: 0, out: await readFile(join(acme.folder, "audit.jsonl"), "utf8"), err: "" };
    return [found("apply", lines, words), found("events", events, words), found("audit", audit, words)].flat();
  };

  const spoil = async () => {
    await api("POST", "/projects/acme%2Fai/labels", { name: "group::wigeon", color: "#ffffff" });
    const issues = await api<{ iid: number; title: string; description: string }[]>("GET", ISSUES);
    for (const { iid, title, description } of issues) {
      const body = `${description.replace("## Overview", "## Overview garganey")}\n\nA pintail.`;
      await api("PUT", `${ISSUES}/${iid}`, { title: `shoveler ${title}`, description: body });
      await api("PUT", `${ISSUES}/${iid}`, { add_labels: "group::wigeon" });
    }
    for (const project of PROJECTS)
      for (const { iid, source_branch } of await acme.cleo.mergeRequests(project, "opened")) {
        const at = `/projects/${encodeURIComponent(project)}`;
        const { description } = await api<{ description: string }>("GET", `${at}/merge_requests/${iid}`);
        const edited = description.replace("Asked for", "gadwall Asked for");
        await api("PUT", `${at}/merge_requests/${iid}`, { title: "shoveler", description: edited });
        const actions = [{ action: "create", file_path: "smew.md", content: "smew" }];
        await api("POST", `${at}/repository/commits`, { branch: source_branch, commit_message: "smew", actions });
      }
  };

  it("is in no output while a migration is made, edited by people, changed and taken", async () => {
    await acme.migrate(confidential);
    expect(await shown(WORDS)).toEqual([]);
    expect(await applied(WORDS)).toEqual([]);
    expect(await shown(WORDS)).toEqual([]);
    await spoil();
    // Of plans that ask for nothing confidential, JSON keeps the names that apply looks up.
    const texts = WORDS.filter((word) => word !== "19.7" && word !== "team-members");
    expect(await shown(texts)).toEqual([]);
    await acme.migrate((text) =>
      confidential(text).replace("at the same price", "cheaper").replace("64_000", "65_000"),
    );
    expect(await shown(texts)).toEqual([]);
    expect((await acme.run("plan")).out).toMatch(/carries commit [0-9a-f]{8} of Ana/);
    for (const side of ["ours", "theirs"]) expect(await shown(texts, "--take", `${ROLLOUT}=${side}`)).toEqual([]);
    expect(await applied(texts)).toEqual([]);
  }, 60_000);

  it("is in no output when its flag moves", async () => {
    await acme.migrate(confidential);
    await acme.run("apply", "--yes");
    for (const project of PROJECTS)
      for (const { iid } of await acme.cleo.mergeRequests(project, "opened")) await acme.cleo.merge(project, iid);
    await acme.migrate((text) => confidential(text).replace("ramp: standard", "ramp: standard\n    step: 1"));
    expect((await acme.run("plan")).out).toContain("raise flag duo_chat_sonnet_4_6 to step 1");
    expect(await shown(WORDS)).toEqual([]);
    expect(await applied(WORDS)).toEqual([]);
    expect((await acme.run("status")).out).toMatch(/at step 1 of 4 since \S+: on \(confidential\)/);
  }, 60_000);

  it("is in no output where people made a public issue confidential", async () => {
    await acme.run("apply", "--yes");
    const { iid, description } = await acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6");
    const body = description
      .replace("## Overview\n", "## Overview\n")
      .replace(/\n\n<!-- cutover:b features/, "\n\nA smew.$&");
    await api("PUT", `${ISSUES}/${iid}`, { confidential: true, title: "shoveler", description: body });
    await acme.migrate((text) => text.replace("at the same price", "cheaper"));
    const take = ["--take", "issue/claude-sonnet-4-6=ours"];
    expect((await acme.run("plan", ...take)).out).toMatch(
      /title +confidential\n +body\n +confidential: \d+ lines change/,
    );
    expect(await shown(["smew", "shoveler"], ...take)).toEqual([]);
    expect(await shown(["smew", "shoveler"])).toEqual([]);
  });

  it.each([
    [400, { message: { title: ["smew is bad"] } }],
    [409, { message: "smew exists already" }],
    [403, { message: "403 Forbidden - smew" }],
    [500, "smew"],
  ])("is not in what the server says with a %i", async (status, body) => {
    await acme.migrate(confidential);
    const match = { method: "POST", path: "/issues" };
    await api("POST", "/_sandbox/faults", { kind: "status", status, body, match, before: true });
    const ran = await acme.run("apply", "--yes", "--audit", "audit.jsonl");
    expect(ran.out).toContain(`answered ${status}`);
    expect(found("apply", ran, ["smew"])).toEqual([]);
    expect(await readFile(join(acme.folder, "audit.jsonl"), "utf8")).not.toContain("smew");
  });
});
