import { describe, expect, it } from "vitest";
import { formatMarker, parseMarker } from "../../src/model/marker.ts";
import type { ObservedProposal } from "../../src/model/observed.ts";
import type { FileResource } from "../../src/model/resource.ts";
import { decideFile, newProposal } from "../../src/plan/file.ts";
import { editsDigest, placedDigest } from "../../src/plan/file-digest.ts";
import { files } from "./build.ts";

const HEAD = "a\nb\nc\nd\ne\nf\ng\nh\n";
const WANTED = HEAD.replace("b\n", "b\nnew # cutover:issue/sonnet\n");
const URL = "https://gitlab.example.com/acme/ai/-/issues/2";
const LINKED = WANTED.replace("cutover:issue/sonnet", URL);
const EDIT = { path: "models.yml", before: HEAD, after: WANTED };
const CONTEXT = { link: (key: string) => (key === "issue/sonnet" ? URL : undefined), user: "cutover", source: "s" };

/** The merge request as our own effect would have made it, and what happened to it since. */
function proposal(desired: FileResource, own: Partial<ObservedProposal> = {}): ObservedProposal {
  const made = newProposal(desired, CONTEXT);
  return {
    ...made,
    locator: { kind: "proposal", home: made.home, id: "12" },
    url: "https://gitlab.example.com/acme/gateway/-/merge_requests/12",
    author: "cutover",
    state: "open",
    start: new Map(desired.edits.map(({ path, before }) => [path, before])),
    head: new Map(made.files.map(({ path, text }) => [path, text])),
    foreignCommits: [],
    ...own,
  };
}

function verdict(desired: FileResource, live?: ObservedProposal): string {
  const decision = decideFile(desired, live, CONTEXT);
  if (decision.verdict === "conflict") return `conflict: ${decision.message}`;
  if (decision.verdict === "declined") return `declined by ${decision.by}`;
  return "why" in decision ? `${decision.verdict}: ${decision.why}` : decision.verdict;
}

const WANTS = files([EDIT]);
const moved = (before: string, after: string) => files([{ ...EDIT, before, after }]);
const FOREIGN = { foreignCommits: [{ id: "1a2b3c4d5e6f", author: "Bo" }] };
const REBUILD = "update: its branch does not give what is wanted at the head";

