/** Who owns a path, as GitLab's documentation of CODEOWNERS says it; written for tests alone. */
export interface SectionOwners {
  readonly section: string;
  readonly optional: boolean;
  readonly approvals: number;
  readonly owners: readonly string[];
}

interface Section {
  readonly name: string;
  readonly optional: boolean;
  readonly approvals: number;
  readonly defaults: readonly string[];
  readonly entries: { pattern: string; owners: string[] }[];
}

/** One answer for each section with a line that matches: the last such line of the section counts. */
export function ownersIn(text: string, path: string): SectionOwners[] {
  return sectionsOf(text).flatMap(({ name, optional, approvals, defaults, entries }) => {
    const entry = entries.findLast(({ pattern }) => matches(pattern, path));
    if (entry === undefined) return [];
    return [{ section: name, optional, approvals, owners: entry.owners.length > 0 ? entry.owners : defaults }];
  });
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [{ name: "codeowners", optional: false, approvals: 1, defaults: [], entries: [] }];
  let current = sections[0];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const heading = /^(\^?)\[([^\]]+)\](?:\[(\d+)\])?(.*)$/.exec(line);
    if (heading === null) {
      const [pattern = "", ...rest] = line.split(/(?<!\\)\s+/);
      current?.entries.push({ pattern, owners: rest.filter((one) => one.startsWith("@")) });
      continue;
    }
    const [, optional, name = "", approvals = "1", rest = ""] = heading;
    // Sections of one name are one section, whatever the case.
    const known = sections.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const fresh = {
      name,
      optional: optional === "^",
      approvals: Number(approvals),
      defaults: rest.match(/@\S+/g) ?? [],
      entries: [],
    };
    current = known ?? fresh;
    if (known === undefined) sections.push(current);
  }
  return sections;
}

function matches(pattern: string, path: string): boolean {
  const rooted = pattern.startsWith("/") ? pattern : `/**/${pattern}`;
  const whole = rooted.endsWith("/") ? `${rooted}**/*` : rooted;
  const source = whole.replace(/\\(.)|\/(?:\*\*\/)+|\*\*|\*|\?|[^\w/]/g, (piece, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\u{${escaped.codePointAt(0)?.toString(16)}}`;
    if (piece.startsWith("/")) return "/(?:.*/)?";
    if (piece === "*" || piece === "**") return "[^/]*";
    return piece === "?" ? "[^/]" : `\\u{${piece.codePointAt(0)?.toString(16)}}`;
  });
  return new RegExp(`^${source}$`, "u").test(`/${path}`);
}
