import { expect } from "vitest";
import type { Locator, ObservedItem } from "../../src/model/observed.ts";
import type { ItemResource } from "../../src/model/resource.ts";
import { LABEL, lines, mainIssue, rollout } from "../plan/build.ts";
import type { Lab } from "./lab.ts";
import type { Operation } from "./table.ts";

type Scenarios = Partial<Record<Operation, (lab: Lab) => Promise<void>>>;

const EPIC: Locator = { kind: "epic", home: "acme", id: "2" };

function epic(own: Partial<ItemResource> = {}): ItemResource {
  return mainIssue({
    kind: "epic",
    key: "epic/sonnet",
    home: "acme",
    title: "Replace discontinued Claude 3",
    labels: [LABEL],
    dueDate: "2026-07-01",
    parent: { existing: "&1" },
    related: [],
    blocks: [{ name: "overview", text: "Why." }],
    ...own,
  });
}

function issue(own: Partial<ItemResource> = {}): ItemResource {
  return rollout({ dueDate: "2026-07-01", ...own });
}

async function epicNow(lab: Lab): Promise<ObservedItem> {
  const found = await lab.stand.forge.read(EPIC);
  if (found?.kind !== "epic") throw new Error("there is no epic &2");
  return found;
}

export const EPICS: Scenarios = {
  create: async (lab) => {
    expect(await lab.settle([epic()])).toContain('create: create epic "Replace discontinued Claude 3"');
    expect(await epicNow(lab)).toMatchObject({ dueDate: "2026-07-01", labels: [LABEL], parent: { id: "1" } });
  },
  change: async (lab) => {
    await lab.settle([epic()]);
    const changed = {
      title: "Replace Claude 3",
      dueDate: "2026-08-01",
      labels: [LABEL, "group::duo chat"],
      blocks: [{ name: "overview", text: "Why, in other words." }],
    };
    await lab.settle([epic(changed)]);
    const { body, ...now } = await epicNow(lab);
    expect(now).toMatchObject({ title: "Replace Claude 3", dueDate: "2026-08-01", labels: [LABEL, "group::duo chat"] });
    expect(body).toContain("Why, in other words.");
  },
  close: async (lab) => {
    await lab.settle([epic()]);
    await lab.settle([epic({ state: "closed" })], { status: "cancelled" });
    expect((await epicNow(lab)).state).toBe("closed");
  },
  reopen: async (lab) => {
    await lab.settle([epic()]);
    await lab.settle([epic({ state: "closed" })], { status: "cancelled" });
    await lab.settle([epic()]);
    expect((await epicNow(lab)).state).toBe("open");
  },
  remove: async (lab) => {
    await lab.settle([epic()]);
    expect(lines(await lab.plan([issue()]))).toContainEqual(
      expect.stringMatching(/^unmanaged: acme&2 \(epic\/sonnet\)/),
    );
    await lab.settle([issue()]);
    expect((await epicNow(lab)).state).toBe("open");
  },
};

