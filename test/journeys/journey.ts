import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Outcome } from "../../src/apply/outcome.ts";
import { acmeSeed, DOCS, GATEWAY, MONOLITH, PEOPLE, TRACKER } from "../../src/cli/demo/seed.ts";
import { storyFiles } from "../../src/cli/demo/workspace.ts";
import type { Io } from "../../src/cli/io.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";
import { cutover, type Ran } from "../cli/harness.ts";

const PROJECTS = [GATEWAY, MONOLITH, DOCS, TRACKER];
export const MIGRATION_FILE = "migrations/sonnet.yaml";

export interface JourneyOptions extends Pick<SandboxOptions, "tier" | "version"> {
  /** Text of `migrations/sonnet.yaml`. */
  readonly migration: string;
  /** What is different in acme's catalog. */
  readonly catalog?: (text: string) => string;
  /** Token that Cutover acts with; by default that of the bot. */
  readonly token?: string;
}

/** What one run asked for and left: one line per change, held change, conflict and notice. */
interface Rested {
  readonly did: readonly string[];
  readonly left: readonly string[];
}

/** Acme with one workspace on a server of its own, and a record of everything that happened, in words. */
export interface Journey {
  readonly server: Sandbox;
  /** Everything so far, as it is kept in `golden/`. */
  story(): string;
  /** The story begins here: how it came so far is told elsewhere. */
  forget(): void;
  /** Instant of the next commands. */
  at(instant: string): void;
  /** Variables of the next commands. */
  env(more: Io["env"]): void;
  /** Somebody replaces a piece of a file that stands there once. */
  edit(before: string, after: string, file?: string): Promise<void>;
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
  rename(before: string, after: string): Promise<void>;
  lint(): Promise<readonly string[]>;
  /** What would be done. */
  plan(...argv: string[]): Promise<readonly string[]>;
  /** Applies, and then has to have nothing more to do. `code` is what apply has to end with. */
  apply(options?: { readonly code?: number }): Promise<Rested>;
  run(...argv: string[]): Promise<Ran>;
  /** A call of a person, who is an administrator unless another token is given. */
  call<T>(method: string, path: string, body?: object, token?: string): Promise<T>;
  /** Ana merges every open merge request. */
  mergeAll(): Promise<void>;
  /** Tells the story on, in words. */
  say(text: string): void;
  close(): Promise<void>;
}

const PLAN = "../plan.json";
const ADMIN = "acme-root";

