import { afterEach, expect, it } from "vitest";
import { type Journey, type JourneyOptions, journey } from "./journey.ts";
import { issuesOf } from "./people.ts";
import { RETIREMENT } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

const SERVERS: Record<string, Omit<JourneyOptions, "migration">> = {
  ultimate: {},
  older: { version: "16.11.6-ee" },
  free: { tier: "free" },
};

it.each(Object.entries(SERVERS))(
  "a deprecation goes from its draft to its end on a server that is %s",
  async (name, server) => {
    one = await journey({ migration: RETIREMENT, ...server });
    await one.lint();
    await one.apply();
    await one.edit("status: draft", "status: active");
    await one.apply();
    for (const [before, after] of [
      ["planned", "internal"],
      ["internal", "selectable"],
      ["selectable", "default"],
    ] as const) {
      await one.edit(`stage: ${before} # first`, `stage: ${after} # first`);
      if (after !== "internal")
        await one.edit(
          `stage: ${before === "selectable" ? "selectable" : "planned"} # second`,
          `stage: ${after} # second`,
        );
      await one.apply();
      await one.mergeAll();
      await one.apply();
    }
    await one.edit("status: active", "status: paused");
    await one.apply();
    await one.edit("status: paused", "status: active");
    await one.apply();
    await one.edit("retire: keep", "retire: deprecate");
    await one.apply();
    await one.mergeAll();
    await one.apply();
    await one.edit("status: active", "status: complete");
    await one.apply();
    await one.edit("status: complete", "status: active");
    await one.apply();
    await one.edit("status: active", "status: cancelled");
    await one.apply();
    expect(new Set((await issuesOf(one)).map(({ state }) => state))).toEqual(new Set(["closed"]));
    await expect(one.story()).toMatchFileSnapshot(`golden/deprecation-${name}.txt`);
  },
);
