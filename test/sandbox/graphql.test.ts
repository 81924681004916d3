import { describe, expect, test } from "vitest";
import { parse } from "../../src/sandbox/graphql/parser.ts";
import { AI, type Client, SEED, start } from "./client.ts";

const EPIC = "gid://gitlab/WorkItems::Type/8";
const WIDGETS = `widgets {
  type
  ... on WorkItemWidgetDescription { description }
  ... on WorkItemWidgetLabels { labels { nodes { id title } } }
  ... on WorkItemWidgetAssignees { assignees { nodes { username } } }
  ... on WorkItemWidgetStartAndDueDate { startDate dueDate }
  ... on WorkItemWidgetMilestone { milestone { id title } }
  ... on WorkItemWidgetHierarchy { parent { id iid } children { nodes { id iid } } }
}`;
const CREATE = `mutation create($input: WorkItemCreateInput!) {
  workItemCreate(input: $input) { errors workItem { id iid title state webUrl confidential ${WIDGETS} } }
}`;
const UPDATE = `mutation update($input: WorkItemUpdateInput!) {
  workItemUpdate(input: $input) { errors workItem { id title state confidential ${WIDGETS} } }
}`;

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Any = any;

async function create(client: Client, input: object = {}, user = "pia"): Promise<Any> {
  const full = { namespacePath: "acme", workItemTypeId: EPIC, title: "Epic", ...input };
  return (await client.graphql(user, CREATE, { input: full })).body;
}

async function update(client: Client, input: object, user = "pia"): Promise<Any> {
  return (await client.graphql(user, UPDATE, { input })).body;
}

/** Widgets of an item by type. */
function byType(item: Any): Record<string, Any> {
  return Object.fromEntries(item.widgets.map((widget: Any) => [widget.type, widget]));
}

const gid = (id: number) => `gid://gitlab/WorkItem/${id}`;

describe("reading", () => {
  test("the current user, a namespace and its types", async () => {
    const client = await start();
    const query =
      "query types($path: ID!) { currentUser { username } namespace(fullPath: $path) { workItemTypes(name: EPIC) { nodes { id name } } } }";
    expect((await client.graphql("pia", query, { path: "acme" })).body).toEqual({
      data: { currentUser: { username: "pia" }, namespace: { workItemTypes: { nodes: [{ id: EPIC, name: "Epic" }] } } },
    });
    expect((await client.graphql("stranger", query, { path: "acme" })).body).toEqual({
      data: { currentUser: { username: "stranger" }, namespace: null },
    });
    expect((await client.graphql(null, query, { path: "acme" })).body.data).toEqual({
      currentUser: null,
      namespace: null,
    });
  });

  test("items of a group by type and label, page by page", async () => {
    const client = await start();
    const label = "gid://gitlab/GroupLabel/301";
    for (const title of ["One", "Two", "Three"]) await create(client, { title, labelsWidget: { labelIds: [label] } });
    await create(client, { title: "Other" });
    const query = `query list($labels: [String!], $after: String) { group(fullPath: "acme") {
      workItems(types: [EPIC], labelName: $labels, first: 2, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } count } } }`;
    const page = async (variables: object) =>
      (await client.graphql("pia", query, variables as Record<string, unknown>)).body.data.group.workItems;
    const first = await page({ labels: ["group-label"] });
    expect(first).toMatchObject({
      nodes: [{ title: "Three" }, { title: "Two" }],
      count: 3,
      pageInfo: { hasNextPage: true },
    });
    const second = await page({ labels: ["group-label"], after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ nodes: [{ title: "One" }], pageInfo: { hasNextPage: false } });
    expect((await page({ labels: ["gone"] })).nodes).toEqual([]);
    expect((await page({})).count).toBe(4);
  });

  test("an issue is a work item of its project, with the same id", async () => {
    const client = await start();
    const { body: issue } = await client.call("pia", "POST", `${AI}/issues`, {
      title: "T",
      description: "d",
      labels: "bug",
      due_date: "2026-07-01",
    });
    const query = `{ namespace(fullPath: "acme/ai") { workItem(iid: "1") {
      id iid title state webUrl webPath reference(full: true) author { username id } createdAt updatedAt confidential workItemType { name } ${WIDGETS} } } }`;
    const item = (await client.graphql("pia", query)).body.data.namespace.workItem;
    expect(item).toMatchObject({
      id: gid(issue.id),
      iid: "1",
      state: "OPEN",
      webUrl: issue.web_url,
      webPath: "/acme/ai/-/issues/1",
      reference: "acme/ai#1",
      author: { username: "pia", id: "gid://gitlab/User/15" },
      createdAt: issue.created_at,
      workItemType: { name: "Issue" },
    });
    expect(byType(item)).toMatchObject({
      DESCRIPTION: { description: "d" },
      LABELS: { labels: { nodes: [{ title: "bug" }] } },
      START_AND_DUE_DATE: { startDate: null, dueDate: "2026-07-01" },
      MILESTONE: { milestone: null },
    });
  });

  test("only what was selected is answered, under its alias, through fragments and without what is skipped", async () => {
    const client = await start();
    await create(client);
    const query = `query q($no: Boolean!) { g: group(fullPath: "acme") { workItems { nodes { ...short hidden: id @include(if: $no) } } } }
      fragment short on WorkItem { name: title __typename }`;
    expect((await client.graphql("pia", query, { no: false })).body).toEqual({
      data: { g: { workItems: { nodes: [{ name: "Epic", __typename: "WorkItem" }] } } },
    });
  });
});

