import { type Node, Parser } from "commonmark";
import { describe, expect, it } from "vitest";
import { closingsIn } from "../../../src/model/closing-word.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { mentionsIn } from "../../../src/plan/people.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { renderMarkdown } from "../../../src/report/plan/markdown.ts";
import { converge, facts, files, flag, mainIssue, NOW, planOf, rollout } from "../../plan/build.ts";
import { memoryForge } from "../../plan/memory-forge.ts";
import { hostilePlan, NASTY } from "./hostile-plan.ts";

const HEAD = "models:\n  - a\n";
const EDIT = { path: "models.yml", before: HEAD, after: "models:\n  - a\n  - b # cutover:issue/sonnet\n" };
const fresh = () => memoryForge({ heads: { "acme/gateway": { "models.yml": HEAD } } });
const FIRST = [
  mainIssue(),
  rollout({ flag: "flag/sonnet/duo_chat" }),
  flag(1, { after: ["file/sonnet/gateway"] }),
  files([EDIT], { requires: ["https://gitlab.example.com/acme/pricing/-/merge_requests/3"] }),
];

/** What readers see outside code, as GitLab looks for names and references in it. */
function proseIn(markdown: string): string {
  const walker = new Parser().parse(markdown).walker();
  const seen: string[] = [];
  for (let event = walker.next(); event !== null; event = walker.next()) {
    const { entering, node } = event;
    if (!entering) continue;
    if (node.type === "text") seen.push(node.literal ?? "");
    else if (node.type === "link" || node.type === "image") seen.push(`https://${node.destination}`);
    else if (node.type === "html_block" || node.type === "html_inline") seen.push(htmlText(node));
    else seen.push("\n");
  }
  return seen.join("");
}

/** Text of HTML outside of `code`; any tag but ours stays and is found. */
function htmlText(node: Node): string {
  return (node.literal ?? "").replace(/<code>[^<]*<\/code>/g, "").replace(/<\/?(?:details|summary)>|<br>/g, "\n");
}

/** Folds that are opened, less those that are closed. */
function foldsIn(markdown: string): number {
  let open = 0;
  for (let node = new Parser().parse(markdown).firstChild; node !== null; node = node.next)
    if (node.type === "html_block") open += /<\/details>/.test(node.literal ?? "") ? -1 : 1;
  return open;
}

