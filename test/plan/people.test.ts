import { expect, it } from "vitest";
import { mentionsIn, peopleNotified } from "../../src/plan/people.ts";
import type { Change } from "../../src/plan/plan.ts";

it.each([
  ["@ana and @bo, please", ["ana", "bo"]],
  ["(@ana) @ana @acme/team.", ["ana", "acme/team"]],
  ["\\@ana, ana@example.com, path/@ana", []],
  ["`@ana` and ``a ` @bo``", []],
  ["```yaml\nowner: @ana\n```\n\n@bo", ["bo"]],
  ["~~~~\n@ana\n~~~\n@bo\n~~~~\n", []],
  ["<!-- @ana --> @bo-", ["bo"]],
  ["@ana's and @bo.chen.", ["ana", "bo.chen"]],
])("mentions in %j", (text, people) => {
  expect(mentionsIn(text)).toEqual(people);
});

it.each([
  ["blank lines", "\n"],
  ["blanks", " "],
  ["beginnings of comments", "<!--"],
  ["beginnings of fences", "```a\n"],
  ["backticks", "`"],
  ["dots behind a name", "."],
])("a megabyte of %s is read at once", (_name, piece) => {
  expect(mentionsIn(`@ana${piece.repeat(1_000_000 / piece.length)}x`)).toContainEqual(expect.stringMatching(/^ana/));
});

it("counts whoever a comment mentions, and each person once in whatever case", () => {
  const effects: Change["effect"][] = [
    { do: "note", on: "issue/a", body: "<!-- @dee -->\n\nClosed, @Ana and @bo." },
    { do: "update-item", patch: { body: "@ANA, @Cleo and @eve", assignees: ["bo", "Cutover-Bot"] } },
  ];
  const changes = effects.map((effect) => ({ effect, key: "issue/a" }) as Change);
  const live = { body: "@cleo", assignees: ["Bo"] };
  expect(peopleNotified(changes, "cutover-bot", () => live)).toEqual(["Ana", "bo", "eve"]);
});
