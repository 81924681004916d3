/** A line of a CODEOWNERS file: who owns what a pattern matches. */
interface OwnersLine {
  readonly pattern: string;
  /** Blanks between the two, as they stand. */
  readonly gap: string;
  readonly owners: readonly string[];
  /** A comment behind them; one with an `@` would count as an owner. */
  readonly tail: string;
}

/** Users and groups; neither roles (`@@maintainer`) nor addresses, which nothing of ours names. */
const OWNER = /^@\w(?:[\w.-]*\w)?(?:\/\w(?:[\w.-]*\w)?)*$/;

/** Heading of a section: `[Name]`, `^[Name]` for an optional one, `[Name][2]` for two approvals, with its own owners behind. */
const SECTION = /^\s*\^?\[([^\]]*)\]/;

/** Name of the section that a line begins; undefined for any other line. */
export function sectionIn(line: string): string | undefined {
  return SECTION.exec(line)?.[1]?.trim();
}

/** Undefined for a heading, a comment or a blank line. */
export function ownersLineIn(line: string): OwnersLine | undefined {
  if (sectionIn(line) !== undefined || /^\s*(?:#|$)/.test(line)) return undefined;
  const [, pattern = "", gap = "", rest = "", tail = ""] =
    /^\s*((?:\\.|[^\\\s])+)([ \t]*)(.*?)(\s+#[^@]*|\s*)$/s.exec(line) ?? [];
  return { pattern, gap, owners: rest.split(/\s+/).filter((owner) => owner !== ""), tail };
}

/** The line that gives a pattern those owners; the old line as it stands where it does that already. */
export function ownersText(pattern: string, owners: readonly string[], old: string | undefined): string {
  const line = old === undefined ? undefined : ownersLineIn(old);
  if (old !== undefined && line !== undefined && [...line.owners].sort().join(" ") === owners.join(" ")) return old;
  return `${pattern}${line?.gap || " "}${owners.join(" ")}${line?.tail ?? ""}`;
}

/** Owners that GitLab can know, sorted, each once. */
export function ownersAmong(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => OWNER.test(name)))].sort();
}

/** The pattern that matches one path from the root; undefined for a path that cannot be written in a line. */
export function patternFor(path: string): string | undefined {
  return /[\r\n]/.test(path) ? undefined : `/${path.replace(/[\s#*?[\]\\]/g, "\\$&")}`;
}

/** Whether all paths that `special` matches are matched by `general` too; no promise is made for `[a-z]`. */
export function covers(general: string, special: string): boolean {
  if (general === special || [general, special].some((pattern) => /^!|(?<!\\)\[/.test(pattern))) return false;
  // Written out, a pattern without wildcards matches one path: it covers nothing but itself.
  const whole = wholeOf(general);
  if (!/(?<!\\)[*?]/.test(whole)) return false;
  const matcher = matcherOf(whole);
  return examplesOf(wholeOf(special)).every((path) => matcher.test(path));
}

/** A pattern with what GitLab adds to it: one that does not begin with a slash is found in any folder. */
function wholeOf(pattern: string): string {
  const rooted = pattern.startsWith("/") ? pattern : `/**/${pattern}`;
  return rooted.endsWith("/") ? `${rooted}**/*` : rooted;
}

/** A name that nobody writes: only a wildcard of another pattern matches it. */
const NAME = "\ue000";

/** Paths that a pattern matches, right below each other and far below, which what is narrower would not match both. */
function examplesOf(whole: string): string[] {
  return ["", `${NAME}${NAME}/${NAME}/`].map((folders) =>
    whole.replace(/\\(.)|\/(?:\*\*\/)+|\*+|\?/gs, (piece, escaped?: string) => {
      if (piece.startsWith("/")) return `/${folders}`;
      return escaped ?? (piece === "?" ? NAME : `${NAME}${NAME}`);
    }),
  );
}

/** As Ruby's `File.fnmatch` reads it, where a `*` matches dots and no slashes. */
function matcherOf(whole: string): RegExp {
  const source = whole.replace(/\\(.)|\/(?:\*\*\/)+|\*+|\?|[^\w/]/gsu, (piece, escaped?: string) => {
    if (piece.startsWith("/")) return "/(?:.*/)?";
    if (escaped === undefined && piece.startsWith("*")) return "[^/]*";
    return piece === "?" ? "[^/]" : `\\u{${(escaped ?? piece).codePointAt(0)?.toString(16)}}`;
  });
  return new RegExp(`^${source}$`, "su");
}
