/** A run of lines that differs: `a[aStart..aEnd)` was replaced by `b[bStart..bEnd)`; either may be empty. */
export interface Hunk {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/** Lines with their line ends, so that a missing last newline is a difference like any other. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Beyond so many differing lines the middle is one hunk: the trace below grows with the square of them. */
const MAX_DEPTH = 1500;

/** The differing runs between two lists of lines, by Myers' greedy algorithm over the middle that differs. */
export function diffLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const kept = commonPairs(a.slice(start, endA), b.slice(start, endB)).map(([i, j]) => [i + start, j + start] as const);
  const hunks: Hunk[] = [];
  let [i, j] = [start, start];
  for (const [nextA, nextB] of [...kept, [endA, endB] as const]) {
    if (nextA > i || nextB > j) hunks.push({ aStart: i, aEnd: nextA, bStart: j, bEnd: nextB });
    [i, j] = [nextA + 1, nextB + 1];
  }
  return hunks;
}

/** Index pairs of a longest common subsequence. http://www.xmailserver.org/diff2.pdf */
function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  const max = Math.min(a.length + b.length, MAX_DEPTH);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= max; depth += 1) {
    trace.push(new Map(furthest));
    for (let k = -depth; k <= depth; k += 2) {
      let x = stepsDown(furthest, k, depth) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [];
}

function stepsDown(furthest: Map<number, number>, k: number, depth: number): boolean {
  return k === -depth || (k !== depth && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function walkBack(trace: Map<number, number>[], lengthA: number, lengthB: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [lengthA, lengthB];
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const furthest = trace[depth] ?? new Map<number, number>();
    const k = x - y;
    const previousK = stepsDown(furthest, k, depth) ? k + 1 : k - 1;
    const previousX = depth === 0 ? 0 : (furthest.get(previousK) ?? 0);
    const previousY = depth === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [previousX, previousY];
  }
  return pairs.reverse();
}