test("a wrong token is 401 in GraphQL's own shape", async () => {
  const { graphql } = await start();
  expect(await graphql("wrong", "{ currentUser { username } }")).toMatchObject({
    status: 401,
    body: { errors: [{ message: "Invalid token" }] },
  });
});

describe("making epics", () => {
  test("with every widget, commands in the text included", async () => {
    const client = await start();
    const body = await create(client, {
      title: " Epic ",
      confidential: true,
      descriptionWidget: { description: "text\r\n/label ~group-label\n" },
      startAndDueDateWidget: { startDate: "2026-06-01", dueDate: "2026-08-01", isFixed: true },
      assigneesWidget: { assigneeIds: ["gid://gitlab/User/14"] },
      milestoneWidget: { milestoneId: "gid://gitlab/Milestone/401" },
    });
    const { errors, workItem } = body.data.workItemCreate;
    expect(errors).toEqual([]);
    expect(workItem).toMatchObject({
      iid: "1",
      title: "Epic",
      confidential: true,
      webUrl: `${client.sandbox.url}/groups/acme/-/epics/1`,
    });
    expect(byType(workItem)).toMatchObject({
      DESCRIPTION: { description: "text" },
      LABELS: { labels: { nodes: [{ id: "gid://gitlab/GroupLabel/301", title: "group-label" }] } },
      ASSIGNEES: { assignees: { nodes: [{ username: "ana" }] } },
      START_AND_DUE_DATE: { startDate: "2026-06-01", dueDate: "2026-08-01" },
      MILESTONE: { milestone: { title: "18.9" } },
    });
  });

  test("the rules of the thing are told in the payload, with HTTP 200 and nothing made", async () => {
    const client = await start();
    expect(await create(client, { title: "" })).toEqual({
      data: { workItemCreate: { errors: ["Title can't be blank"], workItem: null } },
    });
    expect((await create(client, { title: "x".repeat(256) })).data.workItemCreate.errors).toEqual([
      "Title is too long (maximum is 255 characters)",
    ]);
    const lost = await create(client, { hierarchyWidget: { parentId: gid(9999) } });
    expect(lost.data.workItemCreate).toMatchObject({
      workItem: null,
      errors: [expect.stringContaining("No matching work item found")],
    });
    const { body } = await client.graphql("pia", `{ group(fullPath: "acme") { workItems { count } } }`);
    expect(body.data.group.workItems.count).toBe(0);
  });

  test("who may not, or a tier without epics, gets a top-level error and null", async () => {
    const message =
      "The resource that you are attempting to access does not exist or you don't have permission to perform this action";
    const client = await start();
    for (const user of ["gus", "stranger", "reader"]) {
      expect(await create(client, {}, user), user).toMatchObject({
        data: { workItemCreate: null },
        errors: [{ message, path: ["workItemCreate"] }],
      });
    }
    const free = await start({ seed: SEED, tier: "free" });
    expect((await create(free)).errors).toMatchObject([{ message }]);
    expect(await free.call("pia", "GET", "/groups/acme/epics")).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden" },
    });
  });

  test("unknown label ids are passed over, none is made", async () => {
    const client = await start();
    const { data } = await create(client, { labelsWidget: { labelIds: ["gid://gitlab/GroupLabel/9999"] } });
    expect(byType(data.workItemCreate.workItem)["LABELS"].labels.nodes).toEqual([]);
  });
});

