import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TRACKER } from "../../../src/cli/demo/seed.ts";
import { lockText } from "../../../src/deadlines/lock-text.ts";
import type { OfferingDeadline } from "../../../src/model/schema/deadlines.gen.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";

const HAIKU = "claude_haiku_4_5_20251001";
const NAME = "claude-haiku-4-5-retirement";
const OPEN = ["deadlines", "propose", "--open", "--project", TRACKER];

describe("propose --open", () => {
  let acme: AcmeLive;
  beforeEach(async () => {
    acme = await acmeLive();
    await ends("2027-02-01");
  });
  afterEach(() => acme.close());

  async function ends(cutoff: string, url = "https://docs.example.com/deprecations"): Promise<void> {
    const end: OfferingDeadline = {
      host: "anthropic",
      model: "claude-haiku-4-5-20251001",
      cutoff,
      precision: "exact",
      source: "model-eol",
      url,
    };
    await acme.write(
      "deadlines.lock.json",
      lockText({ version: 1, offerings: { [HAIKU]: end }, policies: [], facts: [] }),
    );
  }

  it("opens a merge request with the draft, writes nothing here, and waits for people the next day", async () => {
    await acme.run("fetch");
    const first = await acme.run(...OPEN);
    expect([first.code, first.out]).toEqual([0, expect.stringContaining(`opened ${NAME}`)]);
    expect(await acme.bo.file(TRACKER, `migrations/${NAME}.yaml`, `cutover/deadlines/${NAME}`)).toContain(
      `name: ${NAME}\nstatus: draft\n`,
    );
    expect(await readdir(join(acme.folder, "migrations"))).not.toContain(`${NAME}.yaml`);
    const next = await acme.runAt("2026-11-24T09:00:00Z", ...OPEN);
    expect([next.code, next.out]).toEqual([0, expect.stringContaining(`waits for people: ${NAME}`)]);
    await ends("2027-01-30");
    const moved = await acme.runAt("2026-11-25T09:00:00Z", ...OPEN);
    expect([moved.code, moved.out]).toEqual([0, expect.stringContaining(`brought up to date ${NAME}`)]);
  });

  it("opens one for an address that looks like a reference of ours", async () => {
    await acme.run("fetch");
    await ends("2027-02-01", "https://docs.example.com/cutover:issue/claude-sonnet-4-6/duo_chat");
    expect(await acme.run(...OPEN)).toMatchObject({ code: 0, out: expect.stringContaining(`opened ${NAME}`) });
    const text = await acme.bo.file(TRACKER, `migrations/${NAME}.yaml`, `cutover/deadlines/${NAME}`);
    expect(text).toContain("https://docs.example.com/cutover%3Aissue/");
  });

  it("closes what is not wanted any more, but not because of a narrower look", async () => {
    await acme.run("fetch");
    await acme.run(...OPEN);
    await ends("2029-01-01");
    expect((await acme.run(...OPEN, "--days", "1")).out).toBe("nothing to propose\n");
    expect((await acme.run(...OPEN)).out).toMatch(new RegExp(`^nothing to propose\nclosed ${NAME}`));
  });
});
