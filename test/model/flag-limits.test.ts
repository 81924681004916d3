import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/model/duration.ts";
import { flagLife, flagLimitOf } from "../../src/model/flag-limits.ts";

describe("flagLimitOf", () => {
  test.each([
    [{ tier: "free" }, 50],
    [{ tier: "premium", url: "https://gitlab.com" }, 150],
    [{ tier: "ultimate", url: "https://GitLab.com:443/" }, 200],
    [{ tier: "free", url: "https://gitlab.com.example.com" }, 200],
    [{ tier: "premium", url: "http://gitlab.example.com/gitlab.com" }, 200],
  ] as const)("%o may have %d", (gitlab, most) => {
    expect(flagLimitOf(gitlab)?.most).toBe(most);
  });

  test("says nothing without a tier", () => {
    expect(flagLimitOf({ url: "https://gitlab.example.com" })).toBeUndefined();
  });
});

describe("flagLife", () => {
  function untilOf(...[type, day]: [Parameters<typeof flagLife>[0], string]): string | undefined {
    const life = flagLife(type, parseInstant(day) ?? Number.NaN);
    return life && new Date(life.until).toISOString().slice(0, 10);
  }

  test.each([
    ["gitlab_com_derisk", "2026-06-18", "2026-08-18"],
    ["wip", "2026-10-31", "2027-02-28"],
    ["gitlab_com_derisk", "2027-12-31", "2028-02-29"],
    ["beta", "2026-08-31", "2027-02-28"],
    ["experiment", "2026-01-15", "2026-07-15"],
  ] as const)("%s from %s lives until %s", (type, born, until) => {
    expect(untilOf(type, born)).toBe(until);
  });

  test.each(["ops", "worker"] as const)("%s has no limit", (type) => {
    expect(untilOf(type, "2026-06-18")).toBeUndefined();
  });
});
