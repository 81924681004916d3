import type { ObservedProposal } from "../model/observed.ts";
import { referencesIn } from "../model/reference.ts";
import type { FileResource } from "../model/resource.ts";
import { basisOf, canonicalJson, digestOf } from "../plan/digest.ts";
import { decideFile, type FileContext, newProposal, shortName } from "../plan/file.ts";
import type { Link } from "../plan/item.ts";
import type { Change } from "../plan/plan.ts";
import { isAmbiguous } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { linkNow, linkThen, remember, type Scene } from "./scene.ts";

/** Opens the merge request on the head as it is now, if the texts that are edited are the same there. */
export async function createProposal(scene: Scene, change: Change, desired: FileResource): Promise<Result> {
  const there = scene.look && openIn(scene.look.proposals, desired);
  if (there !== undefined) return takenUp(scene, change, desired, there);
  const head = await headOf(scene, change, desired);
  if ("result" in head) return head.result;
  const thing = newProposal(head.desired, contextOf(scene, change, linkNow(scene)));
  const [unresolved] = [thing.body, ...thing.files.map(({ text }) => text ?? "")].flatMap(referencesIn);
  if (unresolved !== undefined) return stopped(`its text names ${unresolved}, which is not there`);
  try {
    const made = await scene.forge.create(thing);
    remember(scene, change.key, made);
    return applied(change, made.url);
  } catch (error) {
    if (!isAmbiguous(error)) throw error;
    const found = openIn((await scene.forge.observe(scene.plan.scope)).proposals, desired);
    if (found === undefined) throw error;
    remember(scene, change.key, found);
    return applied(change, found.url, "the answer was lost; the merge request was found");
  }
}

/** Rebuilds, describes or closes our merge request as it is now. */
export async function updateProposal(scene: Scene, change: Change, desired: FileResource): Promise<Result> {
  const paths = scene.plan.scope.proposals.find(
    ({ branch, project }) => branch === desired.branch && project === desired.home,
  )?.paths;
  const live = change.at && (await scene.forge.read(change.at, paths ?? desired.edits.map(({ path }) => path)));
  if (live?.kind !== "proposal") return stopped("the merge request is not there any more", change.url);
  const head = await headOf(scene, change, desired);
  if ("result" in head) return head.result;
  const decision = decideFile(head.desired, live, contextOf(scene, change, linkNow(scene)));
  if (decision.verdict === "conflict") return stopped(decision.message, live.url);
  if (decision.verdict !== "update" && decision.verdict !== "close") {
    remember(scene, change.key, live);
    return unchanged(`${shortName(live)} is as wanted already`, live.url);
  }
  const moved = basisOf(live) !== change.basis.object;
  if (moved && !isSameEffect(scene, change, desired, live)) {
    return stopped(`${shortName(live)} was changed since the plan was made; plan again`, live.url);
  }
  const note = moved ? `${shortName(live)} was changed since the plan was made; the effect is the same` : undefined;
  const written = await scene.forge.updateProposal(live.locator, decision.patch);
  remember(scene, change.key, written);
  return applied(change, written.url, note);
}

/** The resource at the head's commit, or why it cannot be applied there. */
async function headOf(
  { forge }: Scene,
  { basis }: Change,
  desired: FileResource,
): Promise<{ readonly desired: FileResource } | { readonly result: Result }> {
  if (basis.regions === undefined) return { desired };
  const paths = desired.edits.map(({ path }) => path);
  const head = await forge.files(desired.target, desired.home, desired.base, paths);
  const moved = paths.filter((path) => digestOf(head.files.get(path) ?? null) !== basis.regions?.[path]);
  if (moved.length === 0) return { desired: { ...desired, commit: head.commit ?? desired.commit } };
  const there = desired.edits.every(({ path, after }) => head.files.get(path) === after);
  if (there) return { result: unchanged(`${desired.base} of ${desired.home} holds it already`, undefined) };
  return {
    result: stopped(
      `${moved.join(", ")} changed on ${desired.base} of ${desired.home} since the plan was made; plan again`,
    ),
  };
}

/** A merge request that was opened after the plan was made: ours, from a run that was cut off. */
function takenUp(scene: Scene, change: Change, desired: FileResource, live: ObservedProposal): Result {
  const { verdict } = decideFile(desired, live, contextOf(scene, change, linkNow(scene)));
  if (verdict !== "pending")
    return stopped(`${shortName(live)} was opened since the plan was made; plan again`, live.url);
  remember(scene, change.key, live);
  return unchanged(`${shortName(live)} is open already`, live.url);
}

function isSameEffect(scene: Scene, change: Change, desired: FileResource, live: ObservedProposal): boolean {
  const decision = decideFile(desired, live, contextOf(scene, change, linkThen(scene)));
  const patch = decision.verdict === "update" || decision.verdict === "close" ? decision.patch : undefined;
  return change.effect.do === "update-proposal" && canonicalJson(change.effect.patch) === canonicalJson(patch);
}

function openIn(proposals: readonly ObservedProposal[], { home, branch }: FileResource): ObservedProposal | undefined {
  return proposals.find((live) => live.state === "open" && live.locator.home === home && live.branch === branch);
}

function contextOf({ plan }: Scene, change: Change, link: Link): FileContext {
  return { link, user: plan.forge.user, source: change.basis.migration.slice(0, 16) };
}
