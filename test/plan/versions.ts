import fc from "fast-check";
import type { FlagResource, ItemResource, Resource } from "../../src/model/resource.ts";
import { flag, LABEL, mainIssue, rollout } from "./build.ts";

const FEATURES = ["chat", "code", "tests"] as const;

export const words = fc.stringMatching(/^[A-Za-z$&äß🙂 .]{0,20}$/u).map((text) => text.trim());
const labels = fc.subarray(["group::a", "group::b", "priority::1", "bug"]).map((all) => [LABEL, ...all]);
const people = fc.subarray(["ana", "bo", "cleo"]);
const tasks = fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), words), {
  selector: ([key]) => key,
  maxLength: 4,
});

const own = fc.record({
  title: words.map((text) => `T ${text}`.trim()),
  labels,
  assignees: people,
  dueDate: fc.constantFrom(undefined, "2026-06-01", "2026-07-01"),
  milestone: fc.constantFrom(undefined, "19.1"),
  words,
  tasks,
});

/** One version of a migration: some features, each with its issue and flag, and the main issue that names them. */
export const version: fc.Arbitrary<Resource[]> = fc
  .tuple(
    fc.subarray([...FEATURES], { minLength: 1 }),
    fc.array(own, { minLength: 4, maxLength: 4 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
  )
  .map(([features, owns, steps]) => {
    const issues = features.map((feature, index): ItemResource => {
      const { words: text, tasks: list, ...fields } = owns[index + 1] ?? raise();
      const lines = list.map(([key, task]) => `- [ ] ${task} <!-- t:${key} -->`).join("\n");
      const blocks = [
        { name: "plan", text: `Plan. ${text}` },
        { name: "tasks", text: lines },
      ];
      return rollout({ ...fields, key: `issue/sonnet/${feature}`, feature, flag: `flag/sonnet/${feature}`, blocks });
    });
    const flags = features.map(
      (feature, index): FlagResource =>
        flag(steps[index] ?? 0, {
          key: `flag/sonnet/${feature}`,
          feature,
          name: `${feature}_new`,
          issue: `issue/sonnet/${feature}`,
        }),
    );
    const { words: text, tasks: _tasks, ...fields } = owns[0] ?? raise();
    const links = issues.map(({ key }) => `- cutover:${key}`).join("\n");
    const related = issues.map(({ key }) => ({ key }));
    return [
      mainIssue({ ...fields, blocks: [{ name: "overview", text: `${text}\n\n${links}` }], related }),
      ...issues,
      ...flags,
    ];
  });

function raise(): never {
  throw new Error("the generator gives too little");
}
