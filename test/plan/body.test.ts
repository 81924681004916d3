import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBlocks, renderBlock, ticksIn } from "../../src/model/marker.ts";
import type { Block } from "../../src/model/resource.ts";
import { mergeBody, readable } from "../../src/plan/body.ts";

const block = (name: string, text: string): Block => ({ name, text });
const body = (...parts: (string | Block)[]) =>
  parts.map((part) => (typeof part === "string" ? part : renderBlock(part))).join("\n\n");
const merge = (text: string, blocks: Block[], written = blocks.map(({ name }) => name), take?: "ours" | "theirs") =>
  mergeBody({ text, blocks, written, take });

const PLAN = block("plan", "Step by step.");
const TASKS = block("tasks", "- [ ] Evaluate <!-- t:evaluate -->\n- [ ] Announce <!-- t:announce -->");

describe("a body that people write in", () => {
  it("is left alone where its blocks are as wanted, whatever stands around them", () => {
    const text = body("Hello from Bo.", PLAN, "Between.", TASKS, "After.");
    expect(merge(text, [PLAN, TASKS])).toEqual({ text, changed: [], edited: [], removed: [] });
  });

  it("gets a new text in the block's place", () => {
    const { text, changed } = merge(body("Before.", PLAN, "After."), [block("plan", "All at once.")]);
    expect(changed).toEqual(["plan"]);
    expect(text).toBe(body("Before.", block("plan", "All at once."), "After."));
  });

  it("keeps ticks by key, also where a task is reworded or moves to another block", () => {
    const ticked = body(PLAN, block("tasks", TASKS.text)).replace("- [ ] Evaluate", "- [x] Evaluate");
    const moved = [
      block("plan", "- [ ] Measure the model <!-- t:evaluate -->"),
      block("tasks", "- [ ] Announce <!-- t:announce -->"),
    ];
    const { text } = merge(ticked, moved);
    expect([...ticksIn(text)]).toEqual([
      ["evaluate", "x"],
      ["announce", " "],
    ]);
  });

  it("keeps the mark of a task that does not apply", () => {
    const text = body(TASKS).replace("- [ ] Announce", "- [~] Announce");
    expect(ticksIn(merge(text, [block("tasks", `Now with words.\n\n${TASKS.text}`)]).text).get("announce")).toBe("~");
  });

  it("keeps a block that a person edited, and says which", () => {
    const text = body(PLAN, TASKS).replace("Step by step.", "Step by step, but slowly.");
    expect(merge(text, [block("plan", "New."), TASKS])).toEqual({ text, changed: [], edited: ["plan"], removed: [] });
  });

  it("sees no conflict where a person wrote what is wanted", () => {
    const text = body(PLAN).replace("Step by step.", "All at once.");
    const { changed, edited } = merge(text, [block("plan", "All at once.")]);
    expect({ changed, edited }).toEqual({ changed: [], edited: [] });
  });

  it("takes ours or theirs when a person chose", () => {
    const text = body(PLAN, TASKS).replace("Step by step.", "Slowly.");
    const ours = merge(text, [PLAN, TASKS], undefined, "ours");
    expect(ours.text).toBe(body(PLAN, TASKS));
    const theirs = merge(text, [PLAN, TASKS], undefined, "theirs");
    expect(theirs.text).toBe(body("Slowly.", TASKS));
    expect(merge(theirs.text, [PLAN, TASKS])).toMatchObject({ changed: [], edited: [], removed: ["plan"] });
  });

  it("leaves a block out that a person took out", () => {
    const text = body("Only this.", TASKS);
    expect(merge(text, [PLAN, TASKS], ["plan", "tasks"])).toEqual({ text, changed: [], edited: [], removed: ["plan"] });
  });

  it.each([
    [
      "behind the one before it",
      [PLAN, block("new", "N."), TASKS],
      body("Hi.", PLAN, block("new", "N."), TASKS, "Bye."),
    ],
    [
      "before the one after it",
      [block("new", "N."), PLAN, TASKS],
      body("Hi.", block("new", "N."), PLAN, TASKS, "Bye."),
    ],
  ])("puts a new block %s", (_where, blocks, expected) => {
    expect(merge(body("Hi.", PLAN, TASKS, "Bye."), blocks, ["plan", "tasks"]).text).toBe(expected);
  });

  it("puts new blocks at the end of a body that has none", () => {
    expect(merge("\n\nOnly words.", [PLAN, TASKS], []).text).toBe(`\n\n${body("Only words.", PLAN, TASKS)}`);
  });

  it("takes out a block that is not wanted any more, but not one that a person edited", () => {
    expect(merge(body("Hi.", TASKS, PLAN, "Bye."), [TASKS], ["plan", "tasks"]).text).toBe(body("Hi.", TASKS, "Bye."));
    const text = body(PLAN, TASKS).replace("Step", "One step");
    expect(merge(text, [TASKS], ["plan", "tasks"])).toMatchObject({ text, edited: ["plan"] });
  });

  it("does not count spacing that GitLab's editor changes", () => {
    const text = body(PLAN, TASKS)
      .replaceAll("<!-- cutover:b", "<!--cutover:b")
      .replaceAll("Step by step.", "Step by step.  ");
    expect(merge(text, [PLAN, TASKS])).toMatchObject({ text, changed: [], edited: [] });
  });

  it("finds a second copy of a block odd", () => {
    const text = body(PLAN, "copied:", PLAN);
    expect(merge(text, [PLAN])).toMatchObject({ text, edited: ["plan"] });
  });
});

