import { expect } from "vitest";
import type { FileResource, Resource } from "../../src/model/resource.ts";
import { files, LABEL, lines, mainIssue } from "../plan/build.ts";
import type { Lab } from "./lab.ts";
import type { Operation } from "./table.ts";

type Scenarios = Partial<Record<Operation, (lab: Lab) => Promise<void>>>;

const NEW = "models:\n  - id: old\n  - id: new\n  - id: other\n";
const REQUEST = "projects/acme%2Fgateway/merge_requests";

/** The edit that gives `text` at the head, wherever that is by now. */
async function wanted(lab: Lab, text: string, own: Partial<FileResource> = {}): Promise<Resource[]> {
  const base = own.base ?? "main";
  const { commit, files: head } = await lab.stand.forge.files("gateway", "acme/gateway", base, ["models.yml"]);
  const before = head.get("models.yml");
  const edits = before === text ? [] : [{ path: "models.yml", before, after: text }];
  return [mainIssue({ labels: [LABEL], parent: undefined, related: [], blocks: [] }), files(edits, { commit, ...own })];
}

async function request(lab: Lab, iid: number) {
  return (await lab.person("GET", `${REQUEST}/${iid}`)) as { state: string; target_branch: string; sha: string };
}

async function textOf(lab: Lab, ref: string): Promise<string | undefined> {
  return (await lab.stand.forge.files("gateway", "acme/gateway", ref, ["models.yml"])).files.get("models.yml");
}

export const REQUESTS: Scenarios = {
  create: async (lab) => {
    await lab.settle(await wanted(lab, NEW));
    expect(lines(await lab.plan(await wanted(lab, NEW)))).toEqual(["waiting: waiting for !1 in acme/gateway"]);
    expect(await textOf(lab, "cutover/gateway/sonnet")).toBe(NEW);
  },
  change: async (lab) => {
    await lab.settle(await wanted(lab, NEW));
    await lab.settle(await wanted(lab, NEW.replace("new", "newer")));
    expect(await textOf(lab, "cutover/gateway/sonnet")).toBe(NEW.replace("new", "newer"));
    expect((await request(lab, 1)).state).toBe("opened");
  },
  close: async (lab) => {
    await lab.settle(await wanted(lab, NEW));
    const [, file] = await wanted(lab, NEW);
    await lab.settle([...(await wanted(lab, NEW)).slice(0, 1), { ...(file as FileResource), edits: [] }]);
    expect((await request(lab, 1)).state).toBe("closed");
  },
  reopen: async (lab) => {
    await lab.settle(await wanted(lab, NEW));
    const [issue, file] = await wanted(lab, NEW);
    await lab.settle([issue as Resource, { ...(file as FileResource), edits: [] }]);
    await lab.settle(await wanted(lab, NEW));
    expect((await request(lab, 2)).state).toBe("opened");
  },
  remove: async (lab) => {
    await lab.settle(await wanted(lab, NEW));
    await lab.person("PUT", `${REQUEST}/1/merge`);
    await lab.settle(await wanted(lab, NEW));
    // What was merged goes the way it came.
    await lab.settle(await wanted(lab, NEW.replace("  - id: new\n", "")));
    expect((await request(lab, 2)).state).toBe("opened");
  },
  move: async (lab) => {
    await lab.person("POST", "projects/acme%2Fgateway/repository/branches", { branch: "stable", ref: "main" });
    await lab.settle(await wanted(lab, NEW));
    const elsewhere = () => wanted(lab, NEW, { base: "stable" });
    expect(lines(await lab.plan(await elsewhere()))).toContainEqual(
      expect.stringContaining(
        '!1 in acme/gateway of branch cutover/gateway/sonnet goes into "main" and not into "stable"',
      ),
    );
    await lab.person("PUT", `${REQUEST}/1`, { target_branch: "stable" });
    await lab.settle(await elsewhere());
    expect((await request(lab, 1)).target_branch).toBe("stable");
  },
};

const NOTE = {
  kind: "note",
  key: "note/sonnet/cancelled",
  migration: "sonnet",
  cause: { file: "migrations/sonnet.yaml", line: 4 },
  on: "issue/sonnet",
  text: "This migration was cancelled.",
} as const;

const bare = (state: "open" | "closed") =>
  mainIssue({ state, labels: [LABEL], parent: undefined, related: [], blocks: [{ name: "overview", text: "Why." }] });

async function comments(lab: Lab): Promise<string[]> {
  const found = await lab.stand.forge.notes({ kind: "issue", home: "acme/ai", id: "1" });
  return found.map(({ body }) => body.split("\n").slice(1).join("\n").trim());
}

export const COMMENTS: Scenarios = {
  create: async (lab) => {
    await lab.settle([bare("open")]);
    await lab.settle([bare("closed"), NOTE], { status: "cancelled" });
    expect(await comments(lab)).toEqual(["This migration was cancelled."]);
    expect((await lab.issue(1)).state).toBe("closed");
  },
  remove: async (lab) => {
    await lab.settle([bare("open")]);
    await lab.settle([bare("closed"), NOTE], { status: "cancelled" });
    const on = { kind: "issue", home: "acme/ai", id: "1" } as const;
    const [note] = await lab.stand.forge.notes(on);
    await lab.stand.forge.removeNote(on, note?.id ?? "");
    await lab.settle([bare("closed"), NOTE], { status: "cancelled" });
    expect(await comments(lab)).toEqual([]);
  },
};
