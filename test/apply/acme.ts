import * as fs from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { acmeSeed, PEOPLE } from "../../src/cli/demo/seed.ts";
import type { Io } from "../../src/cli/io.ts";
import { answer } from "../../src/sandbox/answer.ts";
import { plant } from "../../src/sandbox/plant.ts";
import type { State } from "../../src/sandbox/state.ts";
import { copy, emptyState, type Store } from "../../src/sandbox/store.ts";
import { cutover, folderWith, type Ran } from "../cli/harness.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const ADDRESS = "https://gitlab.example.com";
export const NOW = Date.parse("2026-11-23T09:00:00Z");

/** One request as the server gets it, from 1 on. */
export interface Sent {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** A mutation of GraphQL is one although its method is POST like that of queries. */
  readonly isWrite: boolean;
}

/** May answer in place of the server; `carryOut` lets the server do what it was asked for. */
export type Meddler = (sent: Sent, carryOut: () => Response) => Response | Promise<Response>;

interface RunOptions {
  readonly meddle?: Meddler | undefined;
  readonly death?: Promise<void> | undefined;
  /** Variables of the environment besides the token. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly io?: Partial<Io> | undefined;
}

/** Acme's GitLab without a socket in between, so that thousands of runs fit into minutes, and this repository's workspace. */
export interface Acme {
  readonly store: Store;
  /** Absolute folder of the workspace, a copy of this repository's. */
  readonly folder: string;
  /** Moves on by itself as the tool waits. */
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  save(): State;
  restore(state: State): void;
  /** Runs a command line as the bot; ends early with undefined where `death` comes first. */
  run(argv: readonly string[], own?: RunOptions): Promise<Ran | undefined>;
  /** A call of ana's to `/api/v4`. */
  person(method: string, path: string, body?: unknown): Promise<unknown>;
  remove(): Promise<void>;
}

export async function startAcme(): Promise<Acme> {
  const store: Store = { state: emptyState(new Date(NOW).toISOString(), "ultimate", "18.9.0-ee"), url: ADDRESS };
  const seed = acmeSeed();
  plant(store, {
    ...seed,
    users: (seed.users ?? []).map((user) => (user.bot ? { ...user, role: "maintainer" } : user)),
  });
  const { path: folder, remove } = await folderWith({});
  for (const name of ["cutover.yaml", "migrations", "evals", "examples"]) {
    await fs.cp(join(REPOSITORY, name), join(folder, name), { recursive: true });
  }
  let now = NOW;
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  return {
    store,
    folder,
    clock,
    save: () => copyState(store.state),
    restore: (state) => {
      store.state = copyState(state);
    },
    run: (argv, { meddle, death, env, io: own } = {}) => {
      const io = { env: { CUTOVER_TOKEN: PEOPLE.bot.token, ...env }, fetch: fetchOf(store, meddle), clock, ...own };
      const ran = cutover(folder, argv, io);
      return death === undefined ? ran : Promise.race([ran, death.then(() => undefined)]);
    },
    person: async (method, path, body) => {
      const response = await fetchOf(store)(`${ADDRESS}/api/v4/${path}`, {
        method,
        headers: { "private-token": PEOPLE.ana.token, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    remove,
  };
}

/** Blobs, trees and commits only ever grow. */
function copyState({ objects, ...rest }: State): State {
  return { ...copy(rest), objects };
}

function fetchOf(store: Store, meddle: Meddler = (_sent, carryOut) => carryOut()): typeof fetch {
  let n = 0;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init?.body === "string" ? init.body : "";
    const method = init?.method ?? "GET";
    const target = url.pathname + url.search;
    n += 1;
    const isWrite = method !== "GET" && (url.pathname !== "/api/graphql" || /\bmutation\b/.test(body));
    return meddle({ n, method, path: target, body, isWrite }, () => {
      const headers = Object.fromEntries(new Headers(init?.headers));
      const { reply, problem } = answer(store, { method, target, headers, body: Buffer.from(body) });
      if (problem !== undefined) throw new Error(problem);
      const text = reply.text ?? (reply.body === undefined ? null : JSON.stringify(reply.body));
      const type = reply.type ?? (reply.text === undefined ? "application/json" : "text/plain");
      return new Response(reply.status === 204 ? null : text, {
        status: reply.status,
        headers: { "x-sandbox": "cutover", "content-type": type, ...reply.headers } as Record<string, string>,
      });
    });
  };
}