describe("for every body", () => {
  const name = fc.constantFrom("plan", "tasks", "notes", "links");
  const words = fc.stringMatching(/^[A-Za-z$&äß🙂 .|`>#-]{0,30}$/u).filter((text) => !text.includes("<!"));
  const task = fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e"), text: words });
  const content = fc.tuple(
    fc.array(words, { maxLength: 3 }),
    fc.uniqueArray(task, { selector: ({ key }) => key, maxLength: 4 }),
  );
  const blocks = fc
    .uniqueArray(fc.tuple(name, content), { selector: ([one]) => one, minLength: 1, maxLength: 4 })
    .map((all) => {
      const seen = new Set<string>();
      return all.map(([one, [lines, tasks]]) => {
        const fresh = tasks.filter(({ key }) => !seen.has(key) && seen.add(key));
        return block(one, [...lines, ...fresh.map(({ key, text }) => `- [ ] ${text} <!-- t:${key} -->`)].join("\n"));
      });
    });

  it("merging once is enough", () => {
    fc.assert(
      fc.property(blocks, blocks, (before, after) => {
        const once = merge(
          `\n\n${body(...before)}`,
          after,
          before.map((one) => one.name),
        );
        const again = merge(once.text, after);
        expect(again).toEqual({ text: once.text, changed: [], edited: [], removed: once.removed });
      }),
    );
  });

  it("no text of people loses a byte or its place", () => {
    fc.assert(
      fc.property(blocks, blocks, fc.array(words, { minLength: 5, maxLength: 5 }), (before, after, texts) => {
        const marked = texts.map((text, index) => `[${index}] ${text}.`);
        const parts = before.flatMap((one, index) => [marked[index] ?? "", one]);
        const { text } = merge(
          body(...parts, marked[4] ?? ""),
          after,
          before.map((one) => one.name),
        );
        const kept = [...marked.slice(0, before.length), marked[4] ?? ""];
        let at = 0;
        for (const one of kept) {
          expect(text.indexOf(one, at)).toBeGreaterThanOrEqual(at);
          at = text.indexOf(one, at) + one.length;
        }
        // What is left of the body without our blocks is what people wrote and the blank lines between.
        const rest = findBlocks(text).reduceRight(
          (whole, { start, end }) => whole.slice(0, start) + whole.slice(end),
          text,
        );
        expect(rest.replaceAll("\n\n", "")).toBe(kept.join(""));
      }),
    );
  });

  it("no tick is lost or invented", () => {
    fc.assert(
      fc.property(blocks, blocks, fc.subarray(["a", "b", "c", "d", "e"]), (before, after, ticked) => {
        const live = body(...before).replace(/\[ \](.*<!-- t:(\w) -->)/g, (whole, rest: string, key: string) =>
          ticked.includes(key) ? `[x]${rest}` : whole,
        );
        const had = ticksIn(live);
        for (const [key, tick] of ticksIn(
          merge(
            live,
            after,
            before.map((one) => one.name),
          ).text,
        )) {
          expect(tick, key).toBe(had.get(key) ?? " ");
        }
      }),
    );
  });
});

it.each([
  ["blank lines", "\n"],
  ["blanks", " "],
  ["beginnings of task keys", "<!-- t:"],
])("a section with a megabyte of %s is merged and shown at once", (_name, piece) => {
  const long = block("plan", `x${piece.repeat(1_000_000 / piece.length)}x`);
  expect(readable(merge(body(long, TASKS), [PLAN, TASKS]).text)).toContain("Step by step.");
  readable(long.text);
});

it("readers of a plan see no comments of ours", () => {
  expect(readable(body("Hi.", TASKS))).toBe("Hi.\n\n- [ ] Evaluate\n- [ ] Announce");
});

describe("a block whose text is not known here", () => {
  const OLD_IDS = block("old-ids", "Two places name the old id.");
  const without = (text: string, written: string[], take?: "ours" | "theirs") =>
    mergeBody({ text, blocks: [PLAN, TASKS], written, unknown: ["old-ids"], take });
  const ALL = ["plan", "old-ids", "tasks"];

  it("stays as it stands while the others are written", () => {
    const text = body("Before.", PLAN, OLD_IDS, block("tasks", "Old."), "After.");
    expect(without(text, ALL)).toEqual({
      text: body("Before.", PLAN, OLD_IDS, TASKS, "After."),
      changed: ["tasks"],
      edited: [],
      removed: [],
    });
    expect(merge(text, [PLAN, TASKS], ALL).text).toBe(body("Before.", PLAN, TASKS, "After."));
  });

  it.each([undefined, "ours", "theirs"] as const)("is no conflict where a person edited it, with take %s", (take) => {
    const text = body(PLAN, OLD_IDS, TASKS).replace("Two places", "Three places");
    expect(without(text, ALL, take)).toEqual({ text, changed: [], edited: [], removed: [] });
  });

  it("is not missed where a person took it out, nor where it never was", () => {
    for (const written of [ALL, ["plan", "tasks"]])
      expect(without(body(PLAN, TASKS), written)).toMatchObject({ changed: [], edited: [], removed: [] });
  });

  it("is written again once it is known", () => {
    const text = without(body(PLAN, OLD_IDS, TASKS), ALL).text;
    const fresh = block("old-ids", "No place names the old id.");
    expect(merge(text, [PLAN, fresh, TASKS], ALL)).toMatchObject({
      text: body(PLAN, fresh, TASKS),
      changed: ["old-ids"],
    });
  });
});
