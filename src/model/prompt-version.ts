/** Major, minor and patch; those that are not written are undefined. */
type Numbers = readonly [number, number | undefined, number | undefined];

const STABLE = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/;
const FULL = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*))?$/;
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

/** Which version a new one is made from, or why it cannot be made beside those that are there. */
export type NewVersion =
  | { readonly from: string }
  /** The name is no version of three numbers. */
  | { readonly refused: "shape" }
  /** Nothing that is there is a version. */
  | { readonly refused: "nothing" }
  | { readonly refused: "order"; readonly highest: string };

/**
 * What a version is copied from: the highest stable one, else the highest pre-release. A new one is above it, so that
 * ranges find it and nothing that is published comes to mean something else.
 */
export function newVersion(wanted: string, versions: readonly string[]): NewVersion {
  const known = versions.filter((version) => STABLE.test(version) || FULL.test(version));
  const stable = known.filter((version) => STABLE.test(version));
  const [highest] = [...(stable.length > 0 ? stable : known)].sort((a, b) => compareVersions(b, a));
  if (!FULL.test(wanted.trim())) return { refused: "shape" };
  if (highest === undefined) return { refused: "nothing" };
  return compareVersions(wanted.trim(), highest) > 0 ? { from: highest } : { refused: "order", highest };
}

/** As Poetry orders them: a pre-release comes before its release. */
function compareVersions(a: string, b: string): number {
  const [one, two] = [a, b].map((text) => FULL.exec(text) ?? STABLE.exec(text));
  const byNumbers = compare(numbersOf(one ?? null) ?? [0, 0, 0], numbersOf(two ?? null) ?? [0, 0, 0]);
  return byNumbers || comparePreRelease(one?.[4], two?.[4]);
}

function comparePreRelease(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return phase(a) - phase(b) || a.localeCompare(b, "en", { numeric: true });
}

/** Phases of a release in the order of PEP 440; what it does not know stands last. */
function phase(preRelease: string): number {
  const found = ["dev", "a", "b", "r", "c", "p"].findIndex((start) => preRelease.toLowerCase().startsWith(start));
  return found < 0 ? 6 : found;
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