/** Starts a journey; close it. */
export async function journey({
  migration,
  catalog = (text) => text,
  token,
  ...options
}: JourneyOptions): Promise<Journey> {
  const acme = acmeSeed();
  const server = await startSandbox({
    now: "2026-11-23T09:00:00Z",
    tier: "ultimate",
    ...options,
    seed: {
      ...acme,
      users: [...(acme.users ?? []), { username: "root", name: "Root", token: ADMIN, admin: true }],
      groups: (acme.groups ?? []).map(({ epics = [], ...group }) =>
        options.tier === "free" ? group : { ...group, epics },
      ),
    },
  });
  const root = await mkdtemp(join(tmpdir(), "cutover-journey-"));
  const folder = join(root, "migrations");
  const story: string[] = [];
  let now = "2026-11-23T09:00:00Z";
  let env: Io["env"] = { CUTOVER_TOKEN: token ?? PEOPLE.bot.token };
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of storyFiles(server.url, migration)) {
    if (path === "migrations/cutover.yaml") await write("cutover.yaml", catalog(text));
    else if (path.startsWith("migrations/migrations/")) await write(MIGRATION_FILE, text);
    else await write(join("..", path), text);
  }
  const steady = (text: string) => text.replaceAll(server.url, "http://gitlab");
  const tell = (...lines: readonly string[]) => void story.push(...lines);

  async function run(...argv: string[]): Promise<Ran> {
    const clock: Io["clock"] = { now: () => Date.parse(now), sleep: async () => {} };
    const ran = await cutover(folder, argv, { env, clock });
    return { ...ran, out: steady(ran.out), err: steady(ran.err) };
  }

  async function planned(...argv: string[]): Promise<{ plan: Plan; code: number }> {
    const { code, out, err } = await run("plan", "--format", "json", "--detailed-exitcode", ...argv);
    if (code !== 0 && code !== 4) throw new Error(`plan ends with ${code}\n${story.join("\n")}\n${out}${err}`);
    return { plan: JSON.parse(out) as Plan, code };
  }

  /** Apply, and once more with the number of closings that it asks for, as somebody who means it. */
  async function agreed(): Promise<Ran> {
    const line = ["apply", PLAN, "--yes", "--format", "json"];
    const ran = await run(...line);
    const [asked] = /--allow-closing \d+/.exec(ran.err) ?? [];
    if (asked === undefined) return ran;
    tell(`apply is refused, and somebody says ${asked}`);
    return run(...line, ...asked.split(" "));
  }

  async function call<T>(method: string, path: string, body?: object, as = ADMIN): Promise<T> {
    const response = await fetch(`${server.url}/api/v4/${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": as, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  return {
    server,
    run,
    call,
    forget: () => void story.splice(0),
    story: () => `${story.join("\n")}\n`,
    at: (instant) => {
      now = instant;
      tell("", `# it is ${instant}`);
    },
    env: (more) => {
      env = { ...env, ...more };
    },
    async edit(before, after, file = MIGRATION_FILE) {
      const text = await readFile(join(folder, file), "utf8");
      if (text.split(before).length !== 2) throw new Error(`"${before}" does not stand once in ${file}\n${text}`);
      await write(
        file,
        text.replace(before, () => after),
      );
      tell("", `# ${file}: ${inOneLine(before)} => ${inOneLine(after)}`);
    },
    async write(file, text) {
      await write(file, text);
      tell("", `# ${file} is written`);
    },
    async remove(file) {
      await rm(join(folder, file));
      tell("", `# ${file} is deleted`);
    },
    async rename(before, after) {
      await rename(join(folder, before), join(folder, after));
      tell("", `# ${before} becomes ${after}`);
    },
    async lint() {
      const { out } = await run("lint", "--format", "json");
      const found = (JSON.parse(out) as { diagnostics: { severity: string; rule: string; message: string }[] })
        .diagnostics;
      const lines = found.map(({ severity, rule, message }) => `${severity}[${rule}]: ${message}`);
      tell("lint:", ...lines.map((line) => `  ${line}`));
      return lines;
    },
    async plan(...argv) {
      const { plan } = await planned(...argv);
      const lines = [...wanted(plan), ...standing(plan)];
      tell("plan:", ...lines.map((line) => `  ${line}`));
      return lines;
    },
    async apply({ code = 0 } = {}) {
      const { plan } = await planned("--out", PLAN);
      const ran = await agreed();
      const did = outcomesIn(plan, ran.out);
      tell("apply:", ...did.map((line) => `  ${line}`));
      if (ran.code !== code) throw new Error(`apply ends with ${ran.code}\n${story.join("\n")}\n${ran.out}${ran.err}`);
      const after = await planned();
      const left = standing(after.plan);
      tell(...(left.length === 0 ? [] : ["then:"]), ...left.map((line) => `  ${line}`));
      if (after.code !== 0) {
        throw new Error(`a second plan has changes\n${story.join("\n")}\nagain:\n  ${wanted(after.plan).join("\n  ")}`);
      }
      return { did, left };
    },
    async mergeAll() {
      const merged: string[] = [];
      for (const project of PROJECTS) {
        const at = `projects/${encodeURIComponent(project)}/merge_requests`;
        const open = await call<{ iid: number; title: string }[]>("GET", `${at}?state=opened&sort=asc&per_page=100`);
        for (const { iid, title } of open) {
          const isMerged = await call("PUT", `${at}/${iid}/merge`, {}).then(
            () => true,
            () => false,
          );
          merged.push(`# @root ${isMerged ? "merges" : "cannot merge"} ${project}!${iid} "${title}"`);
        }
      }
      tell("", ...merged);
    },
    say: (text) => tell("", `# ${text}`),
    async close() {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function inOneLine(text: string): string {
  return text === "" ? "nothing" : text.trim().replace(/\s*\n\s*/g, "; ");
}

/** What a plan would do now. */
function wanted({ changes }: Plan): string[] {
  return changes.map(
    ({ action, summary, waitsFor }) => `${action}: ${summary}${waitsFor.length === 0 ? "" : " (waits)"}`,
  );
}

/** What stands although it is not as it is wanted, and what is said of it. */
function standing({ held, conflicts, notices }: Plan): string[] {
  return [
    ...held.map(({ summary, held }) => `held: ${summary} <- ${held}`),
    ...conflicts.map(({ message }) => `conflict: ${message}`),
    ...notices.map(({ kind, message }) => `${kind}: ${message}`),
  ];
}

/** How the changes of a plan ended, in its order: several are made at once. */
function outcomesIn({ changes }: Plan, out: string): string[] {
  const events = out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Partial<Outcome>]));
  return changes.flatMap(({ id }) =>
    events.flatMap(({ id: done, status, message }) => {
      if (done !== id || status === undefined) return [];
      return [status === "applied" ? `${message}` : `${status}: ${message}`];
    }),
  );
}
