import { expect, it } from "vitest";
import { mentionsIn } from "../../src/plan/people.ts";

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
