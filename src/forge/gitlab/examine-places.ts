import type { BranchFacts, GroupFacts, Known, ProjectFacts, Trouble } from "../../doctor/facts.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { epicWay } from "./epic-way.ts";
import { known } from "./known.ts";
import { missing } from "./missing.ts";
import { findParents } from "./observe-items.ts";
import { type Fields, fieldsOf, flag, integer, optionalChild, optionalText, text } from "./shape.ts";

/** Id of the token's user; undefined where it is nobody, or is not known. */
type UserId = () => Promise<number | undefined>;

export function examineProject(client: Client, path: string, user: UserId): Promise<Known<ProjectFacts>> {
  return known(async () => {
    const project = fieldsOf(await client.api.projects.show(path), "GET /projects/:id");
    const visibility = optionalText(project, "visibility");
    return {
      path: text(project, "path_with_namespace"),
      visibility: visibility === "private" || visibility === "internal" ? visibility : "public",
      archived: project.values["archived"] === true,
      deletion: optionalText(project, "marked_for_deletion_on"),
      defaultBranch: project.values["default_branch"] === null ? null : optionalText(project, "default_branch"),
      issues: isOn(project, "issues"),
      mergeRequests: isOn(project, "merge_requests"),
      flags: isOn(project, "feature_flags"),
      pipelines: isOn(project, "builds"),
      pipelineVariables: takesVariables(project),
      access: levelsIn(project) ?? (await memberLevel(client, "projects", path, user)),
    };
  });
}

/** The newer of two fields knows three states, of which one means off. */
function isOn({ values }: Fields, feature: string): boolean | undefined {
  const [level, enabled] = [values[`${feature}_access_level`], values[`${feature}_enabled`]];
  if (typeof level === "string") return level !== "disabled";
  return typeof enabled === "boolean" ? enabled : undefined;
}

/** Older servers have no such setting and let every Developer do it. */
function takesVariables(project: Fields): boolean | undefined {
  const least = optionalText(project, "ci_pipeline_variables_minimum_override_role");
  return least === undefined ? undefined : least !== "no_one_allowed";
}

/** The higher of the levels that the answer names; undefined where it names none. */
function levelsIn(project: Fields): number | undefined {
  const permissions = optionalChild(project, "permissions");
  const levels = ["project_access", "group_access"].flatMap((key) => {
    const access = permissions && optionalChild(permissions, key);
    return access === undefined ? [] : [integer(access, "access_level")];
  });
  return levels.length === 0 ? undefined : Math.max(...levels);
}

/** Memberships of invited groups are in no other answer. 0 for no member; undefined where it may not be known. */
async function memberLevel(
  client: Client,
  kind: "projects" | "groups",
  path: string,
  user: UserId,
): Promise<number | undefined> {
  const id = await user();
  if (id === undefined) return undefined;
  const url = client.rest(`${kind}/${encodeURIComponent(path)}/members/all/${id}`);
  const answer = await client.http.read({ method: "GET", url, accept: [401, 403, 404] });
  if (answer.status === 404) return 0;
  return answer.status >= 300 ? undefined : integer(fieldsOf(answer.body, "GET members/all/:user_id"), "access_level");
}

export async function examineGroup(
  client: Client,
  path: string,
  initiative: string | undefined,
  user: UserId,
): Promise<Known<GroupFacts>> {
  const epics = await known(() => epicWay(client, path));
  if (epics.trouble?.kind === "missing") return { trouble: epics.trouble };
  const [access, parent] = await Promise.all([
    known(() => memberLevel(client, "groups", path, user)),
    initiative === undefined || epics.value === undefined || epics.value.as === "none"
      ? undefined
      : known(() => hasParent(client, path, initiative)),
  ]);
  return {
    value: {
      access: access.value,
      epics: epics.trouble === undefined ? { value: kindOf(epics.value) } : epics,
      initiative: parent,
    },
  };
}

function kindOf(way: Awaited<ReturnType<typeof epicWay>>): "nested" | "flat" | "none" {
  if (way.as === "none") return "none";
  return way.as === "work-items" && !way.nested ? "flat" : "nested";
}

async function hasParent(client: Client, group: string, parent: string): Promise<boolean> {
  const found = await findParents(client, { tracker: { group, project: "" }, parents: [parent] });
  return Object.hasOwn(found, parent);
}

/** Null for a branch that is not there, and for the default one of a project without commits. */
export async function examineBranch(
  client: Client,
  path: string,
  branch: string | undefined,
  project: Known<ProjectFacts> | undefined,
): Promise<Known<BranchFacts | null>> {
  if (project?.trouble !== undefined) return { trouble: project.trouble };
  const name = branch ?? project?.value?.defaultBranch;
  if (name === null) return { value: null };
  if (name === undefined) return { trouble: HIDDEN };
  return known(async () => {
    const found = await missing(client.api.branches.show(path, name));
    if (found === undefined && name === project?.value?.defaultBranch) throw new ForgeError("forbidden", UNSHOWN);
    if (found === undefined) return null;
    const fields = fieldsOf(found, "GET /projects/:id/repository/branches/:branch");
    return { name: text(fields, "name"), protected: flag(fields, "protected") };
  });
}

/** A project without commits names none. */
const UNSHOWN = "the server names it as the default branch and says that it is not there";
const HIDDEN: Trouble = { kind: "forbidden", reason: "the server does not tell it to who may not read the repository" };
