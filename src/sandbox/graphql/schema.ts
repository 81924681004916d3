import { Reader, readType, type TypeRef } from "./parser.ts";

// The part of GitLab's schema that the sandbox answers. Everything a client may ask for stands here: a field or an argument
// that does not is refused, as GitLab refuses it, instead of being passed over.
const SDL = `
type Query {
  currentUser: CurrentUser
  metadata: Metadata
  namespace(fullPath: ID!): Namespace
  group(fullPath: ID!): Group
  project(fullPath: ID!): Project
  workItem(id: WorkItemID!): WorkItem
}
type Mutation {
  workItemCreate(input: WorkItemCreateInput!): WorkItemPayload
  workItemUpdate(input: WorkItemUpdateInput!): WorkItemPayload
  workItemDelete(input: WorkItemDeleteInput!): WorkItemDeletePayload
  workItemAddLinkedItems(input: WorkItemAddLinkedItemsInput!): WorkItemPayload
  workItemRemoveLinkedItems(input: WorkItemRemoveLinkedItemsInput!): WorkItemPayload
  createNote(input: CreateNoteInput!): NotePayload
  updateNote(input: UpdateNoteInput!): NotePayload
  destroyNote(input: DestroyNoteInput!): NotePayload
}
type Metadata { version: String revision: String enterprise: Boolean }
type CurrentUser { id: ID username: String name: String webUrl: String bot: Boolean state: String }
type UserCore { id: ID username: String name: String webUrl: String bot: Boolean state: String }
type Namespace { id: ID name: String path: String fullPath: ID fullName: String visibility: String ${placeFields()} }
type Group { id: ID name: String path: String fullPath: ID fullName: String visibility: String webUrl: String ${placeFields()} }
type Project { id: ID name: String path: String fullPath: ID nameWithNamespace: String visibility: String webUrl: String ${placeFields()} }
type WorkItemTypeConnection { nodes: [WorkItemType] }
type WorkItemType { id: ID name: String iconName: String widgetDefinitions: [WorkItemWidgetDefinition] }
type WorkItemWidgetDefinition { type: WorkItemWidgetType }
type WorkItemWidgetDefinitionHierarchy { type: WorkItemWidgetType allowedParentTypes: WorkItemTypeConnection allowedChildTypes: WorkItemTypeConnection }
type WorkItemConnection { nodes: [WorkItem] edges: [WorkItemEdge] pageInfo: PageInfo count: Int }
type WorkItemEdge { cursor: String node: WorkItem }
type PageInfo { hasNextPage: Boolean hasPreviousPage: Boolean startCursor: String endCursor: String }
type WorkItem {
  id: ID iid: String title: String state: WorkItemState confidential: Boolean archived: Boolean lockVersion: Int
  webUrl: String webPath: String reference(full: Boolean): String author: UserCore createdAt: Time updatedAt: Time closedAt: Time
  movedToWorkItemUrl: String duplicatedToWorkItemUrl: String promotedToEpicUrl: String
  description: String workItemType: WorkItemType namespace: Namespace project: Project userDiscussionsCount: Int
  widgets(onlyTypes: [WorkItemWidgetType!], exceptTypes: [WorkItemWidgetType!]): [WorkItemWidget]
}
type WorkItemWidget { type: WorkItemWidgetType }
type WorkItemWidgetDescription { type: WorkItemWidgetType description: String lastEditedAt: Time lastEditedBy: UserCore descriptionHtml: String taskCompletionStatus: TaskCompletionStatus }
type TaskCompletionStatus { count: Int completedCount: Int }
type WorkItemWidgetLabels { type: WorkItemWidgetType allowsScopedLabels: Boolean labels(first: Int, after: String): LabelConnection }
type LabelConnection { nodes: [Label] pageInfo: PageInfo }
type Label { id: ID title: String color: String description: String textColor: String }
type WorkItemWidgetAssignees { type: WorkItemWidgetType allowsMultipleAssignees: Boolean assignees(first: Int, after: String): UserCoreConnection }
type UserCoreConnection { nodes: [UserCore] pageInfo: PageInfo }
type WorkItemWidgetStartAndDueDate { type: WorkItemWidgetType startDate: Date dueDate: Date isFixed: Boolean rollUp: Boolean }
type WorkItemWidgetMilestone { type: WorkItemWidgetType milestone: Milestone }
type Milestone { id: ID iid: ID title: String state: String startDate: Date dueDate: Date webPath: String }
type WorkItemWidgetHierarchy { type: WorkItemWidgetType parent: WorkItem hasParent: Boolean hasChildren: Boolean children(first: Int, after: String): WorkItemConnection }
type WorkItemWidgetWeight { type: WorkItemWidgetType weight: Int }
type WorkItemWidgetLinkedItems { type: WorkItemWidgetType linkedItems(first: Int, after: String): LinkedWorkItemConnection }
type LinkedWorkItemConnection { nodes: [LinkedWorkItem] pageInfo: PageInfo }
type LinkedWorkItem { linkId: ID linkType: String workItem: WorkItem }
type WorkItemWidgetNotes { type: WorkItemWidgetType discussionLocked: Boolean discussions(first: Int, after: String, filter: NotesFilterType): DiscussionConnection }
type DiscussionConnection { nodes: [Discussion] pageInfo: PageInfo }
type Discussion { id: ID notes: NoteConnection }
type NoteConnection { nodes: [Note] pageInfo: PageInfo }
type Note { id: ID body: String system: Boolean internal: Boolean author: UserCore createdAt: Time updatedAt: Time url: String }
type WorkItemPayload { clientMutationId: String errors: [String!] workItem: WorkItem }
type WorkItemDeletePayload { clientMutationId: String errors: [String!] namespace: Namespace }
type NotePayload { clientMutationId: String errors: [String!] note: Note quickActionsStatus: QuickActionsStatus }
type QuickActionsStatus { commandNames: [String!] commandsOnly: Boolean messages: [String!] errorMessages: [String!] }
input WorkItemCreateInput {
  clientMutationId: String namespacePath: ID projectPath: ID workItemTypeId: WorkItemsTypeID! title: String! description: String
  confidential: Boolean createdAt: Time createSource: String descriptionWidget: WorkItemWidgetDescriptionInput
  labelsWidget: WorkItemWidgetLabelsCreateInput hierarchyWidget: WorkItemWidgetHierarchyCreateInput
  startAndDueDateWidget: WorkItemWidgetStartAndDueDateInput milestoneWidget: WorkItemWidgetMilestoneInput
  assigneesWidget: WorkItemWidgetAssigneesInput weightWidget: WorkItemWidgetWeightInput
}
input WorkItemUpdateInput {
  clientMutationId: String id: WorkItemID! title: String confidential: Boolean stateEvent: WorkItemStateEvent
  descriptionWidget: WorkItemWidgetDescriptionInput labelsWidget: WorkItemWidgetLabelsUpdateInput
  hierarchyWidget: WorkItemWidgetHierarchyUpdateInput startAndDueDateWidget: WorkItemWidgetStartAndDueDateInput
  milestoneWidget: WorkItemWidgetMilestoneInput assigneesWidget: WorkItemWidgetAssigneesInput
  weightWidget: WorkItemWidgetWeightInput notesWidget: WorkItemWidgetNotesInput
}
input WorkItemDeleteInput { clientMutationId: String id: WorkItemID! }
input WorkItemAddLinkedItemsInput { clientMutationId: String id: WorkItemID! workItemsIds: [WorkItemID!]! linkType: WorkItemRelatedLinkType }
input WorkItemRemoveLinkedItemsInput { clientMutationId: String id: WorkItemID! workItemsIds: [WorkItemID!]! }
input CreateNoteInput { clientMutationId: String noteableId: NoteableID! body: String! internal: Boolean }
input UpdateNoteInput { clientMutationId: String id: NoteID! body: String }
input DestroyNoteInput { clientMutationId: String id: NoteID! }
input WorkItemWidgetDescriptionInput { description: String! }
input WorkItemWidgetLabelsCreateInput { labelIds: [LabelID!]! }
input WorkItemWidgetLabelsUpdateInput { addLabelIds: [LabelID!] removeLabelIds: [LabelID!] }
input WorkItemWidgetHierarchyCreateInput { parentId: WorkItemID }
input WorkItemWidgetHierarchyUpdateInput { parentId: WorkItemID childrenIds: [WorkItemID!] }
input WorkItemWidgetStartAndDueDateInput { startDate: Date dueDate: Date isFixed: Boolean }
input WorkItemWidgetMilestoneInput { milestoneId: MilestoneID }
input WorkItemWidgetAssigneesInput { assigneeIds: [UserID!]! }
input WorkItemWidgetWeightInput { weight: Int }
input WorkItemWidgetNotesInput { discussionLocked: Boolean! }
input NegatedWorkItemFilterInput { authorUsername: [String!] labelName: [String!] }
enum WorkItemRelatedLinkType { RELATED BLOCKS BLOCKED_BY }
enum WorkItemStateEvent { REOPEN CLOSE }
enum IssuableState { opened closed all locked }
enum IssueType { ISSUE INCIDENT TEST_CASE REQUIREMENT TASK OBJECTIVE KEY_RESULT EPIC TICKET }
enum NotesFilterType { ALL_NOTES ONLY_COMMENTS ONLY_ACTIVITY }
enum IssuableSearchableField { TITLE DESCRIPTION }
enum WorkItemSort { CREATED_ASC CREATED_DESC UPDATED_ASC UPDATED_DESC TITLE_ASC TITLE_DESC }
enum WorkItemWidgetType { DESCRIPTION LABELS ASSIGNEES START_AND_DUE_DATE MILESTONE HIERARCHY WEIGHT LINKED_ITEMS NOTES }
`;

