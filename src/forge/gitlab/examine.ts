import {
  branchKey,
  type Facts,
  type GroupFacts,
  type Known,
  placeOf,
  type Question,
  type Trouble,
} from "../../doctor/facts.ts";
import type { Client } from "./client.ts";
import { examineFlags, examineLabels, examineVariables } from "./examine-names.ts";
import { examineBranch, examineGroup, examineProject } from "./examine-places.ts";
import { probe, readToken } from "./examine-token.ts";
import type { TokenUser } from "./identity.ts";
import { known } from "./known.ts";
import type { Names } from "./names.ts";

/**
 * Looks up everything that is asked, each thing for itself: what fails is told as unknown with the reason. Never throws for
 * what the server says, and never writes.
 */
export async function examine(
  client: Client,
  names: Names,
  identity: () => Promise<TokenUser>,
  question: Question,
): Promise<Facts> {
  const server = await known(() => probe(client));
  // Nothing else would get another answer, and each would be waited for.
  if (server.trouble !== undefined) return blank(client, question, server.trouble);
  const { refusal } = server.value;
  if (refusal !== undefined) return { ...blank(client, question, refusal), server: plain(server.value) };
  const user = client.hasToken ? known(identity) : undefined;
  const idOfUser = async () => (await user)?.value?.id;
  const { group, milestones, flags } = question;
  const [account, token, projects, ofGroup, labels, users, unknownMilestones, ofFlags, variables] = await Promise.all([
    user,
    client.hasToken ? known(() => readToken(client)) : undefined,
    each(question.projects, (path) => [path, examineProject(client, path, idOfUser)]),
    group === undefined ? undefined : examineGroup(client, group, question.initiative, idOfUser),
    each(question.labels, ({ home, titles }) => [placeOf(home), examineLabels(client, home, titles)]),
    question.users.length === 0
      ? undefined
      : known(() => names.unknownPeople({ kind: "project", path: "" }, question.users)),
    milestones &&
      known(() => names.unknownMilestones({ kind: "project", path: milestones.project }, milestones.titles)),
    flags && known(() => examineFlags(client, flags)),
    each(question.variables, (home) => [placeOf(home), examineVariables(client, home)]),
  ]);
  const branches = await each(question.branches, ({ project, branch }) => [
    branchKey(project, branch),
    examineBranch(client, project, branch, projects.get(project)),
  ]);
  return {
    server: plain(server.value),
    user:
      account?.value === undefined ? account : { value: { name: account.value.user, admin: account.value.isAdmin } },
    token,
    projects,
    group: ofGroup,
    labels,
    users,
    milestones: unknownMilestones,
    flags: ofFlags,
    branches,
    variables,
  };
}

function plain({ version, sandbox, ahead }: Awaited<ReturnType<typeof probe>>): Facts["server"] {
  return { value: { version, sandbox, ahead } };
}

async function each<A, T>(
  asked: readonly A[],
  find: (one: A) => readonly [string, Promise<T>],
): Promise<ReadonlyMap<string, T>> {
  const found = asked.map(find);
  return new Map(await Promise.all(found.map(async ([key, value]) => [key, await value] as const)));
}

/** All that is asked is unknown for one reason. */
function blank(client: Client, question: Question, trouble: Trouble): Facts {
  const unknown: Known<never> = { trouble };
  const all = (keys: readonly string[]) => new Map(keys.map((key) => [key, unknown] as const));
  const group: GroupFacts = { epics: unknown, initiative: question.initiative === undefined ? undefined : unknown };
  return {
    server: unknown,
    user: client.hasToken ? unknown : undefined,
    token: client.hasToken ? unknown : undefined,
    projects: all(question.projects),
    group: question.group === undefined ? undefined : { value: group },
    labels: all(question.labels.map(({ home }) => placeOf(home))),
    users: question.users.length === 0 ? undefined : unknown,
    milestones: question.milestones && unknown,
    flags: question.flags && unknown,
    branches: all(question.branches.map(({ project, branch }) => branchKey(project, branch))),
    variables: all(question.variables.map(placeOf)),
  };
}
