import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { run } from "../src/cli/run.ts";
import { oneByOne, steadyFs } from "./steady.ts";

/** One place where the commands of a page are run, one after the other. */
export interface Session {
  readonly cwd: string;
  readonly env: Map<string, string>;
  /** Called at the end: stops what runs in the background. */
  readonly endings: (() => Promise<unknown>)[];
  readonly fetch: typeof fetch;
  /** Address of the sandbox as it is and as the page shows it. */
  address: { readonly real: string; readonly shown: string } | undefined;
  lastCode: number;
}

const NOW = Date.parse("2026-11-23T09:00:00Z");
const FENCE = /^```(\S+)([^\n]*)\n([\s\S]*?)^```$/gm;
/** Stands for lines of an output that the page leaves out. */
const ELISION = "…";

export function createSession(cwd: string): Session {
  return { cwd, env: new Map(), endings: [], fetch: oneByOne(), address: undefined, lastCode: 0 };
}

export async function endSession({ endings }: Session): Promise<void> {
  for (const end of endings) await end();
}

/**
 * The page with what its commands really print. Commands stand in `console` blocks behind `$ `. A block with a path
 * behind its language is a file that the reader writes, or with the language `diff` one that he changes. Where the page
 * shows an output with a line of `…` in it, as many lines before and after it are kept as it shows.
 */
export async function replay(page: string, session: Session): Promise<string> {
  let result = "";
  let at = 0;
  for (const match of page.matchAll(FENCE)) {
    const [whole, language = "", info = "", content = ""] = match;
    result += page.slice(at, match.index);
    at = match.index + whole.length;
    if (language === "console") result += `\`\`\`console\n${await replayBlock(content, session)}\`\`\``;
    else result += whole;
    if (info.trim() !== "") await writeAsTold(join(session.cwd, info.trim()), language, content);
  }
  return result + page.slice(at);
}

async function replayBlock(content: string, session: Session): Promise<string> {
  const parts = content.split(/^(?=\$ )/m);
  let result = "";
  for (const part of parts) {
    const [command = "", ...shown] = part.trimEnd().split("\n");
    const printed = await execute(command.slice(2), session);
    const lines = printed === undefined ? shown : fitted(printed, shown);
    result += [command, ...lines.filter((line, index) => line !== "" || index > 0 || lines.length > 1)]
      .join("\n")
      .trimEnd();
    result += "\n";
  }
  return result;
}

/** The lines of an output, less those that the page leaves out. */
export function fitted(output: string, shown: readonly string[]): readonly string[] {
  const printed = output.trimEnd().split("\n");
  const at = shown.indexOf(ELISION);
  if (at === -1) return printed;
  const behind = shown.length - at - 1;
  if (at + behind >= printed.length) return printed;
  return [...printed.slice(0, at), ELISION, ...printed.slice(printed.length - behind)];
}

/** What a command prints; undefined for one that is not for us, such as `npm ci`. */
async function execute(command: string, session: Session): Promise<string | undefined> {
  const [program, ...words] = wordsOf(command);
  if (program === "export") {
    for (const [name, value] of words.map(assignment)) session.env.set(name, real(value, session));
    return "";
  }
  if (program === "echo" && words[0] === "$?") return String(session.lastCode);
  if (program === "node" && words[0]?.endsWith(".mjs")) return node(words, session);
  if (program === "cat" || program === "curl") return program === "cat" ? cat(words, session) : curl(words, session);
  const argv = program === "cutover" ? words : words.slice(1);
  if (program !== "cutover" && !(program === "npx" && words[0] === "cutover")) return undefined;
  return argv[0] === "sandbox" ? startSandbox(argv, session) : cutover(argv, session);
}

async function cutover(argv: readonly string[], session: Session): Promise<string> {
  let text = "";
  session.lastCode = await run(ioFor(argv, session, (printed) => (text += printed)));
  // The demo takes a free port each time.
  if (argv[0] === "demo") return text.replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:40123");
  return session.address === undefined ? text : text.replaceAll(session.address.real, session.address.shown);
}

/** Runs in the background, on a free port; pages show the port that the command names or has by default. */
async function startSandbox(argv: readonly string[], session: Session): Promise<string> {
  const interrupt = new AbortController();
  const named = argv.indexOf("--port");
  const shown = `http://127.0.0.1:${named === -1 ? 8929 : argv[named + 1]}`;
  const others = argv.filter(
    (word, index) => word !== "&" && (named === -1 || (index !== named && index !== named + 1)),
  );
  const text = await new Promise<string>((resolve, reject) => {
    const io = ioFor([...others, "--port", "0"], session, resolve);
    const ended = run({ ...io, signal: interrupt.signal });
    ended.catch(reject);
    session.endings.push(() => {
      interrupt.abort();
      return ended;
    });
  });
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? "";
  session.address = { real: address, shown };
  return text.replaceAll(address, shown);
}

function ioFor(argv: readonly string[], { cwd, env, fetch }: Session, write: (text: string) => void): Io {
  return {
    argv,
    env: Object.fromEntries(env),
    cwd,
    stdout: { write },
    stderr: { write },
    fs: steadyFs,
    fetch,
    // Doctor compares it with that of the server, which is that of this machine.
    clock: { now: argv[0] === "doctor" ? Date.now : () => NOW, sleep: async () => {} },
    unique: () => "run-1",
  };
}

async function cat(paths: readonly string[], { cwd }: Session): Promise<string> {
  return (await Promise.all(paths.map((path) => fs.readFile(join(cwd, path), "utf8")))).join("");
}

/** A script that the reader wrote down. */
async function node(words: readonly string[], { cwd, env }: Session): Promise<string> {
  const ran = await promisify(execFile)(process.execPath, words, { cwd, env: Object.fromEntries(env) });
  return ran.stdout + ran.stderr;
}

/** As much of curl as the pages use: -X, -H, -d, -s and -o /dev/null. */
async function curl(words: readonly string[], session: Session): Promise<string> {
  const options = new Map<string, string>();
  const headers: Record<string, string> = {};
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "-H") {
      const [name = "", value = ""] = (words[++at] ?? "").split(": ");
      headers[name] = value;
    } else if (["-X", "-d", "-o"].includes(word)) options.set(word, words[++at] ?? "");
    else if (word !== "-s") rest.push(word);
  }
  const body = options.get("-d");
  const response = await fetch(real(rest[0] ?? "", session), {
    method: options.get("-X") ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(body !== undefined && { "Content-Type": "application/x-www-form-urlencoded" }), ...headers },
    body,
  });
  if (!response.ok) throw new Error(`${rest[0]} answered ${response.status}: ${await response.text()}`);
  return options.has("-o") ? "" : await response.text();
}

function real(text: string, { address }: Session): string {
  return address === undefined ? text : text.replaceAll(address.shown, address.real);
}

/** Words of a command line, quotes taken off. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}

function assignment(word: string): readonly [string, string] {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
}

async function writeAsTold(path: string, language: string, content: string): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true });
  if (language !== "diff") return fs.writeFile(path, content);
  const side = (mark: string) =>
    content.replace(/^(?:([ +-])(.*)\n|\n)/gm, (_line, sign = " ", text = "") =>
      sign === " " || sign === mark ? `${text}\n` : "",
    );
  const before = await fs.readFile(path, "utf8");
  if (before.split(side("-")).length !== 2) throw new Error(`${path} does not hold once:\n${side("-")}`);
  await fs.writeFile(
    path,
    before.replace(side("-"), () => side("+")),
  );
}
