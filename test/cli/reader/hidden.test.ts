import { afterEach, describe, expect, test } from "vitest";
import { createGitLabForge } from "../../../src/forge/gitlab/index.ts";
import { COMPLETE, ON_PROJECTS, REPORTER, type ReaderLive, type Roles, readerLive } from "./stand.ts";

/** Reads the files of all targets, and is nobody's colleague in the tracker. */
const GUEST_IN_TRACKER: Roles = { ...ON_PROJECTS, "acme/ai": "guest" };
const FLAG =
  "unknown: flag duo_chat_sonnet_4_6 in acme/monolith cannot be seen, and so it is left as it is: only Developers see flags (GET /projects/acme/monolith/feature_flags_user_lists answered 403: 403 Forbidden)";

let live: ReaderLive;
afterEach(() => live.close());

function lines(text: string, start: string): string[] {
  return text.split("\n").flatMap((line) => (line.trim().startsWith(start) ? [line.trim()] : []));
}

describe("what the reader may not see is unknown, and not absent", () => {
  test.each([
    ["in the group", REPORTER],
    ["in each project alone", ON_PROJECTS],
  ])("a Reporter %s sees all but flags, before and after", async (_where, roles) => {
    live = await readerLive(roles);
    const fresh = await live.look("plan");
    expect(lines(fresh.out, "unknown:")).toEqual([FLAG]);
    expect(lines(fresh.out, "+ create flag")).toEqual([]);
    expect(lines(fresh.out, "+ create confidential issue")).toHaveLength(3);
    expect((await live.run("apply", "--yes")).code).toBe(0);
    const then = await live.look("plan");
    expect(lines(then.out, "unknown:")).toEqual([FLAG]);
    expect(then.out).toContain("No changes now: waiting for");
    expect(lines(then.out, "!")).toEqual([]);
  });

  test("confidential issues of a tracker where the reader is a Guest are never made a second time", async () => {
    live = await readerLive(GUEST_IN_TRACKER);
    await live.dropTarget("owners");
    expect((await live.run("apply", "--yes")).code).toBe(0);
    const { out } = await live.look("plan");
    expect(lines(out, "+")).toEqual([]);
    expect(lines(out, "unknown: whether issue/claude-sonnet-4-6/duo_chat is")).toEqual([
      "unknown: whether issue/claude-sonnet-4-6/duo_chat is there cannot be seen, and so it is not made: confidential objects of acme/ai are shown to Planners and Reporters, and @onlooker is neither there",
    ]);
    // One that is there for everybody is compared like any other.
    expect(out).not.toContain("whether issue/claude-sonnet-4-6 is");
  });

  test("the same Guest learns nothing of a fresh tracker, and says so", async () => {
    live = await readerLive(GUEST_IN_TRACKER);
    await live.dropTarget("owners");
    const { out } = await live.look("plan");
    expect(lines(out, "+")).toEqual([]);
    expect(lines(out, "unknown: whether")).toHaveLength(4);
  });
});

describe("confidential epics", () => {
  const NOTHING = { labels: [], people: [], milestones: [], parents: [], adopted: [], flags: [], proposals: [] };

  test.each([
    ["a Reporter in the group", "cutover-bot", REPORTER, []],
    ["a Reporter in each project alone", "cutover-bot", ON_PROJECTS, ["acme"]],
    ["the one who made them", "Onlooker", ON_PROJECTS, []],
  ])("are hidden from %s or not", async (_who, user, roles, hidden) => {
    live = await readerLive(roles);
    const forge = createGitLabForge({ url: live.server.url, token: "acme-onlooker", fetch });
    const tracker = { group: "acme", project: "acme/ai" };
    const seen = await forge.observe({ tracker, user, label: "AI Model Migration", ...NOTHING });
    expect(seen.hidden?.map(({ kind, home }) => `${kind} ${home}`)).toEqual(
      hidden.map((home) => `confidential ${home}`),
    );
  });
});

describe("whose objects are ours", () => {
  test("is asked for first where nobody said it", async () => {
    live = await readerLive(COMPLETE);
    expect((await live.run("apply", "--yes")).code).toBe(0);
    await live.writer(undefined);
    const { out } = await live.look("plan");
    const fixes = lines(out, "fix:");
    expect(fixes).toHaveLength(11);
    const remedy = 'if apply runs as @cutover-bot, set gitlab.users.apply to "@cutover-bot" in cutover.yaml';
    expect(fixes.filter((fix) => !fix.includes(remedy))).toEqual([]);
    await live.writer("@cutover-bot");
    expect(lines((await live.look("plan")).out, "!")).toEqual([]);
  });

  test("cannot be a name that nobody has", async () => {
    live = await readerLive(COMPLETE);
    await live.writer("@cutover-bott");
    for (const ran of [await live.look("plan"), await live.run("apply", "--yes"), await live.look("status")]) {
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(ran.err).toContain(
        'gitlab.users.apply in cutover.yaml is "@cutover-bott", and nobody has that user name on http://gitlab',
      );
    }
  });

  test("is who apply writes as, in whatever case it is written, and nobody else", async () => {
    live = await readerLive(COMPLETE);
    await live.writer("@Cutover-Bot");
    expect((await live.run("apply", "--yes")).code).toBe(0);
    await live.writer("@bo");
    const { code, err } = await live.run("apply", "--yes");
    expect(code).toBe(2);
    expect(err).toContain("the token is @cutover-bot's, and gitlab.users.apply in cutover.yaml is @bo");
  });
});