function placeFields(): string {
  return `
  workItemTypes(name: IssueType, first: Int): WorkItemTypeConnection
  workItem(iid: String!): WorkItem
  workItems(types: [IssueType!], labelName: [String!], iids: [String!], iid: String, state: IssuableState, search: String,
    in: [IssuableSearchableField!], authorUsername: String, updatedAfter: Time, updatedBefore: Time, sort: WorkItemSort,
    not: NegatedWorkItemFilterInput, parentIds: [WorkItemID!], includeDescendants: Boolean, first: Int, after: String): WorkItemConnection`;
}

export interface FieldType {
  type: TypeRef;
  args: Record<string, TypeRef>;
}

export interface Schema {
  objects: Map<string, Record<string, FieldType>>;
  inputs: Map<string, Record<string, TypeRef>>;
  enums: Map<string, string[]>;
}

export const SCHEMA: Schema = readSchema(new Reader(SDL));

function readSchema(reader: Reader): Schema {
  const schema: Schema = { objects: new Map(), inputs: new Map(), enums: new Map() };
  while (reader.next.kind !== "end") {
    const kind = reader.name();
    const name = reader.name();
    reader.expect("{");
    if (kind === "enum") {
      const values: string[] = [];
      while (!reader.skip("}")) values.push(reader.name());
      schema.enums.set(name, values);
      continue;
    }
    const fields: Record<string, FieldType> = {};
    while (!reader.skip("}")) {
      const field = reader.name();
      const args = reader.skip("(") ? readArgs(reader) : {};
      reader.expect(":");
      fields[field] = { type: readType(reader), args };
    }
    if (kind === "type") schema.objects.set(name, fields);
    else schema.inputs.set(name, Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.type])));
  }
  return schema;
}

function readArgs(reader: Reader): Record<string, TypeRef> {
  const args: Record<string, TypeRef> = {};
  while (!reader.skip(")")) {
    const name = reader.name();
    reader.expect(":");
    args[name] = readType(reader);
  }
  return args;
}

export function baseName(type: TypeRef): string {
  return type.kind === "list" ? baseName(type.of) : type.name;
}

/** A type as it is written. */
export function print(type: TypeRef): string {
  const inner = type.kind === "list" ? `[${print(type.of)}]` : type.name;
  return type.required ? `${inner}!` : inner;
}
