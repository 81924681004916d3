import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDER = new URL("../../schema/", import.meta.url);

interface Choice {
  readonly enum: readonly unknown[];
  readonly enumDescriptions: readonly string[];
}

function choicesIn(schema: unknown, at = ""): [string, Choice][] {
  if (typeof schema !== "object" || schema === null) return [];
  const own: [string, Choice][] = "enumDescriptions" in schema ? [[at, schema as Choice]] : [];
  return [...own, ...Object.entries(schema).flatMap(([key, value]) => choicesIn(value, `${at}/${key}`))];
}

const choices = readdirSync(FOLDER).flatMap((file) =>
  choicesIn(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")), file),
);

describe("what editors say of the values of a choice", () => {
  it("is there for those that need it", () => {
    expect(choices.length).toBeGreaterThan(12);
  });

  it.each(choices)("%s has a clause for each, in lower case, with a full stop", (_at, choice) => {
    // null removes a key wherever it is allowed, which the description says.
    expect(choice.enumDescriptions).toHaveLength(choice.enum.filter((value) => value !== null).length);
    for (const text of choice.enumDescriptions) expect(text).toMatch(/^(?:[a-z]|GitLab|CODEOWNERS).*\.$/);
  });
});
