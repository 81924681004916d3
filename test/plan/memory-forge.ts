import { type Forge, ForgeError } from "../../src/forge/port.ts";
import type { ItemPatch, NewFlag, NewItem, NewProposal, ProposalPatch } from "../../src/model/effect.ts";
import { normalizeBody } from "../../src/model/marker.ts";
import type {
  Locator,
  Observation,
  ObservedFlag,
  ObservedItem,
  ObservedNote,
  ObservedProposal,
  Scope,
} from "../../src/model/observed.ts";

type Files = Map<string, string | undefined>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a test may reach into, as a person would on the server. */
export interface MemoryForge extends Forge {
  readonly items: Mutable<ObservedItem>[];
  readonly flags: Mutable<ObservedFlag>[];
  readonly proposals: Mutable<ObservedProposal>[];
  /** Files at the head of each project's one branch, and the commit. */
  readonly heads: Map<string, { commit: string; files: Files }>;
  /** Comments by the object that they stand on. */
  readonly comments: Map<string, ObservedNote[]>;
  readonly url: string;
  /** Names of the writes so far. */
  readonly writes: string[];
  /** Runs before a write; may throw instead of it. */
  before: (write: string) => void;
  /** Runs after a write was made; may throw although it was. */
  after: (write: string) => void;
  /** Merges a merge request as a person would. */
  merge(id: string): void;
}

