import { describe, expect, it } from "vitest";
import { readDocument } from "../../src/load/document.ts";
import { pointer } from "../../src/model/source.ts";

function read(text: string) {
  const { data, source, diagnostics } = readDocument(text, "x.yaml");
  const at = (...path: string[]): string => {
    const range = source.nodes.get(pointer(path))?.value ?? { start: 0, end: 0 };
    return `${range.start}:${text.slice(range.start, range.end)}`;
  };
  return { data: JSON.parse(JSON.stringify(data ?? null)), at, messages: diagnostics.map(({ message }) => message) };
}

describe("merge keys", () => {
  it("take over what is not written out, before or behind them", () => {
    const { data, messages } = read("a: &a { x: 1, y: 2 }\nb: { y: 3, <<: *a }\nc:\n  <<: *a\n  x: 4\n");
    expect(messages).toEqual([]);
    expect(data).toEqual({ a: { x: 1, y: 2 }, b: { x: 1, y: 3 }, c: { x: 4, y: 2 } });
  });

  it("take the first of several mappings, and what those merge themselves", () => {
    const { data } = read("a: &a { x: 1, w: 0 }\nb: &b { <<: *a, x: 2, z: 3 }\nc: { <<: [*b, *a] }\n");
    expect(data.c).toEqual({ w: 0, x: 2, z: 3 });
  });

  it("leave each value at the place where it is written", () => {
    const text = 'a: &a\n  x: "é😀"\n  list: [1, 2] # of two\r\nb:\n  <<: *a\n  y: 2\n';
    const { at } = read(text);
    expect(at("b", "x")).toBe(at("a", "x"));
    expect(at("b", "list", "1")).toBe(`${text.indexOf("2]")}:2`);
    expect(at("b", "y")).toBe(`${text.lastIndexOf("2")}:2`);
    expect(at("b")).toBe(`${text.indexOf("<<")}:<<: *a\n  y: 2`);
  });

  it("end a mapping where they are its last line", () => {
    const text = "a: &a { x: 1 }\nb:\n  y: 2\n  <<: *a\n\n# behind\nc: 3\n";
    expect(read(text).at("b")).toBe(`${text.indexOf("y: 2")}:y: 2\n  <<: *a`);
  });

  it.each([
    ["b: { <<: 1 }\n", 'the merge key "<<" takes an alias of a mapping, or a list of such aliases'],
    ["a: &a [1]\nb: { <<: *a }\n", 'the merge key "<<" takes an alias of a mapping, or a list of such aliases'],
    ["a: &a { <<: *a }\n", "this alias stands inside the value that it names"],
    ["b: { <<: *a }\n", 'no anchor "&a" stands before the alias "*a"; put it in quotes if it is meant as text'],
    ["a: &a { x: 1 }\nb: { <<: *a, <<: *a }\n", 'key "<<" stands twice in one mapping; it stands in line 2 already'],
  ])("%j is refused", (text, message) => {
    expect(read(text).messages).toEqual([message]);
  });

  it("do not grow without end", () => {
    const chain = Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} { <<: [*a${n}, *a${n}], k${n}: 1 }\n`);
    const { messages } = read(`a0: &a0 { x: 1 }\n${chain.join("")}`);
    expect(messages).toEqual(["aliases stand for more than 10000 values from here on"]);
  });
});
