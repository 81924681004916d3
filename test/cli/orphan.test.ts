import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { type AcmeLive, acmeLive } from "./acme-live.ts";

const ISSUES = "projects/acme%2Fai/issues";

interface Row {
  readonly iid: number;
  readonly title: string;
  readonly description: string;
}

describe("an issue that lost its text and its marker", () => {
  let acme: AcmeLive;
  beforeAll(async () => {
    acme = await acmeLive();
    await acme.run("apply", "--yes");
  });
  afterAll(() => acme.close());

  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { "private-token": PEOPLE.bo.token, "content-type": "application/json" };
    const response = await fetch(`${acme.server.url}/api/v4/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.json();
  };

  it("is given back by the command that the plan names, and nothing is made twice", async () => {
    const all = (await call("GET", `${ISSUES}?per_page=100`)) as Row[];
    const lost =
      all.find(({ description }) => /^<!-- cutover:1 issue\/\S+\/\S+ /.test(description)) ?? expect.fail("none");
    const description = "What people wrote instead.";
    await call("PUT", `${ISSUES}/${lost.iid}`, { description });
    const told = await acme.run("plan", "--format", "json");
    const plan = JSON.parse(told.out) as {
      changes: { action: string }[];
      conflicts: { fix: string; message: string }[];
    };
    const conflict = plan.conflicts.find(({ message }) => message.includes("which may be it, has lost its marker"));
    expect(plan.changes.filter(({ action }) => action === "create")).toEqual([]);
    const [, command = ""] = /\(cutover ([^)]*)\)/.exec(conflict?.fix ?? "") ?? [];
    const adopt = await acme.run(...command.replaceAll('"', "").split(" "));
    expect(adopt.code).toBe(1);
    await acme.migrate((text) => `${text.trimEnd()}\n${adopt.out}`);
    await acme.run("apply", "--yes");
    const again = await acme.run("plan", "--format", "json");
    const after = JSON.parse(again.out) as typeof plan;
    expect([after.changes, after.conflicts]).toEqual([[], []]);
    const now = (await call("GET", `${ISSUES}?per_page=100`)) as Row[];
    expect(now).toHaveLength(all.length);
    const found = now.find(({ iid }) => iid === lost.iid);
    expect(found?.title).toBe(lost.title);
    expect(found?.description).toMatch(
      /^<!-- cutover:1 issue\/\S+\/\S+ .*\n\nWhat people wrote instead\.\n\n<!-- cutover:b /,
    );
  });
});
