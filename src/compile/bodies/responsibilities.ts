import type { RaciRoles } from "../../model/defaults.ts";
import type { RaciTask } from "../../model/process/row.ts";
import type { Block } from "../../model/resource.ts";
import type { Role, Team } from "../../model/schema/config.gen.ts";
import { code } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs, table } from "./table.ts";
import { roleNames, series } from "./words.ts";

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
export function responsibilities({ config, raci }: Subject): Block {
  const rows = (Object.keys(TASKS) as RaciTask[]).map((task) => [TASKS[task], ...cells(raci[task])]);
  const teams = Object.entries(config.teams ?? {}).map(
    ([id, team]) => `${roleNames([team.role])}: ${describeTeam(id, team)}`,
  );
  return {
    name: "responsibilities",
    text: paragraphs(
      "## Responsibilities",
      table(["Task", "Responsible", "Accountable", "Consulted", "Informed"], rows),
      bullets(teams),
    ),
  };
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
