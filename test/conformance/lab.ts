import { expect } from "vitest";
import type { ObservedItem } from "../../src/model/observed.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { MigrationFacts } from "../../src/plan/world.ts";
import type { Stand } from "../apply/stand.ts";
import { converge, facts, lines, planOf } from "../plan/build.ts";

/** A GitLab, and a reconciler that is asked for something else again and again. */
export interface Lab {
  readonly stand: Stand;
  /** Plans and applies until nothing is left; what was done, line by line. */
  settle(resources: readonly Resource[], own?: Partial<MigrationFacts>): Promise<string[]>;
  /** Plans alone. */
  plan(resources: readonly Resource[], own?: Partial<MigrationFacts>): Promise<Plan>;
  issue(iid: number): Promise<ObservedItem>;
  /** A person's call to `/api/v4`. */
  person(method: string, path: string, body?: unknown): Promise<unknown>;
}

export function labOn(stand: Stand): Lab {
  const plan: Lab["plan"] = (resources, own = {}) =>
    planOf(stand.forge, resources, { url: stand.url, migrations: [facts(own)] });
  return {
    stand,
    plan,
    person: stand.person,
    settle: async (resources, own = {}) => {
      const options = { url: stand.url, migrations: [facts(own)] };
      const done = await converge(stand.forge, resources, options);
      const again = await plan(resources, own);
      expect({ changes: lines({ ...again, notices: [], conflicts: [] }) }).toEqual({ changes: [] });
      return lines(done);
    },
    issue: async (iid) => {
      const found = await stand.forge.read({ kind: "issue", home: "acme/ai", id: String(iid) });
      if (found?.kind !== "issue") throw new Error(`there is no acme/ai#${iid}`);
      return found;
    },
  };
}