describe("changing work items", () => {
  test("title, state, text, labels, dates", async () => {
    const client = await start();
    const { id } = (await create(client, { labelsWidget: { labelIds: ["gid://gitlab/Label/301"] } })).data
      .workItemCreate.workItem;
    const { data } = await update(client, {
      id,
      title: "New",
      stateEvent: "CLOSE",
      confidential: true,
      descriptionWidget: { description: "t\n/shrug" },
      labelsWidget: { removeLabelIds: ["gid://gitlab/GroupLabel/301"] },
      startAndDueDateWidget: { dueDate: "2026-09-01" },
    });
    expect(data.workItemUpdate).toMatchObject({
      errors: [],
      workItem: { title: "New", state: "CLOSED", confidential: true },
    });
    expect(byType(data.workItemUpdate.workItem)).toMatchObject({
      DESCRIPTION: { description: "t\n¯\\＿(ツ)＿/¯" },
      LABELS: { labels: { nodes: [] } },
      START_AND_DUE_DATE: { startDate: null, dueDate: "2026-09-01" },
    });
    const again = await update(client, {
      id,
      stateEvent: "REOPEN",
      startAndDueDateWidget: { dueDate: null },
      labelsWidget: { addLabelIds: ["gid://gitlab/GroupLabel/301"] },
    });
    expect(again.data.workItemUpdate.workItem.state).toBe("OPEN");
    expect(byType(again.data.workItemUpdate.workItem)).toMatchObject({
      START_AND_DUE_DATE: { dueDate: null },
      LABELS: { labels: { nodes: [{ title: "group-label" }] } },
    });
  });

  test("an issue is nested, taken away by another epic in silence, and freed by null", async () => {
    const client = await start();
    const one = (await create(client, { title: "One" })).data.workItemCreate.workItem;
    const two = (await create(client, { title: "Two" })).data.workItemCreate.workItem;
    const { body: issue } = await client.call("pia", "POST", `${AI}/issues`, { title: "T" });
    const nest = async (parentId: string | null) => {
      const { data } = await update(client, { id: gid(issue.id), hierarchyWidget: { parentId } });
      expect(data.workItemUpdate.errors).toEqual([]);
      return byType(data.workItemUpdate.workItem)["HIERARCHY"].parent;
    };
    expect(await nest(one.id)).toMatchObject({ id: one.id });
    expect((await client.call("pia", "GET", `${AI}/issues/1`)).body.epic).toMatchObject({ iid: 1, title: "One" });
    expect(await nest(two.id)).toMatchObject({ id: two.id });
    const query = `query q($id: WorkItemID!) { workItem(id: $id) { ${WIDGETS} } }`;
    const children = async (id: string) =>
      byType((await client.graphql("pia", query, { id })).body.data.workItem)["HIERARCHY"].children.nodes;
    expect([await children(one.id), await children(two.id)]).toEqual([[], [{ id: gid(issue.id), iid: "1" }]]);
    expect(await nest(null)).toBeNull();
  });

  test("what cannot be a parent is told in the payload", async () => {
    const client = await start({ seed: SEED, tier: "ultimate" });
    const parent = (await create(client, { title: "Parent" })).data.workItemCreate.workItem;
    const child = (await create(client, { title: "Child", hierarchyWidget: { parentId: parent.id } })).data
      .workItemCreate.workItem;
    const { body: issue } = await client.call("pia", "POST", `${AI}/issues`, { title: "T" });
    const refused = async (id: string, parentId: string) =>
      (await update(client, { id, hierarchyWidget: { parentId } })).data.workItemUpdate.errors[0];
    expect(await refused(parent.id, child.id)).toMatch(/^&1 cannot be added: .*ancestor/);
    expect(await refused(child.id, gid(issue.id))).toMatch(/cannot be added: .*type of parent/);
    const secret = (await create(client, { title: "Secret", confidential: true })).data.workItemCreate.workItem;
    expect(await refused(gid(issue.id), secret.id)).toMatch(/non-confidential/);
  });

  test("linked items are not nested, and nested ones not linked", async () => {
    const client = await start();
    const { body: issue } = await client.call("pia", "POST", `${AI}/issues`, { title: "T" });
    const epic = (await create(client)).data.workItemCreate.workItem;
    const change = async (name: string, input: object) => {
      const query = `mutation m($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { errors } }`;
      return (await client.graphql("pia", query, { input })).body.data[name].errors;
    };
    const pair = { id: gid(issue.id), workItemsIds: [epic.id] };
    expect(await change("workItemAddLinkedItems", pair)).toEqual([]);
    expect(await change("workItemAddLinkedItems", pair)).toEqual(["Issue(s) already assigned"]);
    expect((await client.call("pia", "GET", `${AI}/issues/1/links`)).body).toEqual([]);
    const nest = { id: gid(issue.id), hierarchyWidget: { parentId: epic.id } };
    expect(await change("workItemUpdate", nest)).toEqual([expect.stringContaining("linked")]);
    expect(await change("workItemRemoveLinkedItems", pair)).toEqual([]);
    expect(await change("workItemUpdate", nest)).toEqual([]);
    expect(await change("workItemAddLinkedItems", pair)).toEqual([expect.stringContaining("parent or child")]);
  });

  test("notes are written, changed and taken back", async () => {
    const client = await start();
    const { id } = (await create(client)).data.workItemCreate.workItem;
    const fields = "errors note { id body system author { username } } quickActionsStatus { commandsOnly messages }";
    const made = await client.graphql(
      "pia",
      `mutation m($input: CreateNoteInput!) { createNote(input: $input) { ${fields} } }`,
      { input: { noteableId: id, body: "hi\n/close" } },
    );
    expect(made.body.data.createNote).toMatchObject({
      errors: [],
      note: { body: "hi", author: { username: "pia" } },
      quickActionsStatus: { commandsOnly: false, messages: ["Closed this epic."] },
    });
    const note = made.body.data.createNote.note.id;
    const changed = await client.graphql(
      "pia",
      `mutation m($input: UpdateNoteInput!) { updateNote(input: $input) { note { body } } }`,
      { input: { id: note, body: "ho" } },
    );
    expect(changed.body.data.updateNote.note.body).toBe("ho");
    const list = `query q($id: WorkItemID!) { workItem(id: $id) { state widgets(onlyTypes: [NOTES]) { ... on WorkItemWidgetNotes { discussions(filter: ONLY_COMMENTS) { nodes { notes { nodes { body } } } } } } } }`;
    const read = async () => (await client.graphql("pia", list, { id })).body.data.workItem;
    expect(await read()).toEqual({
      state: "CLOSED",
      widgets: [{ discussions: { nodes: [{ notes: { nodes: [{ body: "ho" }] } }] } }],
    });
    await client.graphql("pia", `mutation m($input: DestroyNoteInput!) { destroyNote(input: $input) { errors } }`, {
      input: { id: note },
    });
    expect((await read()).widgets[0].discussions.nodes).toEqual([]);
  });
});

