import { carryTicks, type FlagRecord } from "../model/marker.ts";
import { INSTANCE, type ObservedFlag } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import { exposureOf, type FlagResource, type Resource } from "../model/resource.ts";
import { stepOf } from "./flag.ts";
import { type FlagState, OFF } from "./flag-state.ts";
import type { Asked, ImagineInput } from "./imagine-input.ts";
import type { Link } from "./item.ts";
import { isItem } from "./world.ts";

/**
 * The flags at the step that the base has released. Flags of the whole server come with the code that defines them, and
 * one that is to be taken over was made by hand: both count as there before anything asks for them.
 */
export function imagineFlags({ base, wanted }: ImagineInput, link: Link): ObservedFlag[] {
  const made = flagsIn(base).filter((flag) => flag.remove === undefined && hasIssue(base, flag));
  const isMade = (flag: FlagResource) => made.some(({ home, name }) => home === flag.home && name === flag.name);
  const others = flagsIn(wanted).filter((flag) => flag.remove === undefined && !isMade(flag));
  return [
    ...made.map((flag) => flagOf(flag, stateOf(flag), link)),
    ...others.filter((flag) => isTaken(wanted, flag)).map((flag) => flagOf(flag, stateOf(flag), link)),
    ...others.filter((flag) => flag.home === INSTANCE && !isTaken(wanted, flag)).map((flag) => flagOf(flag, OFF, link)),
  ];
}

/** What the markers of the rollout issues say of their flags. */
export function recordsOf({ base }: ImagineInput): ReadonlyMap<ResourceKey, FlagRecord> {
  return new Map(
    flagsIn(base)
      .filter(({ remove }) => remove === undefined)
      .map((flag) => [flag.issue, { name: flag.name, step: stepOf(flag), exposure: exposureOf(stateOf(flag)) }]),
  );
}

/** The box whose tick lets a flag go, by rollout issue: whoever says that a migration is complete is taken at their word. */
export function removalTasks({ wanted }: ImagineInput): ReadonlyMap<ResourceKey, string> {
  return new Map(
    flagsIn(wanted).flatMap(({ issue, remove }) => (remove === undefined ? [] : [[issue, remove.task] as const])),
  );
}

/** A body with the box of one task ticked. */
export function ticked(body: string, task: string | undefined): string {
  return task === undefined ? body : carryTicks(`- [x] done <!-- t:${task} -->`, body);
}

function flagsIn({ resources }: Asked): FlagResource[] {
  return resources.filter((one: Resource): one is FlagResource => one.kind === "flag");
}

/** Without a rollout issue its feature stands below `internal`, and the flag was not made yet. */
function hasIssue({ resources }: Asked, { issue }: FlagResource): boolean {
  return resources.some((one) => isItem(one) && one.key === issue);
}

function isTaken({ migrations }: Asked, { migration, name }: FlagResource): boolean {
  const { adopted = [] } = migrations.find((one) => one.name === migration) ?? {};
  return adopted.some((one) => "flag" in one && one.flag === name);
}

function stateOf(flag: FlagResource): FlagState {
  return stepOf(flag) === 0 ? OFF : { active: flag.active, strategies: flag.strategies };
}

function flagOf({ key, home, name, description }: FlagResource, state: FlagState, link: Link): ObservedFlag {
  const locator = { kind: "flag", home, id: name } as const;
  return { kind: "flag", locator, url: link(key) ?? "", name, description, ...state, foreign: 0 };
}
