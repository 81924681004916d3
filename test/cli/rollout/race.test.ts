import { afterAll, expect, it, vi } from "vitest";
import { parseMarker } from "../../../src/model/marker.ts";
import type { State } from "../../../src/sandbox/state.ts";
import type { Meddler } from "../../apply/acme.ts";
import { startSonnet } from "../../docs/sonnet.ts";

vi.mock("../../../src/compile/index.ts", async (original) => {
  const real = await original<typeof import("../../../src/compile/index.ts")>();
  const { remembered } = await import("../../apply/remembered.ts");
  return { ...real, compile: remembered(real.compile) };
});

const story = await startSonnet();
const { acme } = story;
afterAll(() => acme.remove());

await story.apply();
await story.merge();
await story.migrate((text) => `${text}    step: 1\n`);
await story.apply();
await story.migrate((text) => text.replace("step: 1", "step: 2"));
const raising = acme.save();
await acme.person("PUT", "projects/acme%2Fmonolith/feature_flags/duo_chat_sonnet", { active: false });
const off = acme.save();

const ABORT = ["rollout", "abort", "sonnet/duo_chat", "--reason", "answers are cut off"];
const APPLY = ["apply", "--yes"];

/** The flag, and what its issue says: equal ones end in the same way. */
function found(): {
  readonly isOn: boolean;
  readonly isHeld: boolean;
  readonly isAborted: boolean;
  readonly text: string;
} {
  const { state } = acme.store;
  const flag = state.flags.find(({ name }) => name === "duo_chat_sonnet");
  const issue = state.workItems.find(({ iid, type }) => iid === 1 && type === "Issue");
  const record = parseMarker(issue?.description ?? "")?.applied.flag;
  const labels = issue?.labels.map((id) => state.labels.find((label) => label.id === id)?.title) ?? [];
  const { ids: _ids, at: _at, ...rest } = record ?? {};
  const intent = record?.intent === undefined ? undefined : { ...record.intent, basis: "", at: "" };
  const isHeld = labels.includes("cutover::hold");
  const isAborted = record?.seen === "aborted";
  return {
    isOn: flag?.active === true,
    isHeld,
    isAborted,
    text: JSON.stringify([flag?.active, isHeld, { ...rest, intent }]),
  };
}

const settled = new Set<string>();

/** Neither with the label nor without it does any later run raise the flag. */
async function expectOff(name: string): Promise<void> {
  const now = found();
  expect({ name, ...now }).toMatchObject({ name, isOn: false, isHeld: true, isAborted: true });
  if (settled.has(now.text)) return;
  settled.add(now.text);
  await acme.run(APPLY);
  expect({ name, ...found() }).toMatchObject({ name, isOn: false });
  await acme.person("PUT", "projects/acme%2Fai/issues/1", { remove_labels: "cutover::hold" });
  for (const _run of [1, 2, 3]) await acme.run(APPLY);
  expect({ name, ...found() }).toMatchObject({ name, isOn: false, isHeld: false });
}

/** How many requests a run makes, and whether each is a write. */
async function requestsOf(argv: readonly string[]): Promise<number> {
  acme.restore(raising);
  let last = 0;
  const meddle: Meddler = (sent, go) => {
    last = sent.n;
    return go();
  };
  await acme.run(argv, { meddle });
  return last;
}

/** Runs one command; a whole other one comes before its request `n`. */
async function within(outer: readonly string[], n: number, inner: readonly string[]) {
  return acme.run(outer, {
    meddle: async (sent, go) => {
      if (sent.n === n) await acme.run(inner);
      return go();
    },
  });
}

function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

it.each<readonly [string, State]>([
  ["on at step 1", raising],
  ["off", off],
])(
  "an abort in the midst of an apply leaves the flag off for good: %s",
  async (_name, begin) => {
    const all = await requestsOf(APPLY);
    expect(all).toBeGreaterThan(25);
    for (let n = 1; n <= all; n += 1) {
      acme.restore(begin);
      await within(APPLY, n, ABORT);
      await expectOff(`before request ${n} of apply`);
    }
  },
  300_000,
);

it("an apply in the midst of an abort does not raise the flag", async () => {
  const all = await requestsOf(ABORT);
  expect(all).toBeGreaterThan(10);
  for (let n = 1; n <= all; n += 1) {
    acme.restore(raising);
    const ran = await within(ABORT, n, APPLY);
    // What an apply did before anything was held is undone; the command says how it is in the end.
    expect(ran?.out).toContain("off now");
    await expectOff(`before request ${n} of abort`);
  }
}, 300_000);

it("an apply that is stopped anywhere and goes on while an abort is anywhere does not raise the flag", async () => {
  const [applying, aborting] = [await requestsOf(APPLY), await requestsOf(ABORT)];
  const undone = new Set<string>();
  // From the note of the raise to the last note: before that nothing is decided.
  for (let n = applying - 14; n <= applying; n += 1) {
    for (let m = 1; m <= aborting + 1; m += 1) {
      acme.restore(raising);
      const [ended, reached] = [gate(), gate()];
      let abort: ReturnType<typeof acme.run> | undefined;
      const apply = acme.run(APPLY, {
        meddle: async (sent, go) => {
          if (sent.n === n) {
            abort = acme.run(ABORT, {
              meddle: async (one, carryOut) => {
                if (one.n === m) {
                  reached.open();
                  await ended.passed;
                }
                return carryOut();
              },
            });
            await Promise.race([reached.passed, abort]);
          }
          return go();
        },
      });
      const ran = await apply;
      ended.open();
      await abort;
      for (const line of ran?.out.match(/was aborted in the same moment/g) ?? []) undone.add(line);
      await expectOff(`apply stopped at ${n}, abort at ${m}`);
    }
  }
  // The narrow place: an abort that ended between the look at the label and the raise.
  expect([...undone]).toEqual(["was aborted in the same moment"]);
}, 600_000);
