import { compareVersions } from "./siblings.ts";

/** What an id or a wire name says of its model, for makers whose names have versions. */
export interface ModelName {
  readonly maker: "claude" | "gpt" | "gemini";
  /** Words beside the maker, sorted, such as `sonnet` or `codex` and `mini`; empty for `gpt-5` and `claude_3`. */
  readonly words: readonly string[];
  readonly version: readonly number[];
  /** Day of the snapshot, eight digits. */
  readonly snapshot: string | undefined;
}

/** Words that name a state of a model, and not a model. */
const STATES: ReadonlySet<string> = new Set(["preview", "latest", "default", "exp", "experimental", "beta"]);

/** What a name that begins with a known maker says; `hosts` are words that ids end in. */
export function modelNamed(text: string, hosts: ReadonlySet<string>): ModelName | undefined {
  const name = text.slice(text.lastIndexOf("/") + 1).toLowerCase();
  const bare = name.replace(/^(?:[a-z-]+\.)?anthropic\./, "").replace(/-v\d+(?::\d+)?$/, "");
  const date = /(?<!\d)(20\d{2})-?([01]\d)-?([0-3]\d)(?!\d)/.exec(bare);
  const [maker = "", ...rest] = bare
    .replace(date?.[0] ?? "", "")
    .split(/[-_@.:]+/)
    .filter((word) => word !== "");
  if (maker !== "claude" && maker !== "gpt" && maker !== "gemini") return undefined;
  const version = rest.filter((word) => /^\d{1,2}$/.test(word)).map(Number);
  const words = rest.filter((word) => !/^v?\d+$/.test(word) && !STATES.has(word) && !hosts.has(word));
  if (version.length === 0) return undefined;
  return { maker, words: words.sort(), version, snapshot: date?.slice(1).join("") };
}

/**
 * Whether an id may stand for what a wire name names. An id may leave out what it never said: the end of the version,
 * since models are replaced in place, the snapshot, and for Claude 3 the line.
 */
export function mayStandFor(id: ModelName, wire: ModelName): boolean {
  if (id.maker !== wire.maker) return false;
  const saysLine = id.words.length > 0 || id.maker !== "claude";
  if (saysLine && id.words.join(" ") !== wire.words.join(" ")) return false;
  if (compareVersions(id.version, wire.version.slice(0, id.version.length)) !== 0) return false;
  return id.snapshot === undefined || wire.snapshot === undefined || id.snapshot === wire.snapshot;
}

/** `Claude Sonnet 4.5 of 2025-09-29`, `GPT-5.2 Codex`; the version stands where the maker puts it. */
export function modelTitle({ maker, words, version, snapshot }: ModelName): string {
  const number = version.join(".");
  const line = words.map(capital);
  const title = {
    claude: ["Claude", ...line, number],
    gpt: [`GPT-${number}`, ...line],
    gemini: ["Gemini", number, ...line],
  }[maker];
  const day = snapshot && `${snapshot.slice(0, 4)}-${snapshot.slice(4, 6)}-${snapshot.slice(6)}`;
  return day === undefined ? title.join(" ") : `${title.join(" ")} of ${day}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
