import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import { type Desk, desk, type Note, type Request } from "./desk.ts";

const NOTES = { CUTOVER_NOTE_TOKEN: PEOPLE.notes.token };

describe("whose note is believed", () => {
  let acme: Desk;
  let request: Request;
  let sha: string;
  let note: Note;
  const at = () => `/projects/acme%2Fai/merge_requests/${request.iid}/notes`;
  const rewrite = (body: string) => acme.call("PUT", `${at()}/${note.id}`, { body });

  beforeAll(async () => {
    acme = await desk();
    const catalog = await readCatalog(acme);
    await acme.write(
      "cutover.yaml",
      catalog.replace(/^gitlab:\n/m, 'gitlab:\n  users: { apply: "@cutover-bot", notes: "@Cutover-Notes" }\n'),
    );
    request = await acme.open("sonnet");
    const told = await acme.planJob(request, NOTES);
    expect(told.err).toBe(`the plan stands in a note on acme/ai!${request.iid}\n`);
    [note] = (await acme.notes(request.iid)) as [Note];
    expect(note.author.username).toBe("cutover-notes");
    sha = await acme.merge(request);
  });
  afterAll(() => acme.close());

  const stopped = async (why: string) => {
    const ran = await acme.applyJob(sha);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`nothing was changed\n  ${why}\n`);
    expect(await acme.call("GET", "/projects/acme%2Fai/issues")).toEqual([]);
  };

  it("is none of a person's, whatever is in it", async () => {
    const { id } = await acme.call<{ id: number }>("POST", at(), { body: note.body }, PEOPLE.dee.token);
    await acme.call("DELETE", `${at()}/${note.id}`, undefined, PEOPLE.ana.token);
    await stopped(`acme/ai!${request.iid} has no plan note of @Cutover-Notes`);
    await acme.call("DELETE", `${at()}/${id}`, undefined, PEOPLE.dee.token);
    note = await acme.call<Note>("POST", at(), { body: note.body }, PEOPLE.notes.token);
  });

  it("is none that cannot be read any more", async () => {
    await rewrite(note.body.replace(/^(.{120})\S+/, "$1"));
    await stopped(`the first line of the plan note on acme/ai!${request.iid} was changed by hand and cannot be read`);
  });

  it("is none that says something else of a change", async () => {
    const [, encoded = ""] = /^<!-- cutover:1 \S+ \S+ (\S+) -->/.exec(note.body) ?? [];
    const applied = JSON.parse(Buffer.from(encoded, "base64url").toString()) as {
      review: { changes: Record<string, string>; wanted: Record<string, string> };
    };
    applied.review.changes["issue/claude-sonnet-4-6:create"] = "0".repeat(32);
    await rewrite(note.body.replace(encoded, Buffer.from(JSON.stringify(applied)).toString("base64url")));
    const ran = await acme.applyJob(sha);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("cutover: 1 of 18 changes is not what was reviewed, and nothing was changed\n");
    expect(ran.err).toContain(
      '  reviewed as something else: create issue "AI Model Migration - Anthropic/Claude Sonnet/4.6" [issue/claude-sonnet-4-6]\n',
    );
    expect(await acme.call("GET", "/projects/acme%2Fai/issues")).toEqual([]);
  });

  it("is told where the merge requests cannot be read", async () => {
    const env = { CI_PROJECT_PATH: "acme/hidden", CI_SERVER_URL: undefined };
    const ran = await acme.applyJob(sha, env);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(
      /^cutover: cannot tell what was reviewed: the merge requests of acme\/hidden cannot be read \(/,
    );
    expect(ran.err).toContain("make the user of CUTOVER_TOKEN a member of acme/hidden, as Reporter at least");
  });

  it("still is the one to which a person added a line, and which moved targets do not outdate", async () => {
    await rewrite(`Looks good to me.\n\n${note.body}\n\nMore of a person.`);
    const path = "ai_gateway/model_selection/models.yml";
    const text = await acme.bo.file("acme/ai-gateway", path, "main");
    await acme.bo.write("acme/ai-gateway", path, "main", `# Moved on.\n${text}`);
    const ran = await acme.applyJob(sha, { CI_JOB_URL: "javascript:alert(1)" });
    expect(ran.err).toBe("");
    expect(ran.code).toBe(0);
    const result = (await acme.notes(request.iid)).at(-1);
    expect(result?.author.username).toBe("cutover-bot");
    expect(result?.body).toContain("by <code>javascript&#58;alert(1)</code>.");
  });
});

describe("what apply --reviewed cannot go with", () => {
  it.each([
    [["saved.json"], {}, '"saved.json" is given'],
    [[], { CI_COMMIT_BRANCH: undefined }, "no pipeline of a branch"],
  ] as const)("%j %j", async (argv, env, message) => {
    const acme = await desk();
    const ran = await acme.applyJob("0".repeat(40), env, argv);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
    await acme.close();
  });
});

async function readCatalog({ folder }: Desk): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return readFile(`${folder}/cutover.yaml`, "utf8");
}
