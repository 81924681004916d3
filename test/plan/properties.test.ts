import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBlocks, ticksIn } from "../../src/model/marker.ts";
import { exposureOf, type FlagResource, type Resource } from "../../src/model/resource.ts";
import { apply, converge, planOf } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";
import { version, words } from "./versions.ts";

describe("whatever is wanted, one version after the other", () => {
  it("a plan of what was applied is empty", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(version, { minLength: 1, maxLength: 3 }), async (versions) => {
        const forge = memoryForge();
        for (const wanted of versions) {
          await converge(forge, wanted, { policy: { blast_radius: 1 } });
          expect((await planOf(forge, wanted)).changes).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("the order of labels, assignees and links is no difference", async () => {
    await fc.assert(
      fc.asyncProperty(version, fc.infiniteStream(fc.nat()), async (wanted, numbers) => {
        const forge = memoryForge();
        await converge(forge, wanted);
        const mixed = <T>(list: readonly T[]) =>
          list
            .map((value) => [numbers.next().value ?? 0, value] as const)
            .sort(([a], [b]) => a - b)
            .map(([, value]) => value);
        for (const item of forge.items)
          Object.assign(item, {
            labels: mixed(item.labels),
            assignees: mixed(item.assignees),
            related: mixed(item.related),
            body: `${item.body.replaceAll("\n", "\r\n")}  \n`,
          });
        const again = wanted.map((one) =>
          "labels" in one && one.kind !== "file"
            ? { ...one, labels: mixed(one.labels), assignees: mixed(one.assignees), related: mixed(one.related) }
            : one,
        );
        expect((await planOf(forge, again)).changes).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("ticks and words of people survive, and no label of theirs goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        version,
        version,
        fc.subarray(["a", "b", "c", "d"]),
        words,
        async (first, second, ticked, text) => {
          const forge = memoryForge();
          await converge(forge, first);
          for (const item of forge.items) {
            const body = item.body.replace(/\[ \](.*<!-- t:(\w) -->)/g, (whole, rest: string, key: string) =>
              ticked.includes(key) ? `[x]${rest}` : whole,
            );
            const [block] = findBlocks(body);
            const at = block?.end ?? 0;
            Object.assign(item, {
              body: `${body.slice(0, at)}\n\n<${text}>${body.slice(at)}\n\n[${text}]`,
              labels: [...item.labels, "theirs"],
            });
          }
          const before = new Map(forge.items.map((item) => [item.url, ticksIn(item.body)]));
          await converge(forge, second, { policy: { blast_radius: 1 } });
          for (const item of forge.items.filter(({ url }) => before.has(url))) {
            expect(item.body).toContain(`<${text}>`);
            expect(item.body.endsWith(`[${text}]`)).toBe(true);
            expect(item.labels).toContain("theirs");
            for (const [key, tick] of ticksIn(item.body)) expect(tick).toBe(before.get(item.url)?.get(key) ?? " ");
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("a run that dies after any write is finished by the next, and nothing is there twice", async () => {
    await fc.assert(
      fc.asyncProperty(version, version, fc.nat(30), async (first, second, writes) => {
        const forge = memoryForge();
        await converge(forge, first);
        await dying(forge, second, writes);
        await converge(forge, second, { policy: { blast_radius: 1 } });
        expect((await planOf(forge, second)).changes).toEqual([]);
        const keys = [...first, ...second].filter(({ kind }) => kind === "issue").map(({ key }) => key);
        expect(forge.items).toHaveLength(new Set(keys).size);
        for (const one of forge.flags) {
          const step = second.find((other): other is FlagResource => other.kind === "flag" && other.name === one.name);
          if (step !== undefined) expect(exposureOf(one)).toBeLessThanOrEqual(Math.max(exposureOf(step), 0));
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Applies until the given number of writes were made, then the process is gone. */
async function dying(forge: MemoryForge, wanted: readonly Resource[], writes: number): Promise<void> {
  let left = writes;
  forge.after = () => {
    left -= 1;
    if (left < 0) throw new Error("killed");
  };
  const plan = await planOf(forge, wanted, { policy: { blast_radius: 1 } });
  await apply(forge, plan).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === "killed")) throw error;
  });
  forge.after = () => {};
}
