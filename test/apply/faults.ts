import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { State } from "../../src/sandbox/state.ts";
import { type Acme, type Meddler, type Sent, startAcme } from "./acme.ts";
import { holdings } from "./holdings.ts";
import { unplanned } from "./planned.ts";
import { prepare } from "./story.ts";

/** What happens to one request. */
interface Fault {
  readonly name: string;
  readonly isForReads: boolean;
  readonly answer: (carryOut: () => Response) => Response;
}

const HTML = "<html>502 Bad Gateway</html>";
const plain = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers: { "content-type": "text/plain", ...headers } });
const json = (status: number, body: unknown) => Response.json(body, { status });

/** The request is carried out, the answer never comes, and nothing more is sent. */
const KILLED = "killed";

const FAULTS: readonly Fault[] = [
  {
    name: "answer dropped",
    isForReads: true,
    answer: (carryOut) => {
      carryOut();
      throw Object.assign(new TypeError("fetch failed"), {
        cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
      });
    },
  },
  { name: "429 with Retry-After", isForReads: true, answer: () => plain(429, "Retry later\n", { "retry-after": "7" }) },
  { name: "429 alone", isForReads: true, answer: () => plain(429, "Retry later\n") },
  { name: "500", isForReads: true, answer: () => json(500, { message: "500 Internal Server Error" }) },
  {
    name: "502 after it was done",
    isForReads: true,
    answer: (carryOut) => {
      carryOut();
      return new Response(HTML, { status: 502, headers: { "content-type": "text/html" } });
    },
  },
  { name: "409", isForReads: false, answer: () => json(409, { message: "409 Conflict: Resource lock" }) },
  {
    name: "409 that wants a captcha",
    isForReads: false,
    answer: () =>
      json(409, {
        needs_captcha_response: true,
        spam_log_id: 1,
        captcha_site_key: "k",
        message: { error: "Your issue has been recognized as spam." },
      }),
  },
];

const KINDS = [KILLED, ...FAULTS.map(({ name }) => name)];

/** Acme right before the apply that does everything, what that sends, and what the server holds after it. */
interface Course {
  readonly acme: Acme;
  readonly begin: State;
  readonly sent: readonly Sent[];
  readonly wanted: readonly string[];
}

/** One fault at one request. */
interface Point {
  readonly n: number;
  readonly kind: string;
}

/** How many points were tried and held, by kind of fault, and what was wrong at the others. */
interface Tally {
  readonly counts: Map<string, { tried: number; held: number }>;
  readonly failures: string[];
}

// The events name the changes of the plan, and nothing has to be painted.
const APPLY = ["apply", "--yes", "--format", "json"];

export async function startCourse(): Promise<Course> {
  const acme = await startAcme();
  const begin = await prepare(acme);
  const sent: Sent[] = [];
  const meddle: Meddler = (one, carryOut) => {
    sent.push(one);
    return carryOut();
  };
  const ran = await acme.run(APPLY, { meddle });
  if (ran?.code !== 0) throw new Error(`the apply without faults: ${ran?.out}\n${ran?.err}`);
  return { acme, begin, sent, wanted: holdings(acme.store.state) };
}

/** Every kind at every write; at reads every kind that can happen there where `all`, else one of them in turn. */
export function pointsOf({ sent }: Course, all: boolean): Point[] {
  const forReads = [KILLED, ...FAULTS.filter(({ isForReads }) => isForReads).map(({ name }) => name)];
  return sent.flatMap(({ n, isWrite }) => {
    const kinds = isWrite ? KINDS : all ? forReads : forReads.slice(n % forReads.length).slice(0, 1);
    return kinds.map((kind) => ({ n, kind }));
  });
}

