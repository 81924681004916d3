// All GraphQL that is sent. A variable that has no value is left out, never sent as null: to GitLab an absent argument
// is no filter. Pages of 100 nodes with these fields stay below GitLab's complexity limit (200 without a token).

/** Where a work item is: enough to build a locator and a global id. */
const PLACE = "id iid workItemType { name } namespace { fullPath }";

const RELATIONS = `
        ... on WorkItemWidgetHierarchy { parent { ${PLACE} } }
        ... on WorkItemWidgetLinkedItems { linkedItems { nodes { workItem { ${PLACE} } } } }`;

const ITEM = `${PLACE}
      title state confidential webUrl updatedAt movedToWorkItemUrl
      author { username }
      widgets {
        type
        ... on WorkItemWidgetDescription { description }
        ... on WorkItemWidgetLabels { labels { nodes { title } } }
        ... on WorkItemWidgetAssignees { assignees { nodes { username } } }
        ... on WorkItemWidgetMilestone { milestone { title } }
        ... on WorkItemWidgetStartAndDueDate { dueDate }${RELATIONS}
      }`;

/** Items of one group or project, oldest first. Variables: home; types, labels, author, iids and after where they filter. */
export const WORK_ITEMS = `query cutoverWorkItems($home: ID!, $types: [IssueType!], $labels: [String!], $author: String, $iids: [String!], $after: String) {
  namespace(fullPath: $home) {
    workItems(types: $types, labelName: $labels, authorUsername: $author, iids: $iids, sort: CREATED_ASC, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ${ITEM}
      }
    }
  }
}`;

/** Parents and links of up to 100 issues whose other fields came through REST. */
export const WORK_ITEM_RELATIONS = `query cutoverRelations($home: ID!, $iids: [String!], $after: String) {
  namespace(fullPath: $home) {
    workItems(iids: $iids, sort: CREATED_ASC, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ${PLACE}
        widgets {
          type${RELATIONS}
        }
      }
    }
  }
}`;

/** The type id that epics have on this server; none where the licence has no epics. */
export const EPIC_TYPE = `query cutoverEpicType($home: ID!) {
  namespace(fullPath: $home) {
    workItemTypes(name: EPIC) { nodes { id name } }
  }
}`;

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
