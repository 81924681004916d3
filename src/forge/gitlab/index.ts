import type { NewFlag, NewItem, NewProposal, Relation } from "../../model/effect.ts";
import { INSTANCE, type Locator, type Observed, type Scope } from "../../model/observed.ts";
import { type Forge, ForgeError } from "../port.ts";
import { readHead } from "./branches.ts";
import { type Client, createClient } from "./client.ts";
import { createEpic, putUnder, readEpic, updateEpic } from "./epics.ts";
import { examine } from "./examine.ts";
import { readSnapshot } from "./files.ts";
import { createFlag, readFlag, removeFlag, updateFlag } from "./flags.ts";
import type { Clock, Sent } from "./http.ts";
import { accountName, type Identity, identityOf, readIdentity, readSession, type TokenUser } from "./identity.ts";
import { createInstanceFlag, readInstanceFlag, removeInstanceFlag, updateInstanceFlag } from "./instance-flags.ts";
import { createIssue, linkIssues, readIssue, updateIssue } from "./issues.ts";
import { nameOf } from "./items.ts";
import { giveLock, takeLock } from "./lock.ts";
import { listMerges } from "./merges.ts";
import { createNames, type Names } from "./names.ts";
import { readNotes, removeNote, writeNote } from "./notes.ts";
import { observe } from "./observe.ts";
import { createProposal, readProposal, updateProposal } from "./proposals.ts";

export interface GitLabOptions {
  /** Address of the server, such as `https://gitlab.example.com`; it may have a path. */
  readonly url: string;
  /** Access token of scope api, or read_api for reads; without one only what is public can be read. */
  readonly token?: string | undefined;
  readonly fetch: typeof fetch;
  readonly clock?: Clock | undefined;
  readonly userAgent?: string | undefined;
  /** Told of every request when its answer came, repeated ones included. */
  readonly onRequest?: ((sent: Sent) => void) | undefined;
  /** Aborted when the user interrupts: nobody waits for the server any more. */
  readonly signal?: AbortSignal | undefined;
}

const REAL_CLOCK: Clock = {
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: Date.now,
};

/** The adapter for GitLab 18 and newer: issues, flags and merge requests by REST, epics and hierarchy by GraphQL. */
export function createGitLabForge(options: GitLabOptions): Forge {
  const client = createClient({
    url: options.url.replace(/\/+$/, ""),
    // An empty variable in CI is no token, and files that hold one end in a line break.
    token: options.token?.trim() || undefined,
    fetch: options.fetch,
    clock: options.clock ?? REAL_CLOCK,
    userAgent: options.userAgent ?? "cutover",
    onRequest: options.onRequest,
    signal: options.signal,
  });
  const names = createNames(client);
  let known: Promise<TokenUser> | undefined;
  function identity(): Promise<TokenUser> {
    known ??= readIdentity(client);
    return known;
  }
  /** Whose objects are ours: plan may look with a token of somebody else. */
  async function ours({ user }: Scope): Promise<Identity> {
    return identityOf(client, await identity(), user);
  }
  return {
    session: () => readSession(client, identity()),
    account: (name) => accountName(client, name),
    examine: (question) => examine(client, names, identity, question),
    files: (target, project, ref, paths, listing) => readSnapshot(client, target, project, ref, { paths, listing }),
    observe: async (scope) => observe(client, names, await ours(scope), scope),
    read: (locator, paths = []) => read(client, identity, locator, paths),
    create: (thing) => create(client, names, identity, thing),
    updateItem: (locator, patch) => (locator.kind === "epic" ? updateEpic : updateIssue)(client, names, locator, patch),
    updateFlag: (locator, patch) =>
      (locator.home === INSTANCE ? updateInstanceFlag : updateFlag)(client, locator, patch),
    updateProposal: async (locator, patch) => updateProposal(client, await identity(), locator, patch),
    relate: (relation) => relate(client, relation),
    removeFlag: (locator) => (locator.home === INSTANCE ? removeInstanceFlag : removeFlag)(client, locator),
    notes: (on) => readNotes(client, on),
    writeNote: async (on, note) => writeNote(client, await identity(), on, note),
    removeNote: async (on, id) => removeNote(client, await identity(), on, id),
    head: (project, branch) => readHead(client, project, branch),
    merges: (project, branch, most) => listMerges(client, project, branch, most),
    lock: (project, lease) => takeLock(client, project, lease),
    unlock: (project, id) => giveLock(client, project, id),
  };
}

async function read(
  client: Client,
  identity: () => Promise<Identity>,
  locator: Locator,
  paths: readonly string[],
): Promise<Observed | undefined> {
  switch (locator.kind) {
    case "epic":
      return readEpic(client, locator);
    case "issue":
      return readIssue(client, locator);
    case "flag":
      return (locator.home === INSTANCE ? readInstanceFlag : readFlag)(client, locator);
    case "proposal":
      return readProposal(client, await identity(), locator, paths);
  }
}

async function create(
  client: Client,
  names: Names,
  identity: () => Promise<Identity>,
  thing: NewItem | NewFlag | NewProposal,
): Promise<Observed> {
  switch (thing.kind) {
    case "flag":
      return (thing.home === INSTANCE ? createInstanceFlag : createFlag)(client, thing);
    case "proposal":
      refuseEmpty(thing);
      return createProposal(client, names, await identity(), thing);
    default:
      refuseEmpty(thing);
      return (thing.kind === "epic" ? createEpic : createIssue)(client, names, thing);
  }
}

// GitLab fills an empty description with the project's Default template and runs the commands in it.
function refuseEmpty({ home, title, body }: NewItem | NewProposal): void {
  if (body.trim() !== "" && title.trim() !== "") return;
  throw new ForgeError("refused", `what is made in "${home}" needs a title and a body that are not empty`);
}

async function relate(client: Client, { kind, from, to }: Relation): Promise<void> {
  if (kind === "parent") return putUnder(client, from, to);
  if (from.kind === "issue" && to.kind === "issue") return linkIssues(client, from, to);
  throw new ForgeError("refused", `${nameOf(from)} and ${nameOf(to)} cannot be linked: only issues can`);
}
