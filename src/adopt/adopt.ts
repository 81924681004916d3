import type { GatewayFiles } from "../model/gateway.ts";
import { hostsOf } from "../model/offering-name.ts";
import type { ConfigDocument } from "../model/workspace.ts";
import { type Attempt, type AttemptInput, attempt, linesBetween } from "./attempt.ts";
import type { Difference } from "./differences.ts";
import type { Unexpressed } from "./draft.ts";
import { explainFeatures } from "./features/explain.ts";
import { EMPTY, type MigrationDraft } from "./migration-draft.ts";
import { explainOfferings } from "./offerings/explain.ts";
import { likelyRenames } from "./offerings/renames.ts";
import { withoutRefused } from "./without.ts";

interface AdoptInput {
  readonly name: string;
  readonly before: GatewayFiles;
  readonly after: GatewayFiles;
  /** `@ana` */
  readonly owner?: string | undefined;
  /** First line of the commit that made the change. */
  readonly subject?: string | undefined;
  readonly config?: ConfigDocument | undefined;
}

export interface Adopted {
  /** The migration; empty where there is nothing that one could say. */
  readonly text: string;
  /** Whether it makes files of `before` that mean the same as those of `after`; lists in the same order. */
  readonly equal: boolean;
  /** Lines that are taken out or put in: by the migration, and by hand. */
  readonly changedLines: { readonly ours: number; readonly theirs: number };
  readonly unexpressed: readonly Unexpressed[];
  /** Comments that people took out: the language cannot, and the gateway does not read them. */
  readonly notes: readonly Unexpressed[];
}

/** The migration that explains a change made by hand. It was compiled and compared: what differs is named. */
export function adopt(input: AdoptInput): Adopted {
  const { before, after, config } = input;
  const hosts = hostsOf(config?.data);
  const frame: AttemptInput = { ...input, owner: input.owner, hosts, config: config?.data, configDocument: config };
  const best = bestOf(waysOf(before, after).map((way) => () => tried(way, frame)));
  return {
    text: best.attempt.text,
    equal: best.attempt.differences.every(({ kind }) => kind !== "data"),
    changedLines: { ours: best.attempt.changedLines, theirs: linesBetween(before, after) },
    unexpressed: unexpressedOf(best, frame),
    notes: best.attempt.differences.filter(isLeft).map(plain),
  };
}

/** One way to explain the entries of models.yml. */
interface Way {
  readonly renames: ReadonlyMap<string, string>;
  readonly retires: boolean;
}

interface Tried {
  readonly attempt: Attempt;
  /** Why something had to be left out, by offering or feature. */
  readonly reasons: ReadonlyMap<string, string>;
}

function waysOf(before: GatewayFiles, after: GatewayFiles): Way[] {
  const renames = likelyRenames(before, after);
  const plain: Way[] = [
    { renames: new Map(), retires: true },
    { renames: new Map(), retires: false },
  ];
  return renames.size === 0 ? plain : [{ renames, retires: true }, ...plain];
}

function tried({ renames, retires }: Way, frame: AttemptInput): Tried {
  const { before, after, hosts } = frame;
  const offerings = explainOfferings({ before, after, hosts, renames, retires });
  const features = explainFeatures({ before, after, offerings, hosts });
  const unexpressed = [...offerings.unexpressed, ...features.unexpressed];
  return settled({ ...features, offerings: offerings.offerings, replaces: offerings.replaces, unexpressed }, frame);
}

/** Leaves out what is refused, part by part, until something is left that compiles. */
function settled(start: MigrationDraft, frame: AttemptInput): Tried {
  const reasons = new Map<string, string>();
  let draft = start;
  for (;;) {
    const made = attempt(draft, frame);
    const [problem] = made.problems;
    if (problem === undefined) return { attempt: made, reasons };
    const smaller = withoutRefused(made);
    if (smaller === undefined) return { attempt: piecemeal(draft, frame), reasons };
    if (smaller.entry !== undefined) reasons.set(smaller.entry, problem.message);
    draft = smaller.draft;
  }
}

/** Where nobody can say which part is in the way: each part is kept if the rest still compiles with it. */
function piecemeal(draft: MigrationDraft, frame: AttemptInput): Attempt {
  let kept: MigrationDraft = { ...EMPTY, unexpressed: draft.unexpressed };
  let best = attempt(kept, frame);
  for (const key of ["offerings", "replaces", "features", "bulk"] as const) {
    for (const part of draft[key]) {
      const next: MigrationDraft = { ...kept, [key]: [...kept[key], part] };
      const made = attempt(next, frame);
      if (made.problems.length > 0) continue;
      [kept, best] = [next, made];
    }
  }
  return best;
}

/** The first that is perfect, else the one that leaves least. */
function bestOf(ways: readonly (() => Tried)[]): Tried {
  let best: Tried | undefined;
  for (const way of ways) {
    const next = way();
    if (best === undefined || isBetter(next.attempt, best.attempt)) best = next;
    if (best.attempt.differences.length === 0 && !best.attempt.isRestless) break;
  }
  if (best === undefined) throw new Error("there is no way to explain anything");
  return best;
}

function isBetter(a: Attempt, b: Attempt): boolean {
  const [x, y] = [costs(a), costs(b)];
  const at = x.findIndex((cost, index) => cost !== y[index]);
  return at !== -1 && (x[at] ?? 0) < (y[at] ?? 0);
}

function costs({ differences, isRestless, changedLines, text }: Attempt): number[] {
  const data = differences.filter(({ kind }) => kind === "data").length;
  return [data, isRestless ? 1 : 0, differences.length - data, changedLines, text.split("\n").length];
}

/** What was known to be beyond the language, and what is still different where nothing was said of it. */
function unexpressedOf({ attempt: made, reasons }: Tried, { after }: AttemptInput): Unexpressed[] {
  const left = made.differences.filter(isLeft);
  const known = made.draft.unexpressed.filter((one) => !left.some((other) => isSamePlace(one, other)));
  const found = made.differences
    .filter((difference) => !isLeft(difference))
    .map((difference): Unexpressed => {
      const reason = reasons.get(difference.entry);
      const { message } = difference;
      return { ...plain(difference), message: reason === undefined ? message : `${message}: ${reason}` };
    });
  const news = found.filter((one) => !known.some((other) => isSamePlace(one, other)));
  const restless: Unexpressed[] = made.isRestless
    ? [
        {
          file: after.models.source.file,
          line: 1,
          side: "after",
          message: "made once more, on the files as they are now, the migration would change them again",
        },
      ]
    : [];
  return [...known, ...news, ...restless];
}

function isLeft({ kind }: Difference): boolean {
  return kind === "left";
}

function plain({ file, line, side, message }: Difference): Unexpressed {
  return { file, line, side, message };
}

function isSamePlace(a: Unexpressed, b: Unexpressed): boolean {
  return a.file === b.file && a.side === b.side && a.line === b.line;
}