export const ISSUES: Scenarios = {
  create: async (lab) => {
    await lab.settle([issue()]);
    expect(await lab.issue(1)).toMatchObject({
      dueDate: "2026-07-01",
      assignees: ["bo"],
      labels: [LABEL, "group::duo chat"],
    });
  },
  change: async (lab) => {
    await lab.settle([issue()]);
    await lab.settle([
      issue({
        title: "Another",
        dueDate: undefined,
        assignees: ["ana"],
        labels: [LABEL, "priority::1"],
        blocks: [{ name: "plan", text: "Other." }],
      }),
    ]);
    const now = await lab.issue(1);
    expect(now).toMatchObject({ title: "Another", assignees: ["ana"], labels: [LABEL, "priority::1"] });
    expect(now.dueDate).toBeUndefined();
    expect(now.body).toContain("Other.");
    expect(now.body).not.toContain("Step by step.");
  },
  close: async (lab) => {
    await lab.settle([issue()]);
    await lab.settle([issue({ state: "closed" })], { status: "cancelled" });
    expect((await lab.issue(1)).state).toBe("closed");
  },
  reopen: async (lab) => {
    await lab.settle([issue()]);
    await lab.settle([issue({ state: "closed" })], { status: "cancelled" });
    await lab.settle([issue()]);
    expect((await lab.issue(1)).state).toBe("open");
  },
  remove: async (lab) => {
    await lab.settle([issue(), epic()]);
    expect(lines(await lab.plan([epic()]))).toContainEqual(expect.stringMatching(/^unmanaged: acme\/ai#1 /));
    await lab.settle([epic()]);
    expect((await lab.issue(1)).state).toBe("open");
  },
  move: async (lab) => {
    await lab.settle([issue()]);
    const { id } = (await lab.person("GET", "projects/acme%2Fgateway")) as { id: number };
    await lab.person("POST", "projects/acme%2Fai/issues/1/move", { to_project_id: id });
    const plan = await lab.plan([issue()]);
    // What people do with the copy is theirs to say: a second one is not made in its place.
    expect(lines(plan)).toEqual([expect.stringContaining("acme/ai#1, which was issue/sonnet/duo_chat, was moved")]);
    await lab.settle([issue()]);
    expect((await lab.issue(1)).moved).toBe(true);
    await expect(lab.issue(2)).rejects.toThrow();
  },
};

const OTHER_EPIC = { key: "epic/sonnet" } as const;

export const PARENTS: Scenarios = {
  create: async (lab) => {
    await lab.settle([issue({ parent: { existing: "&1" } })]);
    expect((await lab.issue(1)).parent).toMatchObject({ kind: "epic", id: "1" });
  },
  change: async (lab) => {
    await lab.settle([issue({ parent: { existing: "&1" } })]);
    await lab.settle([issue({ parent: OTHER_EPIC }), epic({ parent: undefined })]);
    expect((await lab.issue(1)).parent).toMatchObject({ kind: "epic", id: "2" });
  },
  remove: async (lab) => {
    await lab.settle([issue({ parent: { existing: "&1" } })]);
    const [link] = (await lab.person("GET", "groups/acme/epics/1/issues")) as { epic_issue_id: number }[];
    await lab.person("DELETE", `groups/acme/epics/1/issues/${link?.epic_issue_id}`);
    await lab.settle([issue({ parent: { existing: "&1" } })]);
    expect((await lab.issue(1)).parent).toBeUndefined();
  },
  move: async (lab) => {
    await lab.settle([issue({ parent: { existing: "&1" } }), epic({ parent: undefined })]);
    const { id } = (await lab.person("GET", "projects/acme%2Fai/issues/1")) as { id: number };
    await lab.person("POST", `groups/acme/epics/2/issues/${id}`);
    await lab.settle([issue({ parent: { existing: "&1" } }), epic({ parent: undefined })]);
    expect((await lab.issue(1)).parent).toMatchObject({ id: "2" });
  },
};

const linked = () => [issue(), mainIssue({ parent: undefined })];

export const LINKS: Scenarios = {
  create: async (lab) => {
    await lab.settle(linked());
    expect((await lab.issue(2)).related).toMatchObject([{ id: "1" }]);
  },
  remove: async (lab) => {
    await lab.settle(linked());
    const [row] = (await lab.person("GET", "projects/acme%2Fai/issues/2/links")) as { issue_link_id: number }[];
    await lab.person("DELETE", `projects/acme%2Fai/issues/2/links/${row?.issue_link_id}`);
    await lab.settle(linked());
    expect((await lab.issue(2)).related).toEqual([]);
  },
};

export const LABELS: Scenarios = {
  create: async (lab) => {
    const wanted = [issue({ labels: [LABEL, "new label"] })];
    expect(lines(await lab.plan(wanted))).toContainEqual(expect.stringContaining('label "new label" does not exist'));
    await lab.person("POST", "projects/acme%2Fai/labels", { name: "new label", color: "#ff0000" });
    await lab.settle(wanted);
    expect((await lab.issue(1)).labels).toContain("new label");
  },
  change: async (lab) => {
    await lab.settle([issue({ labels: [LABEL, "group::duo chat"] })]);
    await lab.settle([issue({ labels: [LABEL, "priority::1"] })]);
    expect((await lab.issue(1)).labels).toEqual([LABEL, "priority::1"]);
  },
  remove: async (lab) => {
    await lab.settle([issue()]);
    await lab.settle([issue({ labels: [LABEL] })]);
    expect((await lab.issue(1)).labels).toEqual([LABEL]);
  },
  move: async (lab) => {
    await lab.person("POST", "projects/acme%2Fai/labels", { name: "mine", color: "#ff0000" });
    await lab.settle([issue({ labels: [LABEL, "mine"] })]);
    const { id } = (await lab.person("GET", "projects/acme%2Fai/labels/mine")) as { id: number };
    await lab.person("PUT", `projects/acme%2Fai/labels/${id}`, { new_name: "ours" });
    await lab.settle([issue({ labels: [LABEL, "ours"] })]);
    expect((await lab.issue(1)).labels).toEqual([LABEL, "ours"]);
  },
};

async function milestone(lab: Lab, title: string): Promise<number> {
  return ((await lab.person("POST", "projects/acme%2Fai/milestones", { title })) as { id: number }).id;
}

export const MILESTONES: Scenarios = {
  create: async (lab) => {
    expect(lines(await lab.plan([issue({ milestone: "19.1" })]))).toContainEqual(
      expect.stringContaining('milestone "19.1" does not exist there'),
    );
    await milestone(lab, "19.1");
    await lab.settle([issue({ milestone: "19.1" })]);
    expect((await lab.issue(1)).milestone).toBe("19.1");
  },
  change: async (lab) => {
    await milestone(lab, "19.1");
    await milestone(lab, "19.2");
    await lab.settle([issue({ milestone: "19.1" })]);
    await lab.settle([issue({ milestone: "19.2" })]);
    expect((await lab.issue(1)).milestone).toBe("19.2");
  },
  close: async (lab) => {
    const id = await milestone(lab, "19.1");
    await lab.settle([issue({ milestone: "19.1" })]);
    await lab.person("PUT", `projects/acme%2Fai/milestones/${id}`, { state_event: "close" });
    await lab.settle([issue({ milestone: "19.1" })]);
    expect((await lab.issue(1)).milestone).toBe("19.1");
  },
  reopen: async (lab) => {
    const id = await milestone(lab, "19.1");
    await lab.person("PUT", `projects/acme%2Fai/milestones/${id}`, { state_event: "close" });
    await lab.person("PUT", `projects/acme%2Fai/milestones/${id}`, { state_event: "activate" });
    await lab.settle([issue({ milestone: "19.1" })]);
    expect((await lab.issue(1)).milestone).toBe("19.1");
  },
  remove: async (lab) => {
    await milestone(lab, "19.1");
    await lab.settle([issue({ milestone: "19.1" })]);
    await lab.settle([issue()]);
    expect((await lab.issue(1)).milestone).toBeUndefined();
  },
};
