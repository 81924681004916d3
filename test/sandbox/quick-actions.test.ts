import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDate } from "../../src/sandbox/quick-actions/dates.ts";
import { extract } from "../../src/sandbox/quick-actions/extract.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { AI, SEED, start } from "./client.ts";

const PAYLOADS = new URL("../../../shared/gitlab/quick-action-payloads.txt", import.meta.url);
const LINE = /^(RUNS|safe) (.*?)\s{2,}(".*?[^\\]"|"")(?: {2}-> \/\S+.*?)?(?: {2}stored=(".*"))?$/;

describe("what counts as a command", () => {
  test.each([
    ["a line of its own", "/close", ["close"], ""],
    ["any line of a paragraph", "text\n/close\nmore", ["close"], "text\nmore"],
    ["upper case", "/ClOsE", ["close"], ""],
    ["a carriage return between line feed and slash", "text\n\r/close", ["close"], "text"],
    ["after a closed comment", "<!-- x -->\n/close", ["close"], "<!-- x -->"],
    ["inside details with blank lines", "<details>\n\n/close\n\n</details>", ["close"], "<details>\n\n</details>"],
    ["a name that is known but does nothing here", "see\n/tag v1\nend", ["tag"], "see\nend"],
    ["several, with arguments", "/label ~a ~b\n/due 2026-06-01\n", ["label", "due"], ""],
    ["the blank lines after it go too", "a\n/close\n\nb", ["close"], "a\nb"],
    ["after a >>> block", ">>>\nquoted\n>>>\n\n/close", ["close"], ">>>\nquoted\n>>>"],
  ])("runs: %s", (_, input, names, stored) => {
    const result = extract(input);
    expect(result.commands.map((command) => command.name)).toEqual(names);
    expect(result.text).toBe(stored);
  });

  test.each([
    ["leading space", " /close"],
    ["backslash", "\\/close"],
    ["inline code", "`/close`"],
    ["a fence", "```\n/close\n```"],
    ["a quote", "> /close"],
    ["a list item", "- /close"],
    ["a lazy continuation", "- text\n/close"],
    ["a comment with blank lines", "<!-- x\n\n/close\n\n-->"],
    ["a heading by underline", "/close\n==="],
    ["a longer word", "/closed the door"],
    ["a path", "/assign/users"],
    ["an unknown name", "/nope"],
    ["a >>> block", ">>>\n/close\n>>>"],
    ["code spans on rows of their own", "`\n/close\n`"],
    ["a tag around it", "text <b>\n<b>\n/close\n</b>"],
  ])("is left alone: %s", (_, input) => {
    expect(extract(input)).toEqual({ text: input, commands: [] });
  });

  test("carriage returns and blanks at the end never reach the store", () => {
    expect(extract("a\r\nb  \r\n\r\n").text).toBe("a\nb");
    expect(extract("no-break space stays\u00a0\n").text).toBe("no-break space stays\u00a0");
  });

  test("a face stands where it was asked for", () => {
    expect(extract("/shrug well").text).toBe("well ¯\\＿(ツ)＿/¯");
  });

  test("a text of many lines that look like openings is read to its end", () => {
    const text = `/label x\n${"`a\n<b>\n".repeat(20_000)}`;
    expect(extract(text).text).toContain("`a\n<b>");
  });

  test.skipIf(!existsSync(PAYLOADS))("the measured payloads (skipped without ../shared)", () => {
    const lines = readFileSync(PAYLOADS, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) {
      const [, verdict, , payload, stored] = LINE.exec(line) ?? [];
      const result = extract(JSON.parse(payload ?? "") as string);
      expect(result.commands.length > 0 ? "RUNS" : "safe", line).toBe(verdict);
      if (stored !== undefined) expect(result.text, line).toBe(JSON.parse(stored));
    }
  });
});

