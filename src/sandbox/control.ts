import { type Armed, readFault } from "./faults.ts";
import { isObject, text } from "./params.ts";
import type { Reply } from "./router.ts";
import type { Seed } from "./seed.ts";
import { advance, type Store } from "./store.ts";

/** A call as `/_sandbox/requests` tells it; `problem` is the stack of what broke inside the sandbox itself. */
export interface LogEntry {
  n: number;
  method: string;
  path: string;
  /** Null where the connection was dropped. */
  status: number | null;
  user: string | null;
  fault: string | null;
  problem?: string;
}

/** What the test side of the server may do to it. */
export interface Controls {
  store: Store;
  armed: Armed[];
  log: LogEntry[];
  seed(seed: Seed): void;
  reset(): void;
}

/** Answers `/_sandbox/…`: faults, requests, state, seed, clock, reset. None of it needs a token or counts as a request. */
export function control(controls: Controls, method: string, path: string, body: string): Reply {
  const action = ACTIONS[`${method} ${path}`];
  if (!action) return { status: 404, body: { error: `no such control; there are ${Object.keys(ACTIONS).join(", ")}` } };
  try {
    return action(controls, body === "" ? undefined : (JSON.parse(body) as unknown));
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

const ACTIONS: Record<string, (controls: Controls, body: unknown) => Reply> = {
  "POST /_sandbox/faults": ({ armed }, body) => {
    const faults = (Array.isArray(body) ? body : [body]).map(readFault);
    armed.push(...faults.map((fault) => ({ fault, seen: 0 })));
    return { status: 201, body: { faults: armed.length } };
  },
  "DELETE /_sandbox/faults": ({ armed }) => {
    armed.length = 0;
    return { status: 204 };
  },
  "GET /_sandbox/requests": ({ log }) => ({ status: 200, body: log }),
  "GET /_sandbox/state": ({ store }) => ({ status: 200, body: store.state }),
  "POST /_sandbox/seed": ({ seed }, body) => {
    if (!isObject(body)) throw new Error("a seed is an object with users, groups and projects");
    seed(body as Seed);
    return { status: 201, body: {} };
  },
  "POST /_sandbox/reset": ({ reset }) => {
    reset();
    return { status: 201, body: {} };
  },
  "POST /_sandbox/clock": ({ store }, body) => {
    setClock(store, body);
    return { status: 200, body: { now: store.state.now, date: store.state.date } };
  },
};

/**
 * `{"now": instant}` sets the clock, `{"advance": seconds}` moves it. `{"date": seconds}` is how far the `Date` header is ahead of
 * the machine's time, `{"date": "clock"}` makes it this clock.
 */
function setClock(store: Store, body: unknown): void {
  const given = isObject(body) ? body : {};
  const seconds = Number(text(given, "advance"));
  const now = Date.parse(text(given, "now") ?? "");
  const { date } = given;
  if (date === "clock" || typeof date === "number") {
    store.state.date = date;
    return;
  }
  if (!Number.isNaN(seconds)) advance(store, seconds);
  else if (!Number.isNaN(now)) store.state.now = new Date(now).toISOString();
  else throw new Error('the clock takes {"now": an ISO instant}, {"advance": seconds} or {"date": seconds or "clock"}');
}
