// All GraphQL that is sent. A variable that has no value is left out, never sent as null: to GitLab an absent argument
// is no filter. Pages of 100 nodes with these fields count about 150 against GitLab's complexity limit of 250 (200
// without a token): one per field, a connection twice because of its hundred nodes, of the widgets at most the sum.

/** Where a work item is: enough to build a locator and a global id. */
const PLACE = "id iid workItemType { name } namespace { fullPath }";

const PARENT = `parent { ${PLACE} }`;
const LINKS = `... on WorkItemWidgetLinkedItems { linkedItems { nodes { workItem { ${PLACE} } } } }`;

const ITEM = `${PLACE}
      title state confidential webUrl updatedAt movedToWorkItemUrl
      author { username }
      widgets {
        type
        ... on WorkItemWidgetDescription { description lastEditedBy { username } }
        ... on WorkItemWidgetLabels { labels { nodes { title } } }
        ... on WorkItemWidgetAssignees { assignees { nodes { username } } }
        ... on WorkItemWidgetMilestone { milestone { title } }
        ... on WorkItemWidgetStartAndDueDate { dueDate }
        ... on WorkItemWidgetHierarchy { hasParent ${PARENT} }
        ${LINKS}
      }`;

const VARIABLES =
  "$home: ID!, $types: [IssueType!], $labels: [String!], $author: String, $not: NegatedWorkItemFilterInput, $iids: [String!], $after: String";
const FILTERS =
  "types: $types, labelName: $labels, authorUsername: $author, not: $not, iids: $iids, sort: CREATED_ASC, first: 100, after: $after";

/**
 * Items of one group or project, oldest first. Variables: home; types, labels, author, not, iids and after where they
 * filter. Projects have had work items for longer than namespaces, so they are asked as what they are.
 */
export const WORK_ITEMS = {
  group: scan("cutoverWorkItems", VARIABLES, "namespace", FILTERS, ITEM),
  project: scan("cutoverWorkItems", VARIABLES, "namespace: project", FILTERS, ITEM),
};

/** Parents and links of up to 100 issues of a project whose other fields came through REST. */
export const ISSUE_RELATIONS = scan(
  "cutoverRelations",
  "$home: ID!, $iids: [String!], $after: String",
  "namespace: project",
  "iids: $iids, sort: CREATED_ASC, first: 100, after: $after",
  `${PLACE}
      widgets {
        type
        ... on WorkItemWidgetHierarchy { ${PARENT} }
        ${LINKS}
      }`,
);

function scan(name: string, variables: string, place: string, filters: string, item: string): string {
  return `query ${name}(${variables}) {
  ${place}(fullPath: $home) {
    workItems(${filters}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ${item}
      }
    }
  }
}`;
}

/** The type id that epics have on this server; none where the licence has no epics. */
export const EPIC_TYPE = epicType("id name");

/** The same with the types that an epic may hang under, as far as the licence has them; servers of before GitLab 18 refuse it. */
export const EPIC_TYPE_AND_PARENTS = epicType(
  "id name widgetDefinitions { ... on WorkItemWidgetDefinitionHierarchy { allowedParentTypes { nodes { name } } } }",
);

function epicType(fields: string): string {
  return `query cutoverEpicType($home: ID!) {
  namespace(fullPath: $home) {
    workItemTypes(name: EPIC) { nodes { ${fields} } }
  }
}`;
}

/** Input: namespacePath, workItemTypeId, title, confidential and the widgets description, labels, … */
export const CREATE_WORK_ITEM = `mutation cutoverCreate($input: WorkItemCreateInput!) {
  workItemCreate(input: $input) {
    errors
    workItem {
      ${ITEM}
    }
  }
}`;

/** Input: id, and what changes. */
export const UPDATE_WORK_ITEM = `mutation cutoverUpdate($input: WorkItemUpdateInput!) {
  workItemUpdate(input: $input) {
    errors
    workItem {
      ${ITEM}
    }
  }
}`;
