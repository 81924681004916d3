import { describe, expect, it } from "vitest";
import {
  besideMarker,
  blockDigest,
  findBlocks,
  formatMarker,
  hasTrace,
  parseMarker,
  renderBlock,
  ticksIn,
} from "../../src/model/marker.ts";

const MARKER = formatMarker({ key: "issue/a", home: "acme/ai", applied: { title: "A" } });
const holding = (applied: unknown) =>
  `<!-- cutover:1 issue/a acme/ai ${Buffer.from(JSON.stringify(applied)).toString("base64url")} -->\n\ntext`;

describe("a marker", () => {
  it.each([
    ["a list that is a text", { labels: "x" }],
    ["a list of other things", { assignees: [1] }],
    ["blocks that are no list", { blocks: {} }],
    ["a title that is a number", { title: 1 }],
    ["no state that there is", { state: "merged" }],
    ["nothing for a date", { dueDate: null }],
    ["a flag without a step", { flag: { name: "a", exposure: 0 } }],
    ["a raise of a flag without a step", { flag: { name: "a", step: 1, exposure: 0, intent: { basis: "b" } } }],
    ["a flag that is a text", { flag: "a" }],
    ["no object at all", ["a"]],
  ])("with %s cannot be read", (_name, applied) => {
    expect(parseMarker(holding(applied))).toBeUndefined();
  });

  it("is read with what a newer version adds to it", () => {
    const applied = { title: "A", labels: ["x"], flag: { name: "a", step: 1, exposure: 10, later: true }, new: 1 };
    expect(parseMarker(holding(applied))).toEqual({ key: "issue/a", home: "acme/ai", applied });
  });

  it("is found at the beginning of any line, and nowhere else", () => {
    expect(parseMarker(`Read this first.\n\n${MARKER}\n\ntext`)?.key).toBe("issue/a");
    expect(parseMarker(`We write ${MARKER} there.`)).toBeUndefined();
  });

  it("gives room to words above it, to the byte", () => {
    expect(besideMarker(`${MARKER}\n\ntext`)).toBe("\n\ntext");
    expect(besideMarker(`Read  this.\n\n${MARKER}\n\ntext`)).toBe("\n\nRead  this.\n\n\n\ntext");
    expect(besideMarker("Only words -->")).toBe("\n\nOnly words -->");
  });

  it("leaves a trace where it cannot be read", () => {
    expect(hasTrace("words <!--cutover:1 issue/a")).toBe(true);
    expect(hasTrace("words <!-- /cutover:b overview -->")).toBe(true);
    expect(hasTrace("<!-- note --> words of cutover:1")).toBe(false);
  });
});

describe("a block", () => {
  const text = "- [ ] Evaluate <!-- t:evaluate -->\n- [x] Announce <!-- t:announce -->";

  it("is the same with the spacing of GitLab's rich-text editor", () => {
    expect(blockDigest(text.replaceAll("<!-- ", "<!--").replaceAll(" -->", "-->"))).toBe(blockDigest(text));
    expect(blockDigest(text.replace("t:evaluate", "t:other"))).not.toBe(blockDigest(text));
  });

  it("ends at the first end of its name; without one it is text", () => {
    const [one, other] = [renderBlock({ name: "one", text: "1" }), renderBlock({ name: "other", text: "2" })];
    const begun = "<!-- cutover:b lost 00 -->";
    expect(findBlocks(`${begun}\n\n${one}\n\n${other}`).map(({ name, text: inside }) => [name, inside])).toEqual([
      ["one", "1"],
      ["other", "2"],
    ]);
    expect(findBlocks(one.replace("1\n", `1\n${other}\n`)).map(({ name }) => name)).toEqual(["one"]);
  });

  it.each([
    ["blank lines", "\n"],
    ["blanks", " \t"],
    ["beginnings of blocks", "<!-- cutover:b a 00 -->\n"],
    ["beginnings of comments", "<!-- "],
    ["items of lists", "- [ ] <!-- t:"],
  ])("of a megabyte of %s is read at once", (_name, piece) => {
    const long = `x${piece.repeat(1_000_000 / piece.length)}x`;
    expect(blockDigest(long)).toMatch(/^[0-9a-f]{64}$/);
    expect(ticksIn(long).size).toBe(0);
    expect(findBlocks(long)).toEqual([]);
    expect(parseMarker(long)).toBeUndefined();
  });
});
