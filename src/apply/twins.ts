import { ForgeError } from "../forge/port.ts";
import type { Outcome } from "./outcome.ts";
import { ownershipIn, type Scene } from "./scene.ts";

/**
 * Outcomes with what another run made at the same time. Where the rights to lock are missing two runs may both find that
 * an issue is not there. Whoever is later to make it sees both when it looks afterwards; which of them stays is for
 * people to say.
 */
export async function tellTwins(scene: Scene, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const made = new Map(scene.plan.changes.filter(isMade).map(({ id, key }) => [id, key]));
  const twins = outcomes.some(({ id, status }) => status === "applied" && made.has(id)) ? await disputed(scene) : [];
  return outcomes.map((outcome) => {
    const key = outcome.status === "applied" ? made.get(outcome.id) : undefined;
    const [, conflict] = twins.find(([disputedKey]) => disputedKey === key) ?? [];
    if (conflict === undefined) return outcome;
    return { ...outcome, status: "failed", message: `${conflict.message}: made by another run too; ${conflict.fix}` };
  });
}

function isMade({ action, kind }: Scene["plan"]["changes"][number]): boolean {
  return action === "create" && (kind === "issue" || kind === "epic");
}

async function disputed(scene: Scene) {
  try {
    return [...ownershipIn(scene, await scene.forge.observe(scene.plan.scope)).disputed];
  } catch (error) {
    // What was done is done; the next plan looks again and says the same.
    if (error instanceof ForgeError) return [];
    throw error;
  }
}
