import type { Forge } from "../../../src/forge/port.ts";
import type { Locator, Observation, Scope } from "../../../src/model/observed.ts";

/** Who asks: the tool's own user, somebody with the least rights, nobody in particular, or a token that nobody has. */
export type Asker = "cutover" | "guest" | "nobody" | "stranger";

/** How one request is to fail, once. */
export type Fault =
  /** The server carries it out, and a proxy answers 502. */
  | "lost"
  /** The connection breaks before an answer. */
  | "dropped"
  | "throttled"
  /** As Rack does it: plain text. */
  | "throttled-in-text";

/** A forge with `WORLD` on it, and what people do to it by other means than the port. */
export interface Stand {
  forge(as?: Asker): Forge;
  /** Milliseconds that the forge has waited so far. */
  waited(): number;
  /** Requests that were sent to make or change something and not throttled. */
  writes(): number;
  fault(kind: Fault, on: "issue" | "read"): Promise<void>;
  /** By Ana; with `as`, in the name of the tool's user, as an amended or rebased commit is. */
  commit(project: string, branch: string, path: string, text: string, as?: "cutover"): Promise<void>;
  mergeProposal(locator: Locator): Promise<void>;
  closeProposal(locator: Locator): Promise<void>;
  deleteBranch(project: string, branch: string): Promise<void>;
  /** Adds a label to an issue. */
  label(locator: Locator, label: string): Promise<void>;
  /** Adds a strategy to a flag that the words of the port cannot say. */
  addForeignStrategy(project: string, flag: string): Promise<void>;
  stop(): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  /** Fields that the epics of this server do not have. */
  readonly epicsLack?: readonly ("assignees" | "milestone")[];
  /** `epics`: whether the server's licence has them. */
  start(options: { readonly epics: boolean }): Promise<Stand>;
  /** An adapter for a server that is not there. */
  nowhere(): Forge;
}

/** What every test finds ready: a fresh stand, and the forge of the tool's own user on it. */
export interface Ready {
  readonly adapter: Adapter;
  readonly stand: Stand;
  readonly forge: Forge;
  observe(change?: Partial<Scope>): Promise<Observation>;
}