export interface MemoryOptions {
  /** Address that links begin with. */
  readonly url?: string;
  readonly labels?: readonly string[];
  readonly people?: readonly string[];
  readonly parents?: readonly string[];
  readonly milestones?: readonly string[];
  readonly lists?: readonly string[];
  readonly heads?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The port over plain arrays: for properties over thousands of plans, where a server would be too slow. */
export function memoryForge(options: MemoryOptions = {}): MemoryForge {
  const forge: MemoryForge = {
    url: options.url ?? "https://gitlab.example.com",
    items: [],
    flags: [],
    proposals: [],
    heads: new Map(
      Object.entries(options.heads ?? {}).map(([project, files]) => [
        project,
        { commit: "c1", files: new Map(Object.entries(files)) },
      ]),
    ),
    comments: new Map(),
    writes: [],
    before: () => {},
    after: () => {},
    merge: (id) => merge(forge, id),
    account: async (name) => name,
    examine: async () => {
      throw new ForgeError("broken", "nothing to examine");
    },
    session: async () => ({ user: "cutover", version: "18.9", sandbox: false }),
    files: async (target, project, _ref, paths) => {
      const head = forge.heads.get(project);
      return {
        target,
        commit: head?.commit ?? "none",
        files: new Map(paths.map((path) => [path, head?.files.get(path)])),
      };
    },
    observe: async (scope) => observe(forge, options, scope),
    read: async (locator, paths) => structured(find(forge, locator), paths),
    create: async (thing) =>
      write(forge, `create ${thing.kind}`, () => {
        if (thing.kind === "flag") return createFlag(forge, thing);
        return thing.kind === "proposal" ? createProposal(forge, thing) : createItem(forge, thing);
      }),
    updateItem: async (locator, patch) =>
      write(forge, `update ${locator.kind}`, () => updateItem(forge, locator, patch)),
    updateFlag: async (locator, patch) =>
      write(forge, "update flag", () => Object.assign(find(forge, locator) as ObservedFlag, structuredClone(patch))),
    updateProposal: async (locator, patch) =>
      write(forge, "update proposal", () => updateProposal(forge, locator, patch)),
    relate: async ({ kind, from, to }) =>
      write(forge, `relate ${kind}`, () => {
        const start = find(forge, from) as Mutable<ObservedItem>;
        if (kind === "parent") start.parent = to;
        else {
          const end = find(forge, to) as Mutable<ObservedItem>;
          start.related = [...start.related, to];
          end.related = [...end.related, from];
        }
      }),
    removeFlag: async (locator) =>
      write(forge, "remove flag", () => {
        forge.flags.splice(0, forge.flags.length, ...forge.flags.filter((one) => one.locator.id !== locator.id));
      }),
    notes: async (on) => structuredClone(notesOn(forge, on)),
    writeNote: async (on, { id, body }) =>
      write(forge, "write note", () => {
        const notes = notesOn(forge, on);
        const known = notes.find((note) => note.id === id);
        if (known !== undefined) return Object.assign(known, { body });
        const made = { id: String(notes.length + 1), author: "cutover", body };
        notes.push(made);
        return made;
      }),
    removeNote: async (on, id) =>
      write(forge, "remove note", () => {
        forge.comments.set(
          nameOf(on),
          notesOn(forge, on).filter((note) => note.id !== id),
        );
      }),
    merges: async () => [],
    head: async (project) => forge.heads.get(project)?.commit,
    lock: async () => ({ got: true }),
    unlock: async () => true,
  };
  return forge;
}

function notesOn({ comments }: MemoryForge, on: Locator): ObservedNote[] {
  const notes = comments.get(nameOf(on)) ?? [];
  comments.set(nameOf(on), notes);
  return notes;
}

function nameOf({ kind, home, id }: Locator): string {
  return `${kind} ${home} ${id}`;
}

function write<T>(forge: MemoryForge, name: string, change: () => T): T {
  forge.before(name);
  const result = change();
  forge.writes.push(name);
  forge.after(name);
  return structuredClone(result);
}

function structured<T>(value: T, _paths?: readonly string[]): T {
  return structuredClone(value);
}

function find(forge: MemoryForge, { kind, home, id }: Locator) {
  const all = kind === "flag" ? forge.flags : kind === "proposal" ? forge.proposals : forge.items;
  return all.find(({ locator }) => locator.id === id && locator.kind === kind && locator.home === home);
}

function createItem(forge: MemoryForge, { body, ...item }: NewItem): ObservedItem {
  const id = String(
    forge.items.filter(({ locator }) => locator.home === item.home && locator.kind === item.kind).length + 1,
  );
  const made: ObservedItem = {
    ...structuredClone(item),
    labels: [...item.labels].sort(),
    body: normalizeBody(body),
    locator: { kind: item.kind, home: item.home, id },
    url: `${forge.url}/${item.home}/-/${item.kind}s/${id}`,
    author: "cutover",
    moved: false,
    related: [],
    updatedAt: "2026-05-01T00:00:00Z",
  };
  forge.items.push(made);
  return made;
}

function createFlag(forge: MemoryForge, { home, name, ...flag }: NewFlag): ObservedFlag {
  if (forge.flags.some((other) => other.name === name && other.locator.home === home))
    throw new ForgeError("conflict", `flag ${name} exists`);
  const made: ObservedFlag = {
    ...structuredClone(flag),
    kind: "flag",
    name,
    locator: { kind: "flag", home, id: name },
    url: `${forge.url}/${home}/-/feature_flags/${name}`,
    foreign: 0,
  };
  forge.flags.push(made);
  return made;
}

function createProposal(
  forge: MemoryForge,
  { home, commit: _commit, files, reviewers: _reviewers, ...wanted }: NewProposal,
): ObservedProposal {
  const open = forge.proposals.find(
    (one) => one.branch === wanted.branch && one.locator.home === home && one.state === "open",
  );
  if (open !== undefined) throw new ForgeError("conflict", `!${open.locator.id} is open already`);
  const id = String(forge.proposals.length + 1);
  const start = new Map(forge.heads.get(home)?.files);
  const made: ObservedProposal = {
    ...structuredClone(wanted),
    kind: "proposal",
    body: normalizeBody(wanted.body),
    locator: { kind: "proposal", home, id },
    url: `${forge.url}/${home}/-/merge_requests/${id}`,
    author: "cutover",
    state: "open",
    start,
    head: new Map([...start, ...files.map(({ path, text }) => [path, text] as const)]),
    foreignCommits: [],
  };
  forge.proposals.push(made);
  return made;
}

function updateItem(forge: MemoryForge, locator: Locator, patch: ItemPatch): ObservedItem {
  const live = find(forge, locator) as Mutable<ObservedItem>;
  const body = patch.body === undefined ? live.body : normalizeBody(patch.body);
  return Object.assign(live, afterPatch(live, patch), { body });
}

function updateProposal(forge: MemoryForge, locator: Locator, patch: ProposalPatch): ObservedProposal {
  const live = find(forge, locator) as Mutable<ObservedProposal>;
  if (patch.body !== undefined) live.body = normalizeBody(patch.body);
  if (patch.title !== undefined) live.title = patch.title;
  if (patch.state !== undefined) Object.assign(live, { state: "closed", closedBy: "cutover" });
  if (patch.rebuild !== undefined) {
    live.start = new Map(forge.heads.get(locator.home)?.files);
    live.head = new Map([...live.start, ...patch.rebuild.files.map(({ path, text }) => [path, text] as const)]);
  }
  return live;
}

function merge(forge: MemoryForge, id: string): void {
  const proposal = forge.proposals.find(({ locator }) => locator.id === id);
  const head = proposal && forge.heads.get(proposal.locator.home);
  if (proposal === undefined || head === undefined) throw new Error(`no merge request ${id}`);
  for (const [path, text] of proposal.head) if (text !== proposal.start.get(path)) head.files.set(path, text);
  head.commit = `${head.commit}+${id}`;
  proposal.state = "merged";
}

function observe(forge: MemoryForge, options: MemoryOptions, scope: Scope): Observation {
  const absent = (wanted: readonly string[], known: readonly string[] | undefined) =>
    known === undefined ? [] : wanted.filter((name) => !known.includes(name));
  const branches = scope.proposals.flatMap(
    ({ project, branch }) =>
      forge.proposals.findLast((one) => one.locator.home === project && one.branch === branch) ?? [],
  );
  const wantedFlags = forge.flags.filter((flag) =>
    scope.flags.some(({ project, names }) => project === flag.locator.home && names.includes(flag.name)),
  );
  const unknownParents = absent(scope.parents, options.parents);
  return structuredClone({
    items: forge.items.filter(
      ({ labels, kind, locator: { home, id } }) =>
        labels.includes(scope.label) || scope.adopted.includes(`${home}${kind === "epic" ? "&" : "#"}${id}`),
    ),
    flags: wantedFlags,
    proposals: branches,
    unknown: {
      labels: absent([scope.label, ...scope.labels], options.labels),
      people: absent(scope.people, options.people),
      milestones: absent(scope.milestones, options.milestones),
      parents: unknownParents,
      lists: absent(
        scope.flags.flatMap(({ lists }) => lists),
        options.lists,
      ),
    },
    parents: Object.fromEntries(
      scope.parents
        .filter((written) => !unknownParents.includes(written))
        .map((written) => [
          written,
          { kind: "epic", home: scope.tracker.group, id: written.replace("&", "") } as const,
        ]),
    ),
  });
}

/** An epic or issue as it will be found once the patch was applied. */
function afterPatch(live: ObservedItem, patch: ItemPatch): ObservedItem {
  const { addLabels = [], removeLabels = [], title, body, state, assignees, dueDate, milestone } = patch;
  return {
    ...live,
    title: title ?? live.title,
    body: body ?? live.body,
    state: state ?? live.state,
    labels: [...live.labels.filter((label) => !removeLabels.includes(label)), ...addLabels].sort(),
    assignees: assignees ?? live.assignees,
    dueDate: dueDate === null ? undefined : (dueDate ?? live.dueDate),
    milestone: milestone === null ? undefined : (milestone ?? live.milestone),
  };
}