describe("a merge request", () => {
  it.each([
    ["is made where there is none", WANTS, undefined, "create"],
    ["is not made for an edit that the head holds", moved(LINKED, WANTED), undefined, "merged"],
    ["is not made where nothing is wanted", files([]), undefined, "merged"],
    ["is waited for while it carries what is wanted", WANTS, proposal(WANTS), "pending"],
    ["is waited for while the head moves elsewhere", moved(`0\n${HEAD}`, `0\n${WANTED}`), proposal(WANTS), "pending"],
    [
      "is rebuilt when the head moves under its edits",
      moved(HEAD.replace("b\nc", "b\nx"), WANTED.replace("\nc", "\nx")),
      proposal(WANTS),
      REBUILD,
    ],
    ["is rebuilt when something else is wanted", moved(HEAD, WANTED.replace("new", "newer")), proposal(WANTS), REBUILD],
    [
      "is rebuilt when a file is not wanted any more",
      WANTS,
      proposal(files([EDIT, { path: "other.yml", after: "x\n" }])),
      REBUILD,
    ],
    [
      "is not rebuilt over a person's commit",
      moved(HEAD, "x\n"),
      proposal(WANTS, FOREIGN),
      "conflict: !12 in acme/gateway carries commit 1a2b3c4d of Bo, so its branch is not rebuilt or closed",
    ],
    ["is waited for when a person's commit leaves what is wanted", WANTS, proposal(WANTS, FOREIGN), "pending"],
    ["is closed when nothing of it is wanted", files([]), proposal(WANTS), "close: nothing of it is wanted any more"],
    [
      "is not closed over a person's commit",
      files([]),
      proposal(WANTS, FOREIGN),
      "conflict: !12 in acme/gateway carries commit 1a2b3c4d of Bo, so its branch is not rebuilt or closed",
    ],
    [
      "of another on our branch is a conflict",
      WANTS,
      proposal(WANTS, { author: "bo" }),
      "conflict: branch cutover/gateway/sonnet is used by !12 in acme/gateway of @bo",
    ],
    [
      "that a person sent elsewhere is a conflict, and no second one is made",
      WANTS,
      proposal(WANTS, { base: "stable" }),
      'conflict: !12 in acme/gateway of branch cutover/gateway/sonnet goes into "stable" and not into "main"',
    ],
    [
      "is not made with words that close an issue",
      { ...WANTS, blocks: [{ name: "overview", text: "`Fixes: acme/ai#4`" }] },
      undefined,
      'conflict: "Fixes acme/ai#4" in the new description of the new merge request of file/sonnet/gateway would close the issue when it is merged',
    ],
    [
      "gets no words that close an issue",
      { ...WANTS, blocks: [{ name: "overview", text: "Closes issues #4" }] },
      proposal(WANTS),
      'conflict: "Closes #4" in the new description of !12 in acme/gateway would close the issue when it is merged',
    ],
    [
      "keeps such words of people",
      moved(HEAD, "x\n"),
      { ...proposal(WANTS), body: `${proposal(WANTS).body}\n\nCloses #4` },
      REBUILD,
    ],
    ["that a person closed is declined", WANTS, proposal(WANTS, { state: "closed", closedBy: "bo" }), "declined by bo"],
    [
      "that a person closed is declined wherever the head is",
      moved(`0\n${HEAD}`, `0\n${WANTED}`),
      proposal(WANTS, { state: "closed", closedBy: "bo" }),
      "declined by bo",
    ],
    [
      "that a person closed is declined also where it would not merge any more",
      moved(HEAD.replace("b\nc", "b\nx"), WANTED.replace("\nc", "\nx")),
      proposal(WANTS, { state: "closed", closedBy: "bo" }),
      "declined by bo",
    ],
    [
      "that a person closed is made anew for other edits",
      moved(HEAD, WANTED.replace("new", "newer")),
      proposal(WANTS, { state: "closed", closedBy: "bo" }),
      "create",
    ],
    ["that we closed is made anew", WANTS, proposal(WANTS, { state: "closed", closedBy: "cutover" }), "create"],
    [
      "that was merged is followed by another when more is wanted",
      moved(LINKED, WANTED.replace("new", "newer")),
      proposal(WANTS, { state: "merged" }),
      "create",
    ],
    ["that was merged is done", moved(LINKED, WANTED), proposal(WANTS, { state: "merged" }), "merged"],
  ])("%s", (_name, desired, live, expected) => {
    expect(verdict(desired, live)).toBe(expected);
  });

  it("with a new file that people have worked on is waited for, as what they make of it is theirs", () => {
    const adds = (text: string) => files([{ path: "new.yml", after: text }]);
    const worked = { head: new Map([["new.yml", "theirs\n"]]) };
    expect(verdict(adds("copy\n"), proposal(adds("copy\n"), { ...worked, ...FOREIGN }))).toBe("pending");
    expect(verdict(adds("copy\n"), proposal(adds("copy\n"), worked))).toBe(REBUILD);
    const changed = proposal(WANTS, { head: new Map([["models.yml", "theirs\n"]]), ...FOREIGN });
    expect(verdict(WANTS, changed)).toContain("conflict");
  });

  it("gets its description renewed without a new commit", () => {
    const desired = { ...WANTS, blocks: [{ name: "overview", text: "Tracked elsewhere." }] };
    const decision = decideFile(desired, proposal(WANTS), CONTEXT);
    expect(decision).toMatchObject({
      verdict: "update",
      patch: { body: expect.stringContaining("Tracked elsewhere.") },
    });
    expect(decision).not.toHaveProperty("patch.rebuild");
  });

  it.each([
    ["is sent with a rebuild where it is the last of ours", {}, "feat: next"],
    ["is not sent where a person changed it", { title: "feat: of Bo" }, undefined],
    ["is not sent where a person made it a draft", { title: `Draft: ${WANTS.title}` }, undefined],
  ])("the title %s", (_name, own, sent) => {
    const next = { ...moved(HEAD, "x\n"), title: "feat: next" };
    const decision = decideFile(next, proposal(WANTS, own), CONTEXT);
    const patch = decision.verdict === "update" ? decision.patch : undefined;
    expect(patch?.rebuild?.title).toBe("feat: next");
    expect(patch?.title).toBe(sent);
    // What a person chose is remembered as theirs over the rebuild.
    expect(parseMarker(patch?.body ?? "")?.applied.title).toBe(sent ?? WANTS.title);
  });

  it("is waited for with a section that a person rewrote", () => {
    const live = proposal(WANTS);
    const edited = { ...live, body: live.body.replace("Tracked in", "See") };
    expect(decideFile(WANTS, edited, CONTEXT)).toEqual({ verdict: "pending", edited: ["overview"] });
  });

  it("adds, changes and deletes files", () => {
    const desired = files([EDIT, { path: "new.yml", after: "n\n" }, { path: "old.yml", before: "o\n" }]);
    expect(newProposal(desired, CONTEXT).files).toEqual([
      { path: "models.yml", text: LINKED, isNew: false },
      { path: "new.yml", text: "n\n", isNew: true },
      { path: "old.yml", text: undefined, isNew: false },
    ]);
    expect(verdict(desired, proposal(desired))).toBe("pending");
  });
});

