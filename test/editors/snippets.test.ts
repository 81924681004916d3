import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { loadMigration } from "../../src/load/validate.ts";

interface Snippet {
  readonly label: string;
  readonly body: object;
}

interface WithSnippets {
  readonly defaultSnippets: readonly Snippet[];
  readonly definitions: Readonly<Record<string, WithSnippets>>;
}

const SCHEMA: WithSnippets = JSON.parse(
  readFileSync(new URL("../../schema/migration.schema.json", import.meta.url), "utf8"),
);

const HEAD = {
  apiVersion: "cutover/v1",
  kind: "Upgrade",
  name: "try",
  status: "draft",
  owner: "@ana",
  summary: "A try.",
};

/** What is there when a person takes every piece as it is offered. */
function accepted(body: object): object {
  const text = JSON.stringify(body)
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    // Quotes that the editor writes into the file are none of the value.
    .replaceAll('\\"', "");
  return JSON.parse(text);
}

const cases: [string, object][] = [
  ...snippets(SCHEMA, (body) => body),
  ...snippets(SCHEMA.definitions["featureMove"], (body) => ({
    ...HEAD,
    features: { duo_chat: { ...body, ...("flag" in body ? {} : { no_flag: "switched by configuration alone" }) } },
  })),
  ...snippets(SCHEMA.definitions["replacement"], (body) => ({ ...HEAD, replaces: { claude_sonnet_4_5: body } })),
];

function snippets(schema: WithSnippets | undefined, whole: (body: object) => object): [string, object][] {
  return (schema?.defaultSnippets ?? []).map(({ label, body }) => [label, whole(accepted(body))]);
}

describe("pieces that editors offer", () => {
  it("are there for a file, a feature and what goes", () => {
    expect(cases.map(([label]) => label)).toEqual([
      "new migration",
      "move to a new default",
      "roll out behind a flag",
      "deprecate",
    ]);
  });

  it.each(cases)("%s fits the schema as it is offered", (_label, migration) => {
    expect(loadMigration(stringify(migration), "migrations/try.yaml").diagnostics).toEqual([]);
  });
});
