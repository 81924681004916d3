import { beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { gatewayTexts, type Texts } from "../../generated/gateway-text.ts";
import {
  type Journey,
  journeyOf,
  type Leg,
  migrationText,
  nextStation,
  STAGES,
  type Station,
} from "../../generated/journey.ts";
import { meaningOf, type Plain, stable, touched } from "../../generated/judge.ts";
import { randomOf } from "../../generated/random.ts";
import { gatewayErrors } from "../../generated/rules.ts";
import { type Edited, edited } from "./harness.ts";

const JOURNEYS = 40;
const STEPS = 12;

interface Step {
  readonly journey: Journey;
  readonly station: Station;
  readonly before: Texts;
  readonly migration: string;
  readonly result: Edited;
}

/** Stations one after the other, each compiled on what the last one left: up, down, held, rolled back. */
function stepsOf(seed: number): Step[] {
  const random = randomOf(seed);
  let before: Texts = gatewayTexts(random, "today", 30);
  const journey = journeyOf(before, "a-journey", random);
  let stages: Station["stages"] = new Map();
  return Array.from({ length: STEPS }, () => {
    const station = nextStation(journey, stages, random);
    const migration = migrationText(journey, station);
    const result = edited(before, migration);
    const step = { journey, station, before, migration, result };
    [before, stages] = [result, station.stages];
    return step;
  });
}

let steps: readonly Step[] = [];

beforeAll(() => {
  steps = Array.from({ length: JOURNEYS }, (_none, seed) => stepsOf(seed)).flat();
}, 120_000);

const made = () => steps.filter(({ result }) => result.problems.length === 0);
const refused = () => steps.filter(({ result }) => result.problems.length > 0);

describe("any sequence of stages over generated gateway files", () => {
  it("begins with files that the gateway takes", () => {
    for (const { before } of steps.filter((_step, index) => index % STEPS === 0))
      expect(gatewayErrors(before)).toEqual([]);
  });

  it("keeps them valid at every step", () => {
    for (const { result } of made()) expect(gatewayErrors(result)).toEqual([]);
    expect(made().filter(({ result }) => result.count > 0).length).toBeGreaterThan(steps.length / 3);
  });

  it("says what the stages ask for", () => {
    for (const step of made().filter(({ station }) => station.status === "active" || station.status === "rolled_back"))
      for (const leg of step.journey.legs) expectLeg(step, leg);
  });

  it("changes nothing the second time", () => {
    for (const { result, migration } of made().filter((step) => step.result.count > 0)) {
      const { count, problems } = edited(result, migration);
      expect([count, problems]).toEqual([0, []]);
    }
  });

  it("changes nothing while the migration is a draft or paused", () => {
    const held = steps.filter(({ station }) => station.status === "draft" || station.status === "paused");
    expect(held.length).toBeGreaterThan(JOURNEYS);
    for (const { before, result } of held)
      expect([result.models, result.features]).toEqual([before.models, before.features]);
  });

  it("leaves entries alone that it does not name", () => {
    for (const { before, result, journey, station } of made()) {
      const named = [journey.old, ...journey.fresh.map(({ id }) => id), ...journey.legs.map(({ feature }) => feature)];
      // Only a removal reaches further: its id leaves the lists of all.
      const reached = station.retire === "remove" ? featuresWith(before, journey.old) : [];
      expect(touched(before, before, result).filter((id) => ![...named, ...reached].includes(id))).toEqual([]);
    }
  });

  it("or else is refused for a reason that holds, and then nothing is edited", () => {
    for (const step of refused()) {
      expect(step.result.count).toBe(0);
      expect([step.result.models, step.result.features]).toEqual([step.before.models, step.before.features]);
      for (const problem of step.result.problems)
        expect([problem.message, reasonOf(step, problem)]).toEqual([problem.message, expect.any(String)]);
    }
    const seen = refused().flatMap((step) => step.result.problems.map((problem) => reasonOf(step, problem)));
    expect(new Set(seen)).toEqual(new Set(REASONS.map(({ why }) => why)));
    expect(refused().length / steps.length).toBeLessThan(0.1);
  });

  it("goes back to the default that it came from", () => {
    const down = made().flatMap(({ before, result, journey, station }) =>
      journey.legs.flatMap(({ feature, from, to }) => {
        const isRaised = stable(entryOf(before, feature)["default_models"]) === stable(to);
        const stays = station.status === "active" && station.stages.get(feature) === "default";
        return isRaised && !stays && (station.status === "active" || station.status === "rolled_back")
          ? [{ now: entryOf(result, feature), from }]
          : [];
      }),
    );
    expect(down.length).toBeGreaterThan(JOURNEYS / 3);
    for (const { now, from } of down) {
      expect(now["default_models"]).toEqual(from);
      if (idsOf(now["selectable_models"]).length > 0)
        expect(now["selectable_models"]).toEqual(expect.arrayContaining([...from]));
    }
  });
});

function entryOf(texts: Texts, feature: string): Plain {
  return meaningOf(texts).features.find((entry) => entry["feature_setting"] === feature) ?? {};
}

function featuresWith(texts: Texts, id: string): string[] {
  const features = meaningOf(texts).features.filter((entry) => JSON.stringify(entry).includes(`"${id}"`));
  return features.map((entry) => String(entry["feature_setting"]));
}

function itemsOf(value: unknown): readonly (string | { readonly id: string })[] {
  return Array.isArray(value) ? value : [];
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value : [];
}

function idOf(item: string | { readonly id: string }): string {
  return typeof item === "string" ? item : item.id;
}

function expectLeg({ result, before, station }: Step, { feature, from, to, entry }: Leg): void {
  const now = entryOf(result, feature);
  const old = entryOf(before, feature);
  const asked = STAGES.indexOf(station.stages.get(feature) ?? "planned");
  const stage = station.status === "rolled_back" ? Math.min(asked, STAGES.indexOf("selectable")) : asked;
  expect(now["default_models"]).toEqual(stage === STAGES.indexOf("default") ? to : from);
  const pick = idsOf(now["selectable_models"]);
  const narrow = [...idsOf(now["beta_models"]), ...idsOf((now["dev"] as Plain | undefined)?.["selectable_models"])];
  const offered = [...to, ...itemsOf(entry["offer"]).map(idOf)];
  const hasList = idsOf(old["selectable_models"]).length > 0 || entry["create_list"] === true;
  if (stage >= STAGES.indexOf("selectable") && hasList) {
    expect(pick).toEqual(expect.arrayContaining(offered));
    for (const id of offered) expect(narrow).not.toContain(id);
  } else if (stage >= STAGES.indexOf("internal")) expect([...pick, ...narrow]).toEqual(expect.arrayContaining(offered));
  for (const id of idsOf(old["selectable_models"])) {
    const goes = itemsOf(entry["withdraw"]).some((item) => idOf(item) === id);
    if (!goes && station.retire !== "remove") expect(pick).toContain(id);
  }
}

/** What may stand against a station, and whether it does: design, section 3. */
const REASONS: readonly {
  readonly why: string;
  readonly says: RegExp;
  holds(step: Step, ids: readonly string[]): boolean;
}[] = [
  {
    why: "somebody still uses what is to be removed",
    says: /^"(\w+)" cannot be removed: it is still the (?:default|small size|large size) of "\w+"/,
    holds: ({ station, journey }, [id]) => station.retire === "remove" && id === journey.old,
  },
  {
    why: "the way back ends at an entry that is gone",
    says: /^"\w+" cannot go back to "(\w+)": its entry is gone from models\.yml; .*retire: remove/,
    holds: ({ before, journey }, [id]) => id === journey.old && !hasModel(before, id),
  },
  {
    why: "what is to be deprecated is gone",
    says: /^unknown offering "(\w+)": models\.yml has no such entry to deprecate/,
    holds: ({ before, journey, station }, [id]) =>
      station.retire === "deprecate" && id === journey.old && !hasModel(before, id),
  },
  {
    why: "the neighbour is not in the list",
    says: /^"\w+" cannot stand (?:after|before) "(\w+)": selectable_models of "(\w+)" does not hold/,
    holds: ({ before }, [id = "", feature = ""]) => !idsOf(entryOf(before, feature)["selectable_models"]).includes(id),
  },
  {
    why: "the default would not be in the pick list",
    says: /^default "(\w+)" of "(\w+)" would not be among its selectable models/,
    holds: ({ before, journey }, [id = "", feature = ""]) => {
      const entry = journey.legs.find((leg) => leg.feature === feature)?.entry ?? {};
      const isNewList =
        idsOf(entryOf(before, feature)["selectable_models"]).length === 0 && entry["create_list"] === true;
      return isNewList || itemsOf(entry["withdraw"]).some((item) => idOf(item) === id);
    },
  },
];

function hasModel(texts: Texts, id: string | undefined): boolean {
  return meaningOf(texts).models.some((entry) => entry["gitlab_identifier"] === id);
}

function reasonOf(step: Step, { message }: Diagnostic): string | undefined {
  return REASONS.find(({ says, holds }) => {
    const found = says.exec(message);
    return found !== null && holds(step, found.slice(1));
  })?.why;
}
