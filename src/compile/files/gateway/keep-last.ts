/**
 * The same function, which remembers what it made of the last texts. For what is read again and again while migrations are
 * tried one by one; what it gives is shared, so nobody may change it.
 */
export function keepLast<T>(most: number, make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, { readonly made: T }>();
  return (text) => {
    const found = kept.get(text) ?? { made: make(text) };
    // Behind the others, since the first one goes.
    kept.delete(text);
    kept.set(text, found);
    if (kept.size > most) forgetFirst(kept);
    return found.made;
  };
}

function forgetFirst(kept: Map<string, unknown>): void {
  const [oldest = ""] = kept.keys();
  kept.delete(oldest);
}
