import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import type { Role, Seed } from "../../../src/sandbox/seed.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";
import { cutover, type Ran } from "../harness.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const READER = { username: "onlooker", name: "Looks on", token: "acme-onlooker", scopes: ["read_api"] };
const PROJECTS = ["acme/ai", "acme/ai-gateway", "acme/monolith", "acme/docs"];

/** What the reader may be, by the path of a group or project. */
export type Roles = Readonly<Record<string, Role>>;

export const REPORTER: Roles = { acme: "reporter" };
/** What docs/permissions.md asks for. */
export const COMPLETE: Roles = { acme: "reporter", "acme/monolith": "developer" };
export const ON_PROJECTS: Roles = Object.fromEntries(PROJECTS.map((path) => [path, "reporter"]));

/** Acme with a second account, whose token reads and can do nothing else. */
export interface ReaderLive extends AcmeLive {
  /** Runs a command line with the token of the one who only looks. */
  look(...argv: string[]): Promise<Ran>;
  /** Sends a call with the token of one of acme. */
  call(who: keyof typeof PEOPLE, method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Sets `gitlab.users.apply`; undefined takes it out. */
  writer(name: string | undefined): Promise<void>;
  /** Takes a target out of the catalog. */
  dropTarget(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function readerLive(roles: Roles): Promise<ReaderLive> {
  const acme = await acmeLive();
  const { server, folder } = acme;
  const members = (path: string) => ({
    path,
    members: path in roles ? { [READER.username]: roles[path] ?? "guest" } : {},
  });
  const known = Object.keys(roles);
  const seed: Seed = {
    users: [READER],
    groups: known.filter((path) => !path.includes("/")).map(members),
    projects: known.filter((path) => path.includes("/")).map(members),
  };
  const planted = await fetch(`${server.url}/_sandbox/seed`, { method: "POST", body: JSON.stringify(seed) });
  if (!planted.ok) throw new Error(await planted.text());
  let catalog = await readFile(join(folder, "cutover.yaml"), "utf8");
  let writer: string | undefined;
  const save = () =>
    acme.write(
      "cutover.yaml",
      writer === undefined ? catalog : catalog.replace("\ngitlab:\n", `\ngitlab:\n  users: { apply: "${writer}" }\n`),
    );
  const live: ReaderLive = {
    ...acme,
    look: async (...argv) => {
      const clock = { now: () => NOW, sleep: async () => {} };
      const ran = await cutover(folder, argv, { env: { CUTOVER_PLAN_TOKEN: READER.token }, clock });
      const steady = (text: string) => text.replaceAll(server.url, "http://gitlab");
      return { ...ran, out: steady(ran.out), err: steady(ran.err) };
    },
    call: async (who, method, path, body) => {
      const headers = { "PRIVATE-TOKEN": PEOPLE[who].token, "Content-Type": "application/json" };
      const text = body === undefined ? null : JSON.stringify(body);
      const answer = await fetch(`${server.url}/api/v4${path}`, { method, headers, body: text });
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Record<string, unknown>;
    },
    writer: (name) => {
      writer = name;
      return save();
    },
    dropTarget: (name) => {
      catalog = catalog.replace(new RegExp(`^ {2}${name}:.*\\n( {4}.*\\n)+`, "m"), "");
      return save();
    },
  };
  await live.writer("@cutover-bot");
  return live;
}
