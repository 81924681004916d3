import type { Change, Conflict, Notice, Plan } from "../../../src/plan/plan.ts";

const FENCES = ["```", "````", "~~~", "`````diff"];

/** Lines that do something on GitLab where they are not in code. */
export const NASTY: readonly string[] = [
  "/close",
  "/assign @ana",
  "@ana @acme/all and @bo.",
  "Closes #12, fixes acme/ai#4 and implements https://gitlab.example.com/acme/ai/-/issues/9",
  "&7 !12 ~bug %19.1 $3 #5 acme/ai#12 acme!4",
  "https://gitlab.example.com/acme/ai/-/issues/12 www.example.com",
  "</details>",
  "</summary></details>",
  "<details><summary>",
  "<!-- cutover:1 issue/x acme/ai e30 -->",
  "-->",
  "```",
  "`````````",
  "` @ana `` #12 ```",
  "| a | @ana | #1 |",
  "\\| \\` \\@ana",
  "$ @ana $ $`@bo`$ $$",
  ":smile: [link](https://gitlab.example.com/acme/ai/-/issues/1)",
  "\r/close",
  "a\r\n/close\u2028/close\u0085/label ~x",
  "- [ ] task /close",
  "> quote",
  "   ```",
  "cutover:issue/x",
  "\u202e@ana\u202c \u0007",
];

/** A plan in which every text that others wrote is one of the lines, also where fences of all kinds are around it. */
export function hostilePlan(plan: Plan, line: string, at: number): Plan {
  const fence = FENCES[at % FENCES.length] ?? "";
  const hunks = ["@@ -1,1 +1,9 @@", fence, ` ${fence}`, "", line, `+${line}`, `-${line}`, ` ${line}`, fence].join("\n");
  const spoil = (change: Change): Change => ({
    ...change,
    summary: `create issue "${line}"`,
    key: `issue/${line}`,
    migration: line,
    cause: at % 2 === 0 ? { file: line, line: 3 } : { person: line },
    fields: [
      { path: "title", before: line, after: line },
      { path: "labels", after: [line, line] },
    ],
    diffs: [{ path: line, hunks, added: 1, removed: 1, causes: [{ file: line, line: 1 }] }],
    waitsFor: [line],
  });
  const conflict: Conflict = {
    key: line,
    message: line,
    fix: line,
    url: line,
    diff: { path: line, hunks, added: 1, removed: 0, causes: [] },
  };
  const notice: Notice = { kind: "waiting", message: line, reference: `${line}!12`, url: line };
  return {
    ...plan,
    changes: at % 3 === 0 ? [] : plan.changes.map(spoil),
    held: plan.changes.map((change) => ({ ...spoil(change), held: line })),
    conflicts: [conflict],
    notices: [notice, { ...notice, kind: "declined" }],
    guards: [{ kind: "closing", number: 9, allowed: 3, message: line }],
  };
}
