import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, answer, type Call } from "./answer.ts";
import { type Controls, control, type LogEntry } from "./control.ts";
import { type Armed, type Fault, prevents, replacement, strike } from "./faults.ts";
import { type Observed, rateLimitHeaders } from "./limits.ts";
import { load, save } from "./persist.ts";
import { plant } from "./plant.ts";
import type { Reply } from "./router.ts";
import type { Seed } from "./seed.ts";
import type { State, Tier } from "./state.ts";
import { attempt, DEFAULT_NOW, DEFAULT_VERSION, emptyState, type Store } from "./store.ts";
import { publish } from "./watch.ts";

export type { Fault } from "./faults.ts";
export type { Seed } from "./seed.ts";

export interface SandboxOptions {
  /** 0, the default, is any free port. */
  port?: number;
  /** Default 127.0.0.1: the sandbox has no secrets to keep and no guard to keep them. */
  host?: string;
  /** Where the state is kept as JSON: read at the start, written after every call that may have changed it. */
  folder?: string;
  /** ISO instant at which the clock starts; every write moves it on by a second. */
  now?: string;
  /** Default premium, the least that has epics and scoped labels. */
  tier?: Tier;
  /** Version of GitLab that `/metadata` tells, default 18.9.0-ee. Below 17 GraphQL knows no epics, only REST does. */
  version?: string;
  /** Seconds that the `Date` header is ahead of this machine, default 0; `clock` makes it the sandbox's own clock. */
  date?: number | "clock";
  /** Planted at the start, unless the folder holds a state already, and again by a reset. */
  seed?: Seed;
}

export type RequestListener = (n: number, method: string, path: string) => void | Promise<void>;

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** How many calls were carried out; those under `/_sandbox` do not count. */
  readonly requests: number;
  seed(seed: Seed): void;
  /** Called after call n (from 1) was carried out and before it is answered, which waits for the listener. */
  onRequest(listener: RequestListener): void;
  close(): Promise<void>;
}

const MAX_BODY = 10 * 1024 * 1024;

interface Running {
  store: Store;
  folder: string | undefined;
  armed: Armed[];
  log: LogEntry[];
  observed: Observed;
  listeners: RequestListener[];
  controls: Controls;
}

/** Starts a GitLab that answers as 18.9 does. Throws when the port is taken or the folder's state cannot be read. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const running = prepare(options);
  const server = createServer((request, response) => {
    void handle(running, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const host = options.host ?? "127.0.0.1";
  const port = await listen(server, options.port ?? 0, host);
  running.store.url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    url: running.store.url,
    port,
    get requests() {
      return running.log.length;
    },
    seed: running.controls.seed,
    onRequest: (listener) => void running.listeners.push(listener),
    close: () => close(server),
  };
}

function prepare(options: SandboxOptions): Running {
  const { folder, now = DEFAULT_NOW, tier = "premium", version = DEFAULT_VERSION, date = 0, seed = {} } = options;
  const kept = folder === undefined ? null : load(folder);
  const store: Store = { state: { ...(kept ?? emptyState(now, tier, version)), date }, url: "http://127.0.0.1" };
  const [armed, log]: [Armed[], LogEntry[]] = [[], []];
  const keep = () => {
    if (folder !== undefined) save(folder, store.state);
  };
  const sow = (more: Seed) => {
    attempt(store, () => plant(store, more));
    keep();
  };
  const reset = () => {
    store.state = { ...emptyState(now, tier, version), date };
    armed.length = 0;
    log.length = 0;
    sow(seed);
  };
  if (!kept) sow(seed);
  const controls = { store, armed, log, seed: sow, reset };
  return { store, folder, armed, log, observed: new Map(), listeners: [], controls };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

async function handle(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url: target = "/", headers } = request;
  const body = await readAll(request);
  if (body === null) return send(response, { status: 413, body: { error: "413 Request Entity Too Large" } }, {});
  const call: Call = { method, target, headers, body };
  if (target.startsWith("/_sandbox")) return handleControl(running, call, response);
  const fault = strike(running.armed, method, target);
  const result = carryOut(running, call, fault);
  const n = record(running, call, fault, result);
  publish(call, fault, result);
  for (const listener of running.listeners) await listener(n, method, target);
  if (fault?.kind === "delay") await sleep(fault.ms ?? 0);
  if (result === null || fault?.kind === "drop") return void response.socket?.destroy();
  send(response, result.reply, {
    Date: dateHeader(running.store.state, Date.now()),
    ...rateLimitHeaders(running.store, running.observed, result.user),
  });
}

function handleControl({ controls, folder, store }: Running, call: Call, response: ServerResponse): void {
  const reply = control(controls, call.method, call.target, call.body.toString("utf8"));
  if (folder !== undefined && call.method === "POST") save(folder, store.state);
  send(response, reply, {});
}

/** What the call is answered with; null drops the connection. Everything that happens to the state happens here, at once. */
function carryOut({ store, folder }: Running, call: Call, fault: Fault | null): Answer | null {
  const substitute = fault ? replacement(fault, store.state.now, call.method, call.target) : null;
  if (fault && prevents(fault)) return substitute ? { reply: substitute, user: null } : null;
  const result = answer(store, call);
  const changes = call.method !== "GET" && call.method !== "HEAD";
  if (folder !== undefined && changes) save(folder, store.state);
  return substitute ? { ...result, reply: substitute } : result;
}

/** What the server says of the time, `machine` being the machine's own in milliseconds. */
function dateHeader({ date, now }: State, machine: number): string {
  return new Date(date === "clock" ? Date.parse(now) : machine + date * 1000).toUTCString();
}

function record({ log }: Running, call: Call, fault: Fault | null, result: Answer | null): number {
  const entry: LogEntry = {
    n: log.length + 1,
    method: call.method,
    path: call.target,
    status: fault?.kind === "drop" ? null : (result?.reply.status ?? null),
    user: result?.user?.username ?? null,
    fault: fault?.kind ?? null,
    ...(result?.problem === undefined ? {} : { problem: result.problem }),
  };
  log.push(entry);
  return entry.n;
}

/** The whole body, or null when it is larger than the server takes. */
async function readAll(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? null : Buffer.concat(chunks);
}

function send(response: ServerResponse, reply: Reply, extra: Record<string, string>): void {
  const content = reply.text ?? (reply.body === undefined ? "" : JSON.stringify(reply.body));
  const type = reply.type ?? (reply.text === undefined ? "application/json" : "text/plain");
  response.writeHead(reply.status, {
    "X-Sandbox": "cutover",
    ...extra,
    ...(content.length > 0 ? { "Content-Type": type } : {}),
    ...reply.headers,
  });
  response.end(content);
}