describe("what commands do", () => {
  test("on create of an issue: all but closing", async () => {
    const { call } = await start();
    const description = [
      "Text",
      "/close",
      "/title Other title",
      '/label ~bug ~"stage::beta" ~unknown',
      "/assign @ana",
      "/confidential",
      "/due 2026-07-01",
      "/milestone %18.9",
      "/lock",
      "/spend 3h",
    ].join("\n");
    const { body } = await call("pia", "POST", `${AI}/issues`, { title: "T", description });
    expect(body).toMatchObject({
      title: "Other title",
      description: "Text",
      state: "opened",
      labels: ["bug", "stage::beta"],
      confidential: true,
      due_date: "2026-07-01",
      discussion_locked: true,
      milestone: { title: "18.9" },
    });
    expect(body.assignees).toMatchObject([{ username: "ana" }]);
  });

  test("on update: close, reopen, unlabel, relabel, unassign, and explicit fields beside them", async () => {
    const { call } = await start();
    await call("pia", "POST", `${AI}/issues`, {
      title: "T",
      description: "x",
      labels: "bug,stage::beta",
      assignee_ids: [14],
    });
    const put = async (body: object) => (await call("pia", "PUT", `${AI}/issues/1`, body)).body;
    expect(await put({ description: "y\n/close\n/unlabel ~bug\n/unassign" })).toMatchObject({
      description: "y",
      state: "closed",
      labels: ["stage::beta"],
      assignees: [],
    });
    expect(await put({ description: "y\n/reopen\n/relabel ~bug", due_date: "2026-08-01" })).toMatchObject({
      state: "opened",
      labels: ["bug"],
      due_date: "2026-08-01",
    });
    expect(await put({ description: "y\n/label ~stage::default", add_labels: "group-label" })).toMatchObject({
      labels: ["bug", "group-label", "stage::default"],
    });
  });

  test("commands in a stored text do not run again, and go even when only the title changes", async () => {
    // A text with commands in it is left over from days before GitLab cut them out; no call can make one.
    const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
    const first = await startSandbox({
      folder,
      seed: { ...SEED, projects: [{ path: "acme/ai", issues: [{ title: "T", description: "x" }] }] },
    });
    await first.close();
    const file = join(folder, "state.json");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace('"description":"x"', '"description":"x\\n/close\\n/confidential"'),
    );
    const { call } = await start({ folder });
    expect((await call("pia", "GET", `${AI}/issues/1`)).body.description).toBe("x\n/close\n/confidential");
    expect((await call("pia", "PUT", `${AI}/issues/1`, { title: "U" })).body).toMatchObject({
      title: "U",
      description: "x",
      state: "opened",
      confidential: false,
    });
    expect((await call("pia", "PUT", `${AI}/issues/1`, { description: "x\n/close" })).body).toMatchObject({
      state: "closed",
    });
    rmSync(folder, { recursive: true });
  });

  test("in merge requests and epics as well", async () => {
    const { call, graphql } = await start();
    await call("ana", "POST", `${AI}/repository/branches`, { branch: "x", ref: "main" });
    const request = { title: "T", source_branch: "x", target_branch: "main", description: "d\n/label ~bug\n/merge" };
    expect((await call("ana", "POST", `${AI}/merge_requests`, request)).body).toMatchObject({
      description: "d",
      labels: ["bug"],
      state: "opened",
    });
    const closed = await call("ana", "PUT", `${AI}/merge_requests/1`, { description: "d\n/close" });
    expect(closed.body).toMatchObject({ description: "d", state: "closed" });
    const epic = await graphql(
      "pia",
      `mutation($input: WorkItemCreateInput!) { workItemCreate(input: $input) { workItem { confidential description } } }`,
      {
        input: {
          namespacePath: "acme",
          workItemTypeId: "gid://gitlab/WorkItems::Type/8",
          title: "E",
          descriptionWidget: { description: "e\n/confidential\n" },
        },
      },
    );
    expect(epic.body.data.workItemCreate.workItem).toEqual({ confidential: true, description: "e" });
  });

  test("what the user may not do is cut out and not done", async () => {
    const { call } = await start();
    await call("gus", "POST", `${AI}/issues`, { title: "T", description: "x" });
    const { body } = await call("gus", "PUT", `${AI}/issues/1`, { description: "y\n/label ~bug\n/due 2026-07-01" });
    expect(body).toMatchObject({ description: "y", labels: [], due_date: null });
  });

  test("dates are understood in the usual forms", () => {
    const now = "2026-06-01T09:00:00.000Z";
    const read = ["2026-07-05", "tomorrow", "in 2 weeks", "3 days", "in 1 month", "2026-13-40", "soon"];
    expect(read.map((text) => parseDate(text, now))).toEqual([
      "2026-07-05",
      "2026-06-02",
      "2026-06-15",
      "2026-06-04",
      "2026-07-01",
      null,
      null,
    ]);
  });
});
