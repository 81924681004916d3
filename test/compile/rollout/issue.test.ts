import { describe, expect, test } from "vitest";
import { mentionsIn } from "../bodies/markdown.ts";
import { bodyOf, CASE_NAMES, changedCase, compiledCase } from "./case.ts";

const ALL = CASE_NAMES.flatMap((name) =>
  [...compiledCase(name).issues].map(([part, item]) => [`${name}/${part}`, item] as const),
);

describe.each(ALL)("%s", (_name, item) => {
  const body = bodyOf(item);

  test("has a box for each task once, mentions nobody and leaves nothing to fill in", () => {
    const keys = [...body.matchAll(/<!-- t:(\S+) -->/g)].map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(["announce-start", "announce-end", "expanded-logging"]));
    expect(mentionsIn(body)).toEqual([]);
    expect(body).not.toMatch(/undefined|null|NaN|\[object|TODO|TBD|<[a-z-]+>|\n{3}|[ \t]$/m);
  });

  test("has somebody who answers for it", () => {
    expect(item.assignees).toHaveLength(1);
    expect(body).toContain(`| DRI | \`@${item.assignees[0]}\` |`);
  });
});

describe("confidential", () => {
  const isConfidential = (name: string, change: (text: string) => string) =>
    [...changedCase(name, change).issues.values()].map(({ confidential }) => confidential);

  test("where scores or limits belong in it, also before there are any", () => {
    expect(isConfidential("chatops", (text) => text)).toEqual([true, true, true, true]);
    const gated = (text: string) =>
      text
        .replace("audiences:", "gates:\n  latency: { source: prometheus, query: p90, max: 2 }\naudiences:")
        .replace("percentage: 0.5, soak: 15m", "percentage: 0.5, soak: 15m, gates: [latency]");
    expect(isConfidential("instance", gated)).toEqual([true]);
  });

  test("not where it has neither, and where the migration says so anyhow", () => {
    expect(isConfidential("instance", (text) => text)).toEqual([false]);
    const said = (text: string) => text.replace("summary:", "visibility: confidential\nsummary:");
    expect(isConfidential("instance", said)).toEqual([true]);
  });

  test("says in its text that it is", () => {
    for (const [, item] of ALL) {
      const says = bodyOf(item).includes("This issue is confidential");
      expect(says).toBe(item.confidential);
    }
  });
});

test("a flag that two entries share has one plan, and the other issue says where", () => {
  const { issues } = compiledCase("chatops");
  const [first, second] = ["review_merge_request", "review_summary"].map((part) => {
    const item = issues.get(part);
    return item === undefined ? "" : bodyOf(item);
  });
  expect(first).toContain("## Timeline");
  expect(second).not.toContain("## Timeline");
  expect(second).toContain("The flag `leave_gecko` is shared with Code Review");
  expect(second).not.toContain("feature delete");
});

test("figures of the evaluation are shown, and only limits where there is no report", () => {
  const { issues } = compiledCase("project");
  const [chat, helpers] = [...issues.values()].map(bodyOf);
  expect(chat).toMatch(/\| New \|.*\| 0\.82 \|/);
  expect(helpers).toContain("No evaluation is on record");
});

test("no two runs differ, whatever zone the machine is in", () => {
  const zone = process.env["TZ"];
  const texts = ["Pacific/Kiritimati", "America/St_Johns", "Europe/Berlin"].map((name) => {
    process.env["TZ"] = name;
    const { issues, manifests } = compiledCase("project");
    return JSON.stringify([[...issues.values()].map(bodyOf), ...manifests]);
  });
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
  expect(new Set(texts).size).toBe(1);
});
