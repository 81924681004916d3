import { makePlan } from "../../src/plan/make-plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import { inputOf, plant } from "./plant.ts";
import { CONFIG, resourcesOf, type Workload } from "./workload.ts";

/** What one plan of a workload that is wholly applied asked of the server. */
export interface Count {
  /** Requests by their kind, such as `GET /projects/:id/labels`. */
  readonly calls: ReadonlyMap<string, number>;
  readonly objects: { readonly issues: number; readonly flags: number; readonly "merge requests": number };
  /** Changes, held changes and conflicts: none, or the count is of something else. */
  readonly open: readonly string[];
  readonly waiting: number;
  /** Seconds that each part took. */
  readonly took: { readonly plant: number; readonly observe: number; readonly plan: number };
}

export async function countCalls(workload: Workload): Promise<Count> {
  const start = performance.now();
  const { sandbox, forge } = await plant(workload);
  try {
    const planted = performance.now();
    const calls = new Map<string, number>();
    const counted = forge(({ method, url }) => {
      const kind = kindOf(method, new URL(url).pathname);
      calls.set(kind, (calls.get(kind) ?? 0) + 1);
    });
    await counted.session();
    const resources = resourcesOf(workload);
    const { migrations } = workload;
    const scope = scopeOf({ resources, config: CONFIG, targets: new Map() });
    const observation = await counted.observe(scope);
    const observed = performance.now();
    const plan = makePlan({ ...inputOf(sandbox.url), resources, migrations, scope, observation });
    const ended = performance.now();
    const { items, flags, proposals } = observation;
    return {
      calls,
      objects: { issues: items.length, flags: flags.length, "merge requests": proposals.length },
      open: [
        ...[...plan.changes, ...plan.held].map(({ summary }) => summary),
        ...plan.conflicts.map(({ message }) => message),
      ],
      waiting: plan.notices.filter(({ kind }) => kind === "waiting").length,
      took: { plant: seconds(start, planted), observe: seconds(planted, observed), plan: seconds(observed, ended) },
    };
  } finally {
    await sandbox.close();
  }
}

function seconds(from: number, to: number): number {
  return Math.round((to - from) / 100) / 10;
}

function kindOf(method: string, path: string): string {
  const known = path
    .replace(/^\/api(\/v4)?/, "")
    .replace(/^\/(projects|groups)\/[^/]+/, "/$1/:id")
    .replace(/\/(issues|merge_requests)\/\d+/, "/$1/:iid")
    .replace(/\/labels\/.+/, "/labels/:name");
  return `${method} ${known}`;
}
