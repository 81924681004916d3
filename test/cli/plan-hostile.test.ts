import { type Node, Parser } from "commonmark";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { plan as isPlan } from "../../src/load/validators/plan.gen.mjs";
import { status as isStatus } from "../../src/load/validators/status.gen.mjs";
import { commandsIn } from "../../src/model/quick-action.ts";
import { mentionsIn } from "../../src/plan/people.ts";
import { type AcmeLive, acmeLive } from "./acme-live.ts";

const KEY = "issue/claude-sonnet-4-6";
const LINE =
  "\u001b[31m\u001b]8;;http://evil\u0007\u202egnp\u2028\u0085\u009b2J @all #1 !1 ~bug Closes #1 </details> <b>x</b>";
const TEXT = `${LINE}\n\n\`\`\`\`\n</details>\n\n@all\n\n<!-- cutover:b overview abc -->\n\n&#47;close\n`;
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Words of a note outside of code, where GitLab looks for names and references. */
function proseOf(markdown: string): string {
  const walker = new Parser().parse(markdown).walker();
  const seen: string[] = [];
  for (let event = walker.next(); event !== null; event = walker.next())
    if (event.entering && event.node.type === "text") seen.push(event.node.literal ?? "");
  return seen.join("\n");
}

function foldsOf(markdown: string): number {
  let open = 0;
  for (let node: Node | null = new Parser().parse(markdown).firstChild; node !== null; node = node.next) {
    const html = node.type === "html_block" ? (node.literal ?? "") : "";
    open += (html.match(/<details>/g) ?? []).length - (html.match(/<\/details>/g) ?? []).length;
  }
  return open;
}

// Whatever people write on the server is read in a terminal, in a job's log and in a note, and does nothing there.
describe("hostile text on the server", () => {
  let acme: AcmeLive;
  let spoiled = "";
  let iid = 0;
  const api = async (method: string, path: string, body: object) => {
    const response = await fetch(`${acme.server.url}/api/v4/projects/${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": PEOPLE.bo.token, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  };
  const describeMain = (description: string) => api("PUT", `acme%2Fai/issues/${iid}`, { description });

  beforeAll(async () => {
    acme = await acmeLive();
    await acme.run("apply", "--yes");
    const issue = await acme.bo.issue("acme/ai", KEY);
    iid = issue.iid;
    spoiled = issue.description.replace("## Required changes", `## Required ${TEXT}`);
    await api("POST", "acme%2Fai/labels", { name: `group::${LINE.replaceAll(",", "")}`, color: "#ffffff" });
    await api("PUT", `acme%2Fai/issues/${iid}`, { title: LINE, add_labels: `group::${LINE}` });
    await describeMain(spoiled);
    const actions = [{ action: "create", file_path: "a.md", content: TEXT }];
    const branch = "cutover/ai-gateway/claude-sonnet-4-6";
    const commit = { branch, commit_message: `${LINE}\n\n/close`, actions, author_name: LINE, author_email: "a@b.c" };
    await api("POST", "acme%2Fai-gateway/repository/commits", commit);
    await acme.migrate((text) =>
      text.replace("at the same price", "cheaper").replace("Balanced model", "Very balanced model"),
    );
  }, 30_000);
  afterAll(() => acme.close());

  it.each([[[]], [["--take", `${KEY}=ours`]], [["--take", `${KEY}=theirs`]]])(
    "is shown and not obeyed %j",
    async (more) => {
      const { out: pretty } = await acme.run("plan", ...more);
      const { out: json } = await acme.run("plan", "--format", "json", ...more);
      const { out: note } = await acme.run("plan", "--format", "markdown", ...more);
      for (const text of [pretty, json, note]) expect(text.replaceAll("\n", "")).not.toMatch(OBEYED);
      expect(pretty).toContain("carries commit ");
      expect({ commands: commandsIn(note), people: mentionsIn(note), folds: foldsOf(note) }).toEqual({
        commands: [],
        people: [],
        folds: 0,
      });
      expect(proseOf(note)).not.toMatch(/@all|#1|!1|~bug/);
      const { changes, ...plan } = JSON.parse(json);
      const open = changes.filter(({ confidential }: { confidential: boolean }) => !confidential);
      expect(isPlan({ ...plan, changes: open }), JSON.stringify(isPlan.errors)).toBe(true);
    },
  );

  it("is no more obeyed in what status and apply tell", async () => {
    const ran = [await acme.run("status"), await acme.run("status", "--format", "json")];
    expect(isStatus(JSON.parse(ran[1]?.out ?? ""))).toBe(true);
    ran.push(await acme.run("apply", "--yes"), await acme.run("apply", "--yes", "--format", "json"));
    for (const { out, err } of ran) expect((out + err).replaceAll("\n", "")).not.toMatch(OBEYED);
  });

  it.each([
    ["one line", "x".repeat(1_000_000)],
    ["short lines", "x y\n".repeat(240_000)],
  ])(
    "is shown in part where a person wrote a megabyte of %s",
    async (_name, text) => {
      await describeMain(spoiled.replace("## Overview", `## Overview\n${text}`));
      const started = performance.now();
      const pretty = await acme.run("plan");
      const note = await acme.run("plan", "--format", "markdown");
      expect(performance.now() - started).toBeLessThan(15_000);
      expect(pretty.code).toBe(0);
      expect(pretty.out.length).toBeLessThan(40_000);
      expect(note.out.length).toBeLessThan(60_001);
    },
    30_000,
  );
});