/** What a note would do besides being read. */
function effectsOf(markdown: string): unknown {
  const prose = proseIn(markdown);
  return {
    commands: commandsIn(markdown),
    mentions: [...mentionsIn(markdown), ...(prose.match(/@\w+/g) ?? [])],
    closings: closingsIn(markdown),
    references: prose.match(/[#!&~%^][\w"]|\$\w|https?:|www\.|\bcutover:|:smile:|[<>]/g) ?? [],
    markers: markdown.match(/<!--|cutover:(?:issue|epic|file|flag)\//g) ?? [],
    folds: foldsIn(markdown),
    unprintable: markdown.match(/[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e]/gu) ?? [],
  };
}

const NONE = { commands: [], mentions: [], closings: [], references: [], markers: [], folds: 0, unprintable: [] };

describe("a plan as a note", () => {
  it("says in one line what it comes to, then what is done by migration, with its texts folded", async () => {
    const text = renderMarkdown(await planOf(fresh(), FIRST));
    await expect(text).toMatchFileSnapshot("first.md");
    expect(effectsOf(text)).toEqual(NONE);
  });

  it("shows what changes, what is in conflict and what waits", async () => {
    const forge = fresh();
    await converge(forge, FIRST);
    const [issue] = forge.items;
    if (issue === undefined) throw new Error("no issue");
    issue.body = issue.body.replace("Step by step.", "Step by step, @ana:\n\n```\n/close\n```");
    const next = [
      mainIssue({ milestone: "19.1" }),
      rollout({
        flag: "flag/sonnet/duo_chat",
        labels: ["AI Model Migration"],
        blocks: [{ name: "plan", text: "New." }],
      }),
      flag(1, { after: ["file/sonnet/gateway"] }),
      files([EDIT]),
    ];
    const changed = { migrations: [facts({ digest: "e".repeat(64) })] };
    const text = renderMarkdown(await planOf(forge, next, changed));
    await expect(text).toMatchFileSnapshot("later.md");
    expect(effectsOf(text)).toEqual(NONE);
  });

  it("is one line where there is nothing to do", async () => {
    const forge = fresh();
    await converge(forge, [rollout()]);
    const idle = renderMarkdown(await planOf(forge, [rollout()]));
    expect(idle).toBe("### Nothing to do: everything is as the migrations say\n");
  });

  it("does nothing but be read, whatever it quotes", async () => {
    const plan = await planOf(fresh(), FIRST);
    for (const [at, line] of NASTY.entries()) {
      for (const shift of [0, 1, 2, 3]) {
        const text = renderMarkdown(hostilePlan(plan, line, at + shift));
        expect(effectsOf(text), `${line}\n\n${text}`).toEqual(NONE);
      }
    }
  });

  it("holds no text of what is confidential", async () => {
    const secret = rollout({ confidential: true, blocks: [{ name: "plan", text: "Secret words." }] });
    const forge = fresh();
    const made = await converge(forge, [secret]);
    const next = { ...secret, title: "Secret title", blocks: [{ name: "plan", text: "Secret lines.\n\nMore." }] };
    const changed = await planOf(forge, [next]);
    expect(renderMarkdown(made)).not.toContain("Secret");
    expect(renderMarkdown(changed)).not.toContain("Secret");
    expect(renderMarkdown(changed)).toContain("body: confidential: 4 lines change");
    const hidden = await planOf(fresh(), FIRST, { migrations: [facts({ confidential: true })] });
    expect(renderMarkdown(hidden)).not.toMatch(/Claude|- b/);
  });

  it("shows no secret that a file holds", async () => {
    const token = ["glpat", "abcdefghij0123456789"].join("-");
    const plan = await planOf(fresh(), [files([{ ...EDIT, after: `${HEAD}  - ${token}\n` }])]);
    expect(renderMarkdown(plan)).not.toContain(token);
  });

  it("has the same bytes for the same plan at another time", async () => {
    const [now, later] = [await planOf(fresh(), FIRST), await planOf(fresh(), FIRST, { instant: NOW + 3_600_000 })];
    expect(later.created).not.toBe(now.created);
    expect(renderMarkdown(later)).toBe(renderMarkdown(now));
  });
});

describe("a plan that is too long for a note", () => {
  const many = (plan: Plan, number: number): Plan => ({
    ...plan,
    changes: Array.from({ length: number }, (_none, at) =>
      plan.changes.map((change) => ({ ...change, migration: `m${at}`, key: `${change.key}${at}` })),
    ).flat(),
  });

  it("loses whole folds, the biggest first, and says which and where they are", async () => {
    const big = Array.from({ length: 400 }, (_none, at) => `- line ${at}`).join("\n");
    const plan = await planOf(fresh(), [
      rollout({ blocks: [{ name: "plan", text: big }] }),
      mainIssue({ related: [], blocks: [{ name: "overview", text: "Short." }] }),
    ]);
    const text = renderMarkdown(plan, { budget: 5_000 });
    expect(text.length).toBeLessThanOrEqual(5_000);
    expect(text).not.toContain("- line 7");
    expect(text).toContain("+Short.");
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "Left out for length: 1 diff: `body of issue/sonnet/duo_chat` (400 lines added). All of it stands in the job's log, and `cutover plan` prints it.",
    );
    expect(effectsOf(text)).toEqual(NONE);
  });

  it.each([5, 60, 500, 5_000])("of %i migrations stays readable", async (number) => {
    const text = renderMarkdown(many(await planOf(fresh(), FIRST), number));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toContain("#### `m0`");
    expect(effectsOf(text)).toEqual(NONE);
    // Headings alone say nothing: of those that are shown, some rows are too.
    const [first = ""] = text.split("#### `m1`");
    expect(first.match(/^\| [^-|]+ \| [^|]*`/gm)?.length ?? 0).toBeGreaterThanOrEqual(2);
  });

  it("never grows beyond its limit because of one long line", async () => {
    const plan = await planOf(fresh(), FIRST);
    const long = hostilePlan(plan, `@ana ${"x".repeat(100_000)}`, 1);
    expect(renderMarkdown(long).length).toBeLessThanOrEqual(60_000);
  });
});
