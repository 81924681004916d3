import { describe, expect, it } from "vitest";
import { sources } from "../../../src/deadlines/sources/index.ts";
import { eolFeeds, hasFeeds, problemsIn, rssFeed, sourceOf } from "./shared.ts";

describe("the sources", () => {
  it("stand in order of rank, each as a public repository with files of its own", () => {
    expect(sources.map(({ id, repository }) => [id, repository])).toEqual([
      ["anthropic-sdk", "anthropics/anthropic-sdk-typescript"],
      ["openai-sdk", "openai/openai-node"],
      ["model-eol", "thossullivan/model-eol"],
      ["deprecations-rss", "deprecations/deprecations-rss"],
    ]);
    for (const { files } of sources) expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  });

  it("refuse to read where none of their files is there", () => {
    for (const source of sources)
      expect(() => source.read(new Map())).toThrow(expect.objectContaining({ name: "ShapeError" }));
  });

  it.skipIf(!hasFeeds)("say nothing that the lock file would not take (skipped without ../shared)", () => {
    for (const [id, texts] of [
      ["model-eol", eolFeeds()],
      ["deprecations-rss", rssFeed()],
    ] as const) {
      expect(problemsIn(sourceOf(id), sourceOf(id).read(texts))).toEqual([]);
    }
  });

  it.skipIf(!hasFeeds)("say what they mean by each word that they use (skipped without ../shared)", () => {
    const eol = sourceOf("model-eol");
    const words = new Set(eol.read(eolFeeds()).claims.flatMap(({ word }) => word ?? []));
    expect([...words].sort()).toEqual(["extended-access", "legacy"]);
    for (const word of words) expect(eol.meanings).toHaveProperty(word);
    expect(
      sourceOf("deprecations-rss")
        .read(rssFeed())
        .claims.flatMap(({ word }) => word ?? []),
    ).toEqual([]);
  });
});
