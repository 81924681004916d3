import { afterAll, expect, it, vi } from "vitest";
import { pointsOf, startCourse, sufferAll, tallyText } from "./faults.ts";

// Pure, and most of the time of a run: what it gave for the same workspace and targets is remembered.
vi.mock("../../src/compile/index.ts", async (original) => {
  const real = await original<typeof import("../../src/compile/index.ts")>();
  const { remembered } = await import("./remembered.ts");
  return { ...real, compile: remembered(real.compile) };
});

// CUTOVER_FAULTS=all tries every kind of fault at every request; otherwise reads suffer one kind each, in turn.
const course = await startCourse();
afterAll(() => course.acme.remove());

// The other half stands in faults-1.test.ts: two cores try both at once.
it("after a fault at any even request one more apply gives exactly what is wanted", async () => {
  const points = pointsOf(course, process.env["CUTOVER_FAULTS"] === "all").filter(({ n }) => n % 2 === 0);
  const tally = await sufferAll(course, points);
  process.stdout.write(tallyText(course, tally));
  expect(tally.failures).toEqual([]);
  expect(points.length).toBeGreaterThan(250);
}, 1_800_000);