describe("what the schema refuses, before anything runs", () => {
  test.each([
    ['{ group(fullPath: "acme") { nope } }', "Field 'nope' doesn't exist on type 'Group'"],
    ['{ group(path: "acme") { id } }', "Field 'group' doesn't accept argument 'path'"],
    ["{ group { id } }", "Field 'group' is missing required arguments: fullPath"],
    [
      '{ group(fullPath: "acme") { workItems } }',
      "Field must have selections (field 'workItems' returns WorkItemConnection but has no selections. Did you mean 'workItems { ... }'?)",
    ],
    [
      '{ group(fullPath: "acme") { workItems(types: [EPICS]) { count } } }',
      "Argument 'types' on Field 'workItems' has an invalid value ([\"EPICS\"]).",
    ],
    ["{ group(fullPath: $path) { id } }", "Variable $path is used but not declared"],
    ['{ group(fullPath: "acme") { ...gone } }', "Fragment gone was used, but not defined"],
    [
      '{ group(fullPath: "acme") { ... on Nothing { id } } }',
      "No such type Nothing, so it can't be a fragment condition",
    ],
    ['{ group(fullPath: "acme" { id } }', 'Expected NAME, actual: "{"'],
    ["", "No query string was present"],
    [`{ currentUser { username } } #${"x".repeat(10_000)}`, "Query too large"],
  ])("%s", async (query, message) => {
    const { graphql } = await start();
    const { body, status } = await graphql("pia", query);
    expect(status).toBe(200);
    expect(body.data).toBeUndefined();
    expect(body.errors[0].message).toBe(message);
  });

  test.each([
    [{ id: gid(1), nope: 1 }, "for nope (Field is not defined on WorkItemUpdateInput)"],
    [{ id: "7" }, 'for id ("7" is not a valid GitLab ID.)'],
    [
      { id: gid(1), labelsWidget: { addLabelIds: ["gid://gitlab/User/1"] } },
      'for labelsWidget.addLabelIds.0 ("gid://gitlab/User/1" does not represent an instance of Label)',
    ],
    [{ title: "T" }, "for id (Expected value to not be null)"],
    [{ id: gid(1), stateEvent: "CLOSED" }, 'for stateEvent (Expected "CLOSED" to be one of: REOPEN, CLOSE)'],
    [
      { id: gid(1), startAndDueDateWidget: { dueDate: "soon" } },
      'for startAndDueDateWidget.dueDate (Could not coerce value "soon" to Date)',
    ],
  ])("input %j", async (input, complaint) => {
    const client = await start();
    expect((await update(client, input)).errors[0].message).toBe(
      `Variable $input of type WorkItemUpdateInput! was provided invalid value ${complaint}`,
    );
  });
});

test("the parser reads aliases, lists, objects, block strings and comments", () => {
  const document = parse(`
    # a comment
    query q($a: [ID!]! = ["x"]) { one: two(a: $a, b: {c: [1, -2.5, true, null, ENUM]}, d: """
      block
        text
    """) { id } }`);
  const [operation] = document.operations;
  expect(operation?.selections[0]).toMatchObject({
    key: "one",
    name: "two",
    args: {
      a: { kind: "variable", name: "a" },
      b: {
        kind: "object",
        fields: { c: { items: [{ value: 1 }, { value: -2.5 }, { value: true }, { value: null }, { name: "ENUM" }] } },
      },
      d: { kind: "literal", value: "block\n  text" },
    },
  });
});
