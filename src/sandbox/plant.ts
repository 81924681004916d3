import { LEVEL, type Place, placeOf } from "./access.ts";
import { patchStrategies } from "./flags/strategy.ts";
import { branchHead, repositoryOf, treeOf, writeBlob, writeCommit } from "./git/objects.ts";
import { createWorkItem } from "./issuable/create.ts";
import { createLabel, labelIds } from "./issuable/labels.ts";
import { ensureGroup, ensureProject } from "./plant/places.ts";
import { plantSettings, plantVariables } from "./plant/project.ts";
import { plantTokens } from "./plant/tokens.ts";
import { blankFeature } from "./rest/instance-features.ts";
import type {
  Seed,
  SeedDefinition,
  SeedEpic,
  SeedFeature,
  SeedFlag,
  SeedGroup,
  SeedIssue,
  SeedLabel,
  SeedMembers,
  SeedMilestone,
  SeedProject,
  SeedUser,
} from "./seed.ts";
import type { Project, Tier, User } from "./state.ts";
import { nextId, nextIid, type Store } from "./store.ts";

const TIERS: readonly Tier[] = ["free", "premium", "ultimate"];

/** Adds a seed to the state. Throws on what cannot be: an unknown member, a flag that GitLab would refuse. */
export function plant(store: Store, seed: Seed): void {
  const { tier = store.state.tier, version = store.state.serverVersion } = seed;
  if (!TIERS.includes(tier)) throw new Error(`the seed's tier is "${tier}"; there are ${TIERS.join(", ")}`);
  Object.assign(store.state, { tier, serverVersion: version });
  for (const user of seed.users ?? []) plantUser(store, user);
  for (const group of seed.groups ?? []) plantGroup(store, group, seed);
  for (const project of seed.projects ?? []) plantProject(store, project, seed);
  for (const definition of seed.feature_definitions ?? []) plantDefinition(store, definition);
  for (const feature of seed.features ?? []) plantFeature(store, feature);
}

function plantUser(store: Store, seed: SeedUser): User {
  const known = store.state.users.find((user) => user.username === seed.username);
  const user: User = known ?? {
    id: nextId(store, "user"),
    username: seed.username,
    name: seed.name,
    bot: false,
    admin: false,
    createdAt: store.state.now,
  };
  user.name = seed.name;
  user.bot = seed.bot ?? user.bot;
  user.admin = seed.admin ?? user.admin;
  if (!known) store.state.users.push(user);
  plantTokens(store, user, seed);
  return user;
}

/** Who made what the seed does not say: the first user, or an administrator made for it. He may do everything here. */
function author(store: Store, username?: string): User {
  const { users } = store.state;
  const found = username === undefined ? users[0] : users.find((user) => user.username === username);
  if (!found && username !== undefined) throw new Error(`the seed names "${username}", who is none of its users`);
  return { ...(found ?? plantUser(store, { username: "root", name: "Administrator", admin: true })), admin: true };
}

function plantGroup(store: Store, seed: SeedGroup, whole: Seed): void {
  const group = ensureGroup(store, seed.path);
  group.name = seed.name ?? group.name;
  group.visibility = seed.visibility ?? group.visibility;
  const place: Place = { project: null, group };
  plantMembers(store, place, seed.members ?? {}, whole);
  plantLabels(store, place, seed.labels ?? []);
  plantMilestones(store, place, seed.milestones ?? []);
  plantVariables(group, seed.variables ?? []);
  for (const epic of seed.epics ?? []) plantItem(store, place, epic, "Epic");
}

function plantProject(store: Store, seed: SeedProject, whole: Seed): void {
  const project = ensureProject(store, seed);
  const place = placeOf(store.state, { projectId: project.id, groupId: null });
  plantSettings(store, project, seed);
  plantMembers(store, place, seed.members ?? {}, whole);
  plantLabels(store, place, seed.labels ?? []);
  plantMilestones(store, place, seed.milestones ?? []);
  const templates = Object.entries(seed.issue_templates ?? {}).map(([name, text]): [string, string] => [
    `.gitlab/issue_templates/${name}.md`,
    text,
  ]);
  plantFiles(store, project, { ...seed.files, ...Object.fromEntries(templates) });
  for (const [name, userXids] of Object.entries(seed.user_lists ?? {})) plantUserList(store, project, name, userXids);
  for (const flag of seed.flags ?? []) plantFlag(store, project, flag);
  for (const issue of seed.issues ?? []) plantItem(store, place, issue, "Issue");
}

