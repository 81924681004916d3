import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { status as isStatus } from "../../src/load/validators/status.gen.mjs";
import { noteWith } from "../../src/model/review-note.ts";
import { type AcmeLive, acmeLive } from "./acme-live.ts";
import { cutover } from "./harness.ts";

const AI = "projects/acme%2Fai";
const PIPELINE = { CI_PROJECT_PATH: "acme/ai", CI_DEFAULT_BRANCH: "main" };

interface Request {
  readonly iid: number;
  readonly sha: string;
}

describe("status of what was merged and never applied", () => {
  let acme: AcmeLive;
  let merged: Request;
  beforeAll(async () => {
    acme = await acmeLive();
    merged = await mergedWithNote("ours");
  });
  afterAll(() => acme.close());

  const call = async (token: string, method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { "private-token": token, "content-type": "application/json" };
    const response = await fetch(`${acme.server.url}/api/v4/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  const run = async (env: Record<string, string>, ...argv: string[]) => {
    const asked: string[] = [];
    const clock = { now: () => Date.parse("2026-11-23T09:00:00Z"), sleep: async () => {} };
    const counted: typeof fetch = (input, init) => {
      asked.push(new URL(new Request(input, init).url).pathname);
      return fetch(input, init);
    };
    const ran = await cutover(acme.folder, argv, {
      env: { CUTOVER_TOKEN: PEOPLE.bot.token, ...env },
      clock,
      fetch: counted,
    });
    return { ...ran, out: ran.out.replaceAll(acme.server.url, "http://gitlab"), asked };
  };

  /** A merge request whose pipeline showed the plan, and that was merged. */
  async function mergedWithNote(branch: string): Promise<Request> {
    const bo = PEOPLE.bo.token;
    const actions = [{ action: "create", file_path: `${branch}.txt`, content: `${branch}\n` }];
    await call(bo, "POST", `${AI}/repository/commits`, {
      branch,
      start_branch: "main",
      commit_message: "docs: a move",
      actions,
    });
    const request = (await call(bo, "POST", `${AI}/merge_requests`, {
      source_branch: branch,
      target_branch: "main",
      title: "A move",
    })) as Request;
    const env = {
      CUTOVER_NOTE_TOKEN: PEOPLE.bot.token,
      CI_MERGE_REQUEST_IID: String(request.iid),
      CI_PROJECT_PATH: "acme/ai",
      CI_COMMIT_SHA: request.sha,
    };
    expect(await run(env, "plan", "--note")).toMatchObject({ code: 0 });
    await call(PEOPLE.cleo.token, "PUT", `${AI}/merge_requests/${request.iid}/merge`, {});
    return request;
  }

  it("names the merge request in a pipeline, and who applies it", async () => {
    const { code, out, err } = await run(PIPELINE, "status");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n").slice(-4)).toEqual([
      "1 migration: 1 active; 18 changes not applied",
      `merged in acme/ai!${merged.iid} at 2026-11-23T09:00Z, not applied: 18 changes http://gitlab/acme/ai/-/merge_requests/${merged.iid}`,
      "to apply: the apply job of the newest pipeline of main in acme/ai: http://gitlab/acme/ai/-/pipelines?ref=main",
      "",
    ]);
    const json = JSON.parse((await run(PIPELINE, "status", "--format", "json")).out);
    expect(isStatus(json) ? [] : isStatus.errors).toEqual([]);
    expect(json.unapplied.merges).toMatchObject([{ reference: `acme/ai!${merged.iid}`, changes: 18 }]);
  });

  it("looks at no merge requests elsewhere, and at a handful at most", async () => {
    const elsewhere = await run({}, "status");
    expect(elsewhere.out.split("\n").slice(-2)).toEqual(["to apply: cutover apply", ""]);
    const inPipeline = await run(PIPELINE, "status");
    expect(inPipeline.asked.length - elsewhere.asked.length).toBeLessThanOrEqual(6);
  });

  it("looks no further back than to one that was wholly applied", async () => {
    const later = await mergedWithNote("later");
    expect((await run(PIPELINE, "status")).out).toContain(`merged in acme/ai!${later.iid} at`);
    const body = noteWith({ kind: "applied", folder: "" }, "acme/ai", { state: "closed" }, "All applied.");
    await call(PEOPLE.bo.token, "POST", `${AI}/merge_requests/${later.iid}/notes`, { body });
    // Not of the account that applies.
    expect((await run(PIPELINE, "status")).out).toContain(`merged in acme/ai!${merged.iid} at`);
    await call(PEOPLE.bot.token, "POST", `${AI}/merge_requests/${later.iid}/notes`, { body });
    expect((await run(PIPELINE, "status")).out).not.toContain("merged in");
  });

  it("says nothing of it once all is applied", async () => {
    expect(await acme.run("apply", "--yes")).toMatchObject({ code: 0 });
    expect((await run(PIPELINE, "status")).out).not.toMatch(/merged in|to apply/);
  });
});
