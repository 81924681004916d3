import { shortName } from "./file.ts";
import { stateText } from "./flag-state.ts";
import type { Conflict } from "./plan.ts";
import type { World } from "./world.ts";

/** What a migration that is to be complete has left behind: its open merge requests, and flags of its that are on. */
export function leftOf({ facts, input, ownership }: World, migration: string): string[] {
  if (facts(migration).status !== "complete") return [];
  const proposals = input.observation.proposals.filter(
    ({ state, branch, author }) =>
      state === "open" && author === input.user && branch.startsWith("cutover/") && branch.endsWith(`/${migration}`),
  );
  const names = [...ownership.holders].flatMap(([key, { marker }]) =>
    key.split("/")[1] === migration && marker.applied.flag !== undefined ? [marker.applied.flag.name] : [],
  );
  const flags = input.observation.flags.filter(({ name, active }) => active && names.includes(name));
  return [
    ...proposals.map((live) => `${shortName(live)} in ${live.locator.home} is open`),
    ...flags.map((live) => `flag ${live.name} is there and on (${stateText(live)})`),
  ];
}

/** Migrations that are said to be complete and are not: nothing of theirs is closed. */
export function unfinished(world: World): Conflict[] {
  return world.input.migrations.flatMap(({ name }) => {
    const left = leftOf(world, name);
    if (left.length === 0) return [];
    const message = `migration ${name} is not complete, and its issues stay open: ${left.join(", ")}`;
    const fix = "merge or close it and take the flag out of the code and off GitLab first, or go back to status active";
    return [{ key: `issue/${name}`, migration: name, message, fix }];
  });
}