/** The named members, and with their general role the users whom the place does not name. */
function plantMembers(store: Store, place: Place, named: SeedMembers, whole: Seed): void {
  const general = (whole.users ?? []).flatMap((user) => (user.role ? [[user.username, user.role] as const] : []));
  for (const [username, role] of Object.entries({ ...Object.fromEntries(general), ...named })) {
    const user = store.state.users.find((candidate) => candidate.username === username);
    if (!user) throw new Error(`the seed names "${username}" as a member, who is none of its users`);
    const owner = { projectId: place.project?.id ?? null, groupId: place.project ? null : place.group.id };
    const known = store.state.members.find(
      (member) => member.userId === user.id && member.projectId === owner.projectId && member.groupId === owner.groupId,
    );
    if (known) known.level = LEVEL[role];
    else store.state.members.push({ ...owner, userId: user.id, level: LEVEL[role], createdAt: store.state.now });
  }
}

function plantLabels(store: Store, place: Place, labels: SeedLabel[]): void {
  for (const label of labels) {
    const { name, color, description } = typeof label === "string" ? { name: label } : { ...label };
    if (!hasLabel(store, place, name)) createLabel(store, place, name, color, description ?? null);
  }
}

function hasLabel({ state }: Store, { project, group }: Place, name: string): boolean {
  return state.labels.some(
    (label) => label.title === name && (project ? label.projectId === project.id : label.groupId === group.id),
  );
}

function plantMilestones(store: Store, place: Place, milestones: SeedMilestone[]): void {
  const owner = { projectId: place.project?.id ?? null, groupId: place.project ? null : place.group.id };
  for (const seed of milestones) {
    store.state.milestones.push({
      id: nextId(store, "milestone"),
      iid: nextIid(store, place.project ? `milestones/${place.project.id}` : `milestones/group/${place.group.id}`),
      ...owner,
      title: seed.title,
      description: seed.description ?? "",
      state: "active",
      startDate: seed.start_date ?? null,
      dueDate: seed.due_date ?? null,
      createdAt: store.state.now,
      updatedAt: store.state.now,
    });
  }
}

function plantItem(store: Store, place: Place, seed: SeedEpic | SeedIssue, type: "Issue" | "Epic"): void {
  const maker = author(store, seed.author);
  if (type === "Epic" && store.state.tier === "free") throw new Error("the free tier has no epics; seed a paid one");
  createWorkItem(store, maker, place, {
    type,
    title: seed.title,
    description: seed.description,
    labels: labelIds(store, maker, place, seed.labels ?? []),
    confidential: seed.confidential ?? false,
  });
}

function plantFiles(store: Store, project: Project, files: Record<string, string>): void {
  if (Object.keys(files).length === 0) return;
  const { objects } = store.state;
  const head = branchHead(store, project, project.defaultBranch);
  const tree = { ...treeOf(objects, head) };
  for (const [path, text] of Object.entries(files)) {
    tree[path] = { blob: writeBlob(objects, Buffer.from(text)), executable: false };
  }
  const message = head ? "Update files" : "Initial commit";
  const commit = writeCommit(store, { tree, parents: head ? [head.sha] : [], message, author: author(store) });
  repositoryOf(store, project).branches[project.defaultBranch] = commit.sha;
}

function plantDefinition({ state }: Store, { name, ...seed }: SeedDefinition): void {
  const { type = "beta", group = null, milestone = null, default_enabled = false } = seed;
  state.definitions = state.definitions.filter((known) => known.name !== name);
  state.definitions.push({ name, type, group, milestone, default_enabled });
}

function plantFeature({ state }: Store, { name, value, ...seed }: SeedFeature): void {
  state.features = state.features.filter((known) => known.name !== name);
  state.features.push({
    ...blankFeature(name),
    boolean: value ?? false,
    percentageOfActors: seed.percentage_of_actors ?? 0,
    percentageOfTime: seed.percentage_of_time ?? 0,
  });
}

function plantUserList(store: Store, project: Project, name: string, userXids: string): void {
  const { now } = store.state;
  const ids = { id: nextId(store, "userList"), iid: nextIid(store, `user_lists/${project.id}`) };
  store.state.userLists.push({ ...ids, projectId: project.id, name, userXids, createdAt: now, updatedAt: now });
}

function plantFlag(store: Store, project: Project, seed: SeedFlag): void {
  const { now } = store.state;
  const flag = {
    id: nextId(store, "flag"),
    iid: nextIid(store, `flags/${project.id}`),
    projectId: project.id,
    name: seed.name,
    description: seed.description ?? null,
    active: seed.active ?? true,
    strategies: [],
    createdAt: now,
    updatedAt: now,
  };
  const lists = store.state.userLists.filter((list) => list.projectId === project.id);
  const strategies = (seed.strategies ?? []).map((strategy) => ({
    name: strategy.name,
    parameters: strategy.parameters ?? {},
    user_list_id: lists.find((list) => list.name === strategy.user_list)?.id,
    scopes: (strategy.scopes ?? ["*"]).map((scope) => ({ environment_scope: scope })),
  }));
  const [complaint] = patchStrategies(store, flag, strategies);
  if (complaint !== undefined) throw new Error(`flag "${seed.name}" of the seed: ${complaint}`);
  store.state.flags.push(flag);
}
