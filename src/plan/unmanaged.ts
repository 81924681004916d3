import { isProposing } from "../model/deadline.ts";
import { hiddenFlags } from "./draft-removal.ts";
import { acted } from "./flag-record.ts";
import { stateText } from "./flag-state.ts";
import { itemReference } from "./ownership.ts";
import type { Notice } from "./plan.ts";
import type { World } from "./world.ts";

/** What is ours and nothing asks for any more. A deleted file or entry closes nothing: it is listed until people act. */
export function unmanaged(world: World): Notice[] {
  return [...items(world), ...flags(world), ...proposals(world)];
}

function items({ ownership, input, facts }: World): Notice[] {
  const wanted = new Set(input.resources.map(({ key }) => key));
  return [...ownership.holders]
    .filter(([key, { item }]) => !wanted.has(key) && item.state === "open")
    .flatMap(([key, { item }]) => {
      const migration = key.split("/")[1] ?? "";
      const { file, status } = facts(migration);
      if (status === "paused") return [];
      const reason = file === "" ? `there is no migration ${migration}` : `${file} (${status}) does not ask for it`;
      const message = `${itemReference(item)} (${key}) is unmanaged: ${reason}; it is left as it is`;
      return [{ kind: "unmanaged" as const, key, migration, message, url: item.url }];
    });
}

/** Flags that a marker of ours names and that nothing asks for: nobody turns them off, and they may be on. */
function flags(world: World): Notice[] {
  const { ownership, input } = world;
  const seen = input.scope.flags.filter(({ project }) => hiddenFlags(world, project) === undefined);
  const wanted = new Set(input.resources.flatMap((one) => (one.kind === "flag" ? [one.name] : [])));
  return [...ownership.holders].flatMap(([key, { item, marker }]) => {
    const record = marker.applied.flag;
    if (record === undefined || wanted.has(record.name)) return [];
    const live = input.observation.flags.find(({ name }) => name === record.name);
    const isKnown = seen.some(({ names }) => names.includes(record.name));
    const { step, exposure } = acted(record);
    if (isKnown ? !live?.active : exposure === 0) return [];
    const stands = live === undefined ? `was taken to step ${step}; look at it` : `is on: ${stateText(live)}`;
    const message = `flag ${record.name}, named in ${itemReference(item)}, is unmanaged and ${stands}`;
    return [
      { kind: "unmanaged" as const, key, migration: key.split("/")[1] ?? "", message, url: live?.url ?? item.url },
    ];
  });
}

/** Merge requests of ours on branches that nobody asks for: without their migration nothing closes them. */
function proposals({ input, facts }: World): Notice[] {
  // `deadlines` looks after its own.
  const strays = (input.observation.strays ?? []).filter(({ branch }) => !isProposing(branch));
  return strays.map(({ locator, url, branch }) => {
    const migration = branch.split("/").at(-1) ?? "";
    const { file, status } = facts(migration);
    const reference = `${locator.home}!${locator.id}`;
    if (status === "paused") {
      const message = `!${locator.id} in ${locator.home} is left as it is while migration ${migration} is paused`;
      return { kind: "held", migration, message, url, reference };
    }
    const reason = file === "" ? `there is no migration ${migration}` : `${file} (${status}) does not ask for it`;
    const message = `!${locator.id} in ${locator.home} (branch ${branch}) is unmanaged: ${reason}; merge or close it`;
    return { kind: "unmanaged", migration, message, url, reference };
  });
}
