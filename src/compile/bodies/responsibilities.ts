import type { RaciRoles } from "../../model/defaults.ts";
import { own } from "../../model/own.ts";
import type { RaciTask } from "../../model/process/row.ts";
import type { Block } from "../../model/resource.ts";
import type { Role, Team } from "../../model/schema/config.gen.ts";
import { code } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs, table } from "./table.ts";
import { person, ROLES, roleNames, series } from "./words.ts";

const TASKS: Readonly<Record<RaciTask, string>> = {
  configuration: "Model configuration",
  infrastructure: "Infrastructure compatibility",
  prompts: "Prompts of the features",
  evaluation: "Evaluations and tests",
  feature_flags: "Feature flags",
  rollout: "Planning of the rollout",
  documentation: "Documentation",
  monitoring: "Monitoring and incidents",
};

/** The RACI matrix in words, and who plays which part. People are assigned, never mentioned. */
export function responsibilities(subject: Subject): Block {
  const { migration, raci, moves } = subject;
  const rows = (Object.keys(TASKS) as RaciTask[]).map((task) => [TASKS[task], ...cells(raci[task])]);
  const owner = `${person(migration.owner)} answers for the migration and is assigned here.`;
  const dris = " Each feature's DRI answers for its rollout and is assigned to its rollout issue.";
  return {
    name: "responsibilities",
    text: paragraphs(
      "## Responsibilities",
      `${owner}${moves.length === 0 ? "" : dris}`,
      table(["Task", "Responsible", "Accountable", "Consulted", "Informed"], rows),
      "Who plays which part:",
      bullets(partsOf(subject)),
    ),
  };
}

/** The teams of each role that the matrix names; of the feature teams those whose features move. */
function partsOf({ config, moves, raci }: Subject): string[] {
  const roles = (Object.keys(ROLES) as Role[]).filter((role) =>
    Object.values(raci).some((row) => Object.values(row as RaciRoles).some((part) => part.includes(role))),
  );
  const owners = new Set(moves.map(({ feature }) => own(config.features, feature)?.team));
  return roles.flatMap((role) => {
    const all = Object.entries(config.teams ?? {}).filter(([, team]) => team.role === role);
    const teams = role === "feature_team" && moves.length > 0 ? all.filter(([id]) => owners.has(id)) : all;
    if (teams.length > 0) return teams.map(([id, team]) => `${ROLES[role]}: ${describeTeam(id, team)}`);
    const what =
      all.length === 0
        ? "no team of this role is on record; it belongs in"
        : "no feature that moves names its team; it belongs in";
    return [
      `${ROLES[role]}: ${what} ${code(all.length === 0 ? "teams" : "features.<name>.team")} of ${code("cutover.yaml")}`,
    ];
  });
}

/** Who is asked and who is told of a task, for a body that is about that task alone. */
export function involved({ raci }: Subject, task: RaciTask): { consulted: string; informed: string } {
  return { consulted: named(raci[task].consulted), informed: named(raci[task].informed) };
}

function cells({ responsible, accountable, consulted, informed }: RaciRoles): string[] {
  return [responsible, accountable, consulted, informed].map(named);
}

function named(roles: readonly Role[]): string {
  return roles.length === 0 ? "nobody" : roleNames(roles);
}

function describeTeam(id: string, { members = [], channel }: Team): string {
  const people = members.length === 0 ? "" : `, ${series(members.map(code))}`;
  return `team ${code(id)}${people}${channel === undefined ? "" : ` (${code(channel)})`}`;
}