it("the digest of edits is that of what they change, not of where", () => {
  expect(editsDigest(moved(`0\n${HEAD}`, `0\n${WANTED}`))).toBe(editsDigest(WANTS));
  expect(editsDigest(moved(HEAD, WANTED.replace("new", "newer")))).not.toBe(editsDigest(WANTS));
});

describe("a branch that nobody else touched", () => {
  const unread = { intact: true, commit: "c2", head: new Map(), start: new Map() };

  it.each([
    ["is waited for without its texts while it was made for the same edits", WANTS, "pending"],
    ["is waited for while the head moves far away", moved(`${HEAD}0\n`, `${WANTED}0\n`), "pending"],
    ["is made anew for other edits", moved(HEAD, WANTED.replace("new", "newer")), REBUILD],
    ["is made anew for a file that is to go", files([{ path: "models.yml", before: HEAD }]), REBUILD],
    ["is closed where nothing is wanted", files([]), "close: nothing of it is wanted any more"],
  ])("%s", (_name, desired, expected) => {
    expect(verdict(desired, proposal(WANTS, unread))).toBe(expected);
  });

  it("is read where the lines around its edits changed", () => {
    const near = moved(HEAD.replace("b\nc", "b\nx"), WANTED.replace("\nc", "\nx"));
    expect(placedDigest(near)).not.toBe(placedDigest(WANTS));
    expect(editsDigest(near)).toBe(editsDigest(WANTS));
  });

  it("is not asked for its texts over an edit that the head holds but for a link", () => {
    expect(placedDigest(moved(LINKED, WANTED))).toBeUndefined();
    expect(placedDigest(moved(LINKED, WANTED.replace("new", "newer")))).toBeDefined();
    expect(placedDigest(files([]))).toBeUndefined();
  });

  it("is named in its marker where a run was cut off before that, and once only", () => {
    const live = proposal(WANTS, { commit: "c2" });
    const marker = parseMarker(live.body);
    const old = { ...marker?.applied, commit: "c1", placed: "older", edits: "older" };
    const body = live.body.replace(/^<!--.*-->/, () =>
      formatMarker({ key: "file/sonnet/gateway", home: "acme/gateway", applied: old }),
    );
    const decision = decideFile(WANTS, { ...live, body }, CONTEXT);
    if (decision.verdict !== "update") throw new Error(decision.verdict);
    expect(decision.why).toBe("its marker does not name the commit of its branch");
    const written = parseMarker(decision.patch.body ?? "")?.applied;
    expect(written).toMatchObject({ commit: "c2", placed: placedDigest(WANTS), edits: editsDigest(WANTS) });
    const next = { ...live, body: decision.patch.body ?? "", intact: true };
    expect(decideFile(WANTS, next, CONTEXT).verdict).toBe("pending");
    const foreignCommits = [{ id: "c2", author: "Bo", title: "Mine" }];
    expect(decideFile(WANTS, { ...live, body, foreignCommits }, CONTEXT).verdict).toBe("pending");
  });

  it("gets our new title, and never one in the place of a person's", () => {
    const live = proposal(WANTS, unread);
    const desired = { ...WANTS, title: "feat(model-selection): another" };
    expect(decideFile(desired, live, CONTEXT)).toMatchObject({ verdict: "update", patch: { title: desired.title } });
    expect(decideFile(desired, { ...live, title: "Draft: theirs" }, CONTEXT).verdict).toBe("pending");
  });

  it("keeps the commit in its marker when its description is renewed", () => {
    const desired = { ...WANTS, blocks: [{ name: "overview", text: "Other." }] };
    const live = proposal(WANTS, unread);
    const marker = parseMarker(live.body);
    const body = live.body.replace(/^<!--.*-->/, () =>
      formatMarker({ key: "file/sonnet/gateway", home: "acme/gateway", applied: { ...marker?.applied, commit: "c2" } }),
    );
    const decision = decideFile(desired, { ...live, body }, CONTEXT);
    expect(decision.verdict === "update" && parseMarker(decision.patch.body ?? "")?.applied.commit).toBe("c2");
    expect(decideFile(WANTS, { ...live, body }, CONTEXT)).toEqual({ verdict: "pending", edited: [] });
  });
});
