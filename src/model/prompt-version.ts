/** Major, minor and patch; those that are not written are undefined. */
type Numbers = readonly [number, number | undefined, number | undefined];

const STABLE = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/;
const RANGE = /^([\^~])\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.]+)?$/;

/**
 * The highest of `versions` (names of files without their ending) that a constraint finds, as the gateway looks it up: `^`
 * and `~` as Poetry means them, among stable versions; anything else is the version itself, a pre-release too.
 */
export function highestVersion(constraint: string, versions: readonly string[]): string | undefined {
  const wanted = constraint.trim();
  const range = rangeOf(wanted);
  if (range === undefined) return versions.find((version) => version === wanted || isSame(version, wanted));
  const inside = versions.flatMap((version) => {
    const numbers = numbersOf(STABLE.exec(version));
    return numbers !== undefined && compare(numbers, range.from) >= 0 && compare(numbers, range.to) < 0
      ? [{ version, numbers }]
      : [];
  });
  return inside.sort((a, b) => compare(b.numbers, a.numbers))[0]?.version;
}

/** Whether this file can tell what a constraint finds; Poetry knows more kinds of them, such as `>=1.0,<2.0`. */
export function isKnownConstraint(constraint: string): boolean {
  return RANGE.test(constraint.trim()) || !/[\^~<>=!*|,\s]/.test(constraint.trim());
}

function isSame(version: string, wanted: string): boolean {
  const [a, b] = [numbersOf(STABLE.exec(version)), numbersOf(STABLE.exec(wanted))];
  return a !== undefined && b !== undefined && compare(a, b) === 0;
}

/** `from` is in it, `to` is not. */
function rangeOf(constraint: string): { readonly from: Numbers; readonly to: Numbers } | undefined {
  const match = RANGE.exec(constraint);
  const from = numbersOf(match && ["", ...match.slice(2)]);
  if (match === null || from === undefined) return undefined;
  return { from, to: match[1] === "^" ? afterCaret(from) : afterTilde(from) };
}

/** The first version with another number at the first place that is not 0. */
function afterCaret([major, minor, patch]: Numbers): Numbers {
  if (major > 0 || minor === undefined) return [major + 1, 0, 0];
  if (minor > 0 || patch === undefined) return [0, minor + 1, 0];
  return [0, 0, patch + 1];
}

function afterTilde([major, minor]: Numbers): Numbers {
  return minor === undefined ? [major + 1, 0, 0] : [major, minor + 1, 0];
}

function numbersOf(match: readonly (string | undefined)[] | null): Numbers | undefined {
  if (match === null) return undefined;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const major = number(match[1]);
  return major === undefined ? undefined : [major, number(match[2]), number(match[3])];
}

function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0);
}