export async function sufferAll(course: Course, points: readonly Point[]): Promise<Tally> {
  const tally: Tally = { counts: new Map(KINDS.map((kind) => [kind, { tried: 0, held: 0 }])), failures: [] };
  for (const point of points) {
    const wrong = await suffer(course, point);
    const count = tally.counts.get(point.kind);
    if (count === undefined) throw new Error(`no kind "${point.kind}"`);
    count.tried += 1;
    if (wrong === undefined) count.held += 1;
    const { method, path } = course.sent[point.n - 1] ?? {};
    if (wrong !== undefined) tally.failures.push(`${point.kind} at ${point.n} (${method} ${path}): ${wrong}`);
  }
  return tally;
}

/** One line per kind, for whoever runs the test. */
export function tallyText({ sent }: Course, { counts }: Tally): string {
  const rows = [...counts].map(([kind, { tried, held }]) => `  ${kind}: ${held} of ${tried} held`);
  const writes = sent.filter(({ isWrite }) => isWrite).length;
  const all = [...counts.values()];
  const [tried, held] = [all.reduce((sum, one) => sum + one.tried, 0), all.reduce((sum, one) => sum + one.held, 0)];
  return `faults in an apply of ${sent.length} requests, ${writes} of them writes: ${held} of ${tried} points held\n${rows.join("\n")}\n`;
}

/** Suffers the fault, applies once more, and says what is not as it should be; undefined where all is. */
async function suffer({ acme, begin, wanted }: Course, point: Point): Promise<string | undefined> {
  acme.restore(begin);
  // Each run reads it, and some thousand runs would make it long.
  await fs.rm(join(acme.folder, ".cutover"), { recursive: true, force: true });
  const struck = await firstRun(acme, point);
  if (!struck) return `request ${point.n} was never sent`;
  // Whoever comes back after a crash finds that the lease of the killed run is over.
  await acme.clock.sleep(10 * 60_000);
  const writes: Sent[] = [];
  const meddle: Meddler = (one, carryOut) => {
    if (one.isWrite) writes.push(one);
    return carryOut();
  };
  const second = await acme.run(APPLY, { meddle });
  if (second?.code !== 0) return `the second apply ended with ${second?.code}: ${second?.out}\n${second?.err}`;
  const [first] = unplanned(second.out, writes, acme.store.state);
  if (first !== undefined) return `a write of the second apply is in no plan: ${first}`;
  const third = await acme.run(["plan", "--detailed-exitcode"]);
  if (third?.code !== 0) return `a third plan is not empty: ${third?.out}`;
  return differenceOf(wanted, holdings(acme.store.state));
}

async function firstRun(acme: Acme, { n, kind }: Point): Promise<boolean> {
  let struck = false;
  if (kind === KILLED) {
    let die = () => {};
    const death = new Promise<void>((resolve) => {
      die = resolve;
    });
    const meddle: Meddler = (sent, carryOut) => {
      if (sent.n < n) return carryOut();
      if (sent.n === n) {
        carryOut();
        struck = true;
        die();
      }
      return new Promise<Response>(() => {});
    };
    await acme.run(APPLY, { meddle, death });
    return struck;
  }
  const fault = FAULTS.find(({ name }) => name === kind);
  if (fault === undefined) throw new Error(`no fault "${kind}"; there are ${KINDS.join(", ")}`);
  await acme.run(APPLY, {
    meddle: (sent, carryOut) => {
      if (sent.n !== n) return carryOut();
      struck = true;
      return fault.answer(carryOut);
    },
  });
  return struck;
}

function differenceOf(wanted: readonly string[], found: readonly string[]): string | undefined {
  const missing = wanted.filter((one) => !found.includes(one));
  const extra = found.filter((one, index) => !wanted.includes(one) || found.indexOf(one) !== index);
  const [lost, more] = [missing, extra].map((texts) => texts.flatMap((text) => text.split("\n")));
  if (missing.length + extra.length === 0 && wanted.length === found.length) return undefined;
  return [
    ...missing.map((text) => `not there: ${text.split("\n")[0]}`),
    ...extra.map((text) => `too much: ${text.split("\n")[0]}`),
    ...(lost ?? []).filter((line) => !more?.includes(line)).map((line) => `- ${line}`),
    ...(more ?? []).filter((line) => !lost?.includes(line)).map((line) => `+ ${line}`),
  ].join("\n");
}
