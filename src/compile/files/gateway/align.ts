/** Positions of `values`, in order, that form a longest run of growing numbers; undefined ones are never part of it. */
export function longestGrowing(values: readonly (number | undefined)[]): number[] {
  const best: { readonly length: number; readonly previous: number }[] = [];
  let end = -1;
  for (const [at, value] of values.entries()) {
    let length = 0;
    let previous = -1;
    for (let before = 0; before < at && value !== undefined; before += 1) {
      const other = values[before];
      if (other !== undefined && other < value && (best[before]?.length ?? 0) > length) {
        length = best[before]?.length ?? 0;
        previous = before;
      }
    }
    best.push({ length: value === undefined ? 0 : length + 1, previous });
    if ((best[at]?.length ?? 0) > (best[end]?.length ?? 0)) end = at;
  }
  const found: number[] = [];
  for (let at = end; at !== -1; at = best[at]?.previous ?? -1) found.unshift(at);
  return found;
}

/**
 * For each wanted value the position in `current` that it comes from. Equal values keep theirs; between two of them, old
 * and new ones are paired in order, so that a changed value is changed in place.
 */
export function alignValues<T>(
  current: readonly T[],
  wanted: readonly T[],
  same: (a: T, b: T) => boolean,
): (number | undefined)[] {
  const taken = new Set<number>();
  const equal = wanted.map((value) => {
    const at = current.findIndex((old, index) => !taken.has(index) && same(old, value));
    if (at !== -1) taken.add(at);
    return at === -1 ? undefined : at;
  });
  const kept = new Set(longestGrowing(equal));
  const origins = equal.map((at, index) => (kept.has(index) ? at : undefined));
  const used = new Set(equal);
  for (const [index, origin] of origins.entries()) {
    if (origin !== undefined || equal[index] !== undefined) continue;
    const low = Math.max(-1, ...origins.slice(0, index).filter((one) => one !== undefined));
    const high = Math.min(current.length, ...origins.slice(index).filter((one) => one !== undefined));
    const free = current.findIndex((_old, at) => at > low && at < high && !used.has(at));
    if (free === -1) continue;
    origins[index] = free;
    used.add(free);
  }
  return origins.map((origin, index) => origin ?? equal[index]);
}
