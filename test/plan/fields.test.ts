import { describe, expect, it } from "vitest";
import type { Applied } from "../../src/model/marker.ts";
import type { ObservedItem } from "../../src/model/observed.ts";
import type { ItemFields } from "../../src/model/resource.ts";
import { mergeFields } from "../../src/plan/fields.ts";
import { rollout } from "./build.ts";

const BASE: ItemFields = {
  title: "Move",
  state: "open",
  labels: ["a"],
  assignees: ["ana"],
  dueDate: "2026-06-01",
  milestone: "19.1",
};

function merge(applied: Applied, live: Partial<ItemFields>, wanted: Partial<ItemFields>, take?: "ours") {
  return mergeFields({
    desired: rollout({ ...BASE, ...wanted }),
    live: { ...BASE, ...live } as ObservedItem,
    applied,
    take,
  });
}

describe("three ways: last applied, there, wanted", () => {
  it.each<[string, Partial<ItemFields>, Partial<ItemFields>, Partial<ItemFields>, object, string[]]>([
    ["all equal", {}, {}, {}, {}, []],
    ["the file changed", {}, {}, { title: "Go" }, { title: "Go" }, []],
    ["a person changed", {}, { title: "Walk" }, {}, {}, ["title was changed by a person and stays"]],
    ["both changed", {}, { title: "Walk" }, { title: "Go" }, {}, ["title was changed by a person and stays"]],
    ["both changed to the same", {}, { title: "Go" }, { title: "Go" }, {}, []],
    ["the date goes", {}, {}, { dueDate: undefined }, { dueDate: null }, []],
    ["a date comes", { dueDate: undefined }, { dueDate: undefined }, {}, { dueDate: "2026-06-01" }, []],
    [
      "a person took the milestone off",
      {},
      { milestone: undefined },
      {},
      {},
      ["milestone was changed by a person and stays"],
    ],
    [
      "we closed, a person opened again",
      { state: "closed" },
      { state: "open" },
      { state: "closed" },
      {},
      ["state was changed by a person and stays"],
    ],
    ["closed, to be open again", { state: "closed" }, { state: "closed" }, {}, { state: "open" }, []],
    ["a new label", {}, {}, { labels: ["a", "b"] }, { addLabels: ["b"] }, []],
    ["a label goes", {}, { labels: ["a", "z"] }, { labels: [] }, { removeLabels: ["a"] }, []],
    ["labels of people, in any order", {}, { labels: ["z", "y", "a"] }, {}, {}, []],
    [
      "a person took a label off",
      {},
      { labels: [] },
      { labels: ["a", "b"] },
      { addLabels: ["b"] },
      ['label "a" was taken off by a person and stays off'],
    ],
    [
      "a person chose another of the scope",
      { labels: ["group::x"] },
      { labels: ["group::y"] },
      { labels: ["group::z"] },
      {},
      ['label "group::z" is not set: a person chose another of its scope, which stays'],
    ],
    [
      "we replace our own of the scope",
      { labels: ["group::x"] },
      { labels: ["group::x"] },
      { labels: ["group::z"] },
      { addLabels: ["group::z"], removeLabels: ["group::x"] },
      [],
    ],
    [
      "an assignee joins those of people",
      {},
      { assignees: ["ana", "zoe"] },
      { assignees: ["ana", "bo"] },
      { assignees: ["ana", "bo", "zoe"] },
      [],
    ],
    ["an assignee leaves", {}, { assignees: ["ana", "zoe"] }, { assignees: [] }, { assignees: ["zoe"] }, []],
    ["a person unassigned", {}, { assignees: [] }, {}, {}, ["@ana was unassigned by a person and stays so"]],
    ["names in another case", { assignees: ["Ana"] }, {}, { assignees: ["ANA"] }, {}, []],
  ])("%s", (_name, applied, live, wanted, patch, kept) => {
    const result = merge({ ...BASE, ...applied }, live, wanted);
    expect({ patch: result.patch, kept: result.kept }).toEqual({ patch, kept });
  });

  it("a person's choice stays one after our next write", () => {
    const { applied } = merge(BASE, { title: "Walk", labels: [] }, { title: "Go" });
    expect(applied).toMatchObject({ title: "Move", labels: ["a"] });
    expect(merge(applied, { title: "Walk", labels: [] }, { title: "Go" }).patch).toEqual({});
  });

  it("a marker that says nothing of the fields gives people the benefit of the doubt", () => {
    expect(merge({}, { title: "Walk" }, {}).kept).toEqual(["title was changed by a person and stays"]);
  });

  it("ours is taken where a person says so", () => {
    const { patch, kept } = merge(BASE, { title: "Walk", labels: [], assignees: [] }, {}, "ours");
    expect({ patch, kept }).toEqual({ patch: { title: "Move", addLabels: ["a"], assignees: ["ana"] }, kept: [] });
  });
});
