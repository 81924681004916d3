import type { Resource } from "../../src/model/resource.ts";
import { digestOf } from "../../src/plan/digest.ts";
import type { MigrationFacts } from "../../src/plan/world.ts";
import { files, flag, LABEL, mainIssue, rollout } from "../plan/build.ts";
import type { Dice } from "./random.ts";
import { MIGRATIONS, MILESTONES, type Stand } from "./stand.ts";

/** What a migration's file asks for, as far as these tests change it. */
export interface Wish {
  readonly name: string;
  summary: number;
  title: number;
  due: string | undefined;
  milestone: string | undefined;
  priority: number;
  /** Revision of what it asks of its file. */
  edit: number;
  cancelled: boolean;
  readonly steps: [number, number];
  tasks: number;
}

const FEATURES = ["duo_chat", "code"] as const;

export function firstWishes(): Wish[] {
  return MIGRATIONS.map((name) => ({
    name,
    summary: 1,
    title: 1,
    due: undefined,
    milestone: undefined,
    priority: 1,
    edit: 1,
    cancelled: false,
    steps: [0, 0],
    tasks: 2,
  }));
}

/** One edit of a migration's file; its kind, for the count. */
export function rewrite(wish: Wish, dice: Dice): string {
  const index = dice.below(2) as 0 | 1;
  const kind = dice.one([
    "summary",
    "step up",
    "step up",
    "step down",
    "due date",
    "title",
    "labels",
    "milestone",
    "edits",
    "tasks",
    "status",
  ]);
  switch (kind) {
    case "summary":
      wish.summary += 1;
      break;
    case "step up":
      wish.steps[index] = Math.min(3, wish.steps[index] + 1);
      break;
    case "step down":
      wish.steps[index] = Math.max(0, wish.steps[index] - 1);
      break;
    case "due date":
      wish.due = dice.one([undefined, "2026-06-01", "2026-07-01"]);
      break;
    case "title":
      wish.title += 1;
      break;
    case "labels":
      wish.priority = 1 + dice.below(3);
      break;
    case "milestone":
      wish.milestone = dice.one([undefined, ...MILESTONES]);
      break;
    case "edits":
      wish.edit += 1;
      break;
    case "tasks":
      wish.tasks = 1 + dice.below(4);
      break;
    default:
      wish.cancelled = dice.chance(0.3);
  }
  return `migration: ${kind}`;
}

/** What the compiler would ask for at the target's head as it is. The last migration has an epic. */
export async function resourcesOf(wishes: readonly Wish[], { forge }: Stand): Promise<Resource[]> {
  const head = await forge.files(
    "gateway",
    "acme/gateway",
    "main",
    wishes.map(({ name }) => `${name}.yml`),
  );
  return wishes.flatMap((wish) => [...itemsOf(wish), ...flagsOf(wish), fileOf(wish, head.files, head.commit)]);
}

export function factsOf(wish: Wish): MigrationFacts {
  return {
    name: wish.name,
    file: `migrations/${wish.name}.yaml`,
    digest: digestOf(wish),
    status: wish.cancelled ? "cancelled" : "active",
    confidential: false,
    adopted: [],
  };
}

function itemsOf(wish: Wish): Resource[] {
  const { name, title, summary, due, milestone, priority, cancelled, tasks } = wish;
  const isEpic = name === "opus";
  const common = {
    migration: name,
    cause: { file: `migrations/${name}.yaml`, line: 4 },
    state: cancelled ? ("closed" as const) : ("open" as const),
    labels: [LABEL, `priority::${priority}`],
    dueDate: due,
  };
  const main = isEpic ? `epic/${name}` : `issue/${name}`;
  const list = Array.from(
    { length: tasks },
    (_, n) => `- [ ] Task ${n} of revision ${summary} <!-- t:task-${n} -->`,
  ).join("\n");
  const issues = FEATURES.map((feature) =>
    rollout({
      ...common,
      key: `issue/${name}/${feature}`,
      feature,
      title: `Roll out ${name} for ${feature}, ${title}`,
      milestone,
      parent: isEpic ? { key: main } : { existing: "&1" },
      related: isEpic ? [] : [{ key: main }],
      flag: `flag/${name}/${feature}`,
      blocks: [
        { name: "plan", text: `## Plan\n\nRevision ${summary}.` },
        { name: "tasks", text: `## Tasks\n\n${list}` },
      ],
    }),
  );
  const links = FEATURES.map((feature) => `- cutover:issue/${name}/${feature}`).join("\n");
  const tracking = mainIssue({
    ...common,
    key: main,
    ...(isEpic && { kind: "epic" as const, home: "acme" }),
    title: `Upgrade to ${name}, ${title}`,
    assignees: isEpic ? [] : ["ana"],
    ...(!isEpic && { milestone }),
    parent: { existing: "&1" },
    related: [],
    blocks: [
      { name: "overview", text: `Summary ${summary} of ${name}.\n\n${links}` },
      { name: "checks", text: `- [ ] Checked <!-- t:checked -->` },
    ],
  });
  const notes: Resource[] = [...issues, tracking].map(({ kind, key, migration, cause }) => ({
    kind: "note",
    key: `note/${key.slice(kind.length + 1)}`,
    migration,
    cause,
    on: key,
    text: "Closed, because this migration was cancelled.",
  }));
  return [...issues, tracking, ...(cancelled ? notes : [])];
}

function flagsOf({ name, steps, cancelled }: Wish): Resource[] {
  return FEATURES.map((feature, index) => {
    const step = cancelled ? 0 : (steps[index] ?? 0);
    return flag(step, {
      key: `flag/${name}/${feature}`,
      migration: name,
      feature,
      name: `${feature}_${name}`,
      issue: `issue/${name}/${feature}`,
      after: [`file/${name}/gateway`],
      ...(cancelled && { off: true }),
    });
  });
}

function fileOf(wish: Wish, heads: ReadonlyMap<string, string | undefined>, commit: string | undefined): Resource {
  const { name, edit, cancelled } = wish;
  const path = `${name}.yml`;
  const before = heads.get(path);
  const line = `- id: new-${edit} # cutover:${name === "opus" ? "epic" : "issue"}/${name}\n`;
  const known = before?.includes(`- id: new-${edit} `) ?? false;
  const after = `${(before ?? "").replace(/^- id: new-.*\n/m, "")}${line}`;
  return files(known || cancelled ? [] : [{ path, before, after }], {
    key: `file/${name}/gateway`,
    migration: name,
    branch: `cutover/gateway/${name}`,
    title: `feat(model-selection): ${name}`,
    blocks: [{ name: "overview", text: `Moves to ${name}.` }],
    commit,
  });
}
