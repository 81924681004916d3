import type { Range } from "./source.ts";

/** Something in a text that opens a door. */
export interface Secret {
  /** What it looks like, with its article: `a GitLab token`. */
  readonly kind: string;
  /** The secret itself, without what says that it is one. */
  readonly range: Range;
}

interface Shape {
  readonly kind: string;
  /** The group `secret`, or else the whole match, is the secret. */
  readonly pattern: RegExp;
  /** Ordinary words may have this shape too; true for what is none of them. */
  readonly accepts?: (value: string) => boolean;
}

// https://docs.gitlab.com/security/tokens/#token-prefixes
const GITLAB = /gl(?:pat|dt|rtr?|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[\w-]{16,}(?:\.[\da-z]+)*/;
const KEY_NAME = "(?:token|secret|passw(?:or)?d|api[_-]?key|access[_-]?key|private[_-]?key|authorization|credentials?)";
const BEGIN_KEY = "-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----";
const END_KEY = "-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----";
/** With an end that is far away or missing, what looks like the rest of the key. */
const PRIVATE_KEY = new RegExp(`${BEGIN_KEY}(?:[^]{0,8000}?${END_KEY}|[A-Za-z\\d+/=\\s\\\\]*)`);

const SHAPES: readonly Shape[] = [
  { kind: "a private key", pattern: PRIVATE_KEY },
  { kind: "a GitLab token", pattern: word(GITLAB.source) },
  { kind: "a GitLab token", pattern: word("GR1348941[\\w-]{20,}") },
  { kind: "an Anthropic key", pattern: word("sk-ant-[\\w-]{20,}") },
  { kind: "an OpenAI key", pattern: word("sk-(?:proj-|svcacct-|admin-)?[\\w-]{20,}"), accepts: looksRandom },
  { kind: "a Google key", pattern: word("(?:AIza[\\w-]{35}|GOCSPX-[\\w-]{20,}|ya29\\.[\\w.-]{20,})") },
  { kind: "an AWS key", pattern: word("(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z\\d]{16}|ABSK[A-Za-z\\d+/]{40,}={0,2})") },
  { kind: "a GitHub token", pattern: word("(?:gh[pousr]_[A-Za-z\\d]{30,}|github_pat_\\w{22,})") },
  { kind: "a Slack token", pattern: word("(?:xox[abeoprs]|xapp)-[A-Za-z\\d-]{10,}") },
  { kind: "a Slack webhook", pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[\w/]{20,})/ },
  { kind: "a Fireworks key", pattern: word("fw_[A-Za-z\\d]{20,}"), accepts: looksRandom },
  { kind: "a JSON web token", pattern: word("eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}") },
  { kind: "a password in an address", pattern: /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s/:@"'<>]*:(?<secret>[^\s/@"'<>]+)@/i },
  {
    kind: "a password on a command line",
    pattern: /\bcurl\b[^\n;|]{0,300}?\s(?:-u\s{0,3}|--user[=\s]\s{0,3})["']?[^\s:"'<>]{1,100}:(?<secret>[^\s"'<>]{6,})/,
    accepts: isNoWord,
  },
  {
    kind: "a token in an address",
    pattern: new RegExp(`[?&](?:[\\w-]{0,30}[_-])?(?:${KEY_NAME}|sig|signature)=(?<secret>[^\\s&#"'<>]{8,})`, "i"),
  },
  { kind: "a bearer token", pattern: /\bBearer\s+(?<secret>[\w.~+/-]{16,}=*)/i, accepts: looksRandom },
  { kind: "a name and a password", pattern: /\bBasic\s+(?<secret>[A-Za-z\d+/]{8,}={0,2})/, accepts: isNameAndPassword },
  {
    kind: "a secret",
    pattern: new RegExp(
      `${KEY_NAME}["']?\\s{0,3}[:=]\\s{0,3}(?:[|>][+-]?\\s+|["'])?(?<secret>[^\\s"',;{}[\\]<>()\`]{12,})`,
      "i",
    ),
    accepts: looksRandom,
  },
];

/** Every secret in a text, in order; where two shapes fit, the more telling one. */
export function secretsIn(text: string): Secret[] {
  const found: Secret[] = [];
  for (const { kind, pattern, accepts = () => true } of SHAPES) {
    for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}dg`))) {
      const [start, end] = match.indices?.groups?.["secret"] ?? match.indices?.[0] ?? [0, 0];
      const value = text.slice(start, end);
      if (isPlaceholder(value) || !accepts(value)) continue;
      if (found.every(({ range }) => end <= range.start || range.end <= start)) {
        found.push({ kind, range: { start, end } });
      }
    }
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

function word(source: string): RegExp {
  return new RegExp(`(?<![A-Za-z\\d])${source}`);
}

/** What stands where people are to put the real thing, and variables that are filled in later. */
function isPlaceholder(value: string): boolean {
  if (/^\$|\$\{|\{\{|\*{3}|^%|…|\.{3}/.test(value)) return true;
  if (/(?:example|placeholder|redacted|change.?me|your|dummy|x{4,}|0{8,})/i.test(value)) return true;
  return new Set(value.toLowerCase()).size < 5;
}

/** Letters and digits mixed as no person writes them; names, versions, dates, paths and digests with their kind are not. */
function looksRandom(value: string): boolean {
  if (value.length < 12 || /^(?:sha\d{1,3}[:-]|https?:|[./~]|&|\*|!)/i.test(value)) return false;
  if (!(/\d/.test(value) && /[a-z]/i.test(value))) return false;
  // `projects/12/secrets/key-2` and `claude-sonnet-4-5@20250929` are names.
  const parts = value.split(/[-_./:@+=~]+/).filter((part) => part !== "");
  if (
    parts.every((part) =>
      /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d{1,8}|[a-z]{1,3}\d{1,4}|\d{1,4}[A-Za-z]{1,2}\d{0,4})$/.test(part),
    )
  ) {
    return false;
  }
  return bitsPerCharacter(value) >= 3;
}

/** Whether a password is more than the word for one. */
function isNoWord(value: string): boolean {
  return !/^(?:[A-Z_]+|(?:pass(?:word)?|passwd|token|secret|api[_-]?key)[.,;)]*)$/.test(value);
}

/** How HTTP's basic authentication writes the two: base64 of `name:password`. */
function isNameAndPassword(value: string): boolean {
  const binary = value.length % 4 === 0 ? atob(value) : "";
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(binary);
}

/** Shannon entropy. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / value.length);
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
}
