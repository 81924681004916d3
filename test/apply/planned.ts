import { parseMarker } from "../../src/model/marker.ts";
import type { State } from "../../src/sandbox/state.ts";
import type { Sent } from "./acme.ts";
import { nameOf } from "./holdings.ts";

/** Of an event of `apply --format json`: a change of the plan. */
interface Planned {
  readonly event: string;
  readonly key: string;
  readonly kind: string;
  readonly action: string;
}

type Verb = "create" | "write" | "relate" | "remove" | "comment" | "commit";

/** What a change may ask of the server. The marker of an object tells of its relations, so they write to it as well. */
function verbsOf({ kind, action }: Planned): Verb[] {
  if (action === "relate") return ["relate", "write"];
  if (action === "remove") return ["remove"];
  if (kind === "note") return ["comment"];
  if (kind === "file") return action === "create" ? ["commit", "create"] : ["commit", "write"];
  return action === "create" ? ["create"] : ["write"];
}

/** Writes of a run that no change of its plan asked for, and what it made more than once. `out` is what it printed. */
export function unplanned(out: string, writes: readonly Sent[], state: State): string[] {
  const events = out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Planned);
  const planned = new Set(
    events
      .filter(({ event }) => event === "change")
      .flatMap((change) => verbsOf(change).map((verb) => `${verb} ${change.key}`)),
  );
  const made = new Set<string>();
  return writes.flatMap((sent) => {
    const named = asPlanned(sent, state);
    if (named === undefined) return [];
    const isTwice = /^(create|comment) /.test(named) && made.has(named);
    made.add(named);
    if (isTwice) return [`twice: ${named}`];
    return planned.has(named) ? [] : [`no change of the plan: ${named} (${sent.method} ${sent.path})`];
  });
}

/** A request as a verb and the key of what it is about; undefined for the lock, which is about nothing. */
function asPlanned({ method, path, body }: Sent, state: State): string | undefined {
  const url = decodeURIComponent(path);
  const given = (body === "" ? {} : JSON.parse(body)) as Readonly<Record<string, string>>;
  if (url.includes("/terraform/state/")) return undefined;
  if (url.startsWith("/api/graphql")) return asMutation(body, state);
  const [, project = "", kind = "", id = "", below = ""] =
    /^\/api\/v4\/projects\/([\w/-]+?)\/(issues|feature_flags|merge_requests|repository)(?:\/([^/?]+))?(?:\/(\w+))?/.exec(
      url,
    ) ?? [];
  const marked = parseMarker(given["description"] ?? given["body"] ?? "")?.key;
  if (below === "notes") return `comment ${marked}`;
  const verb = method === "POST" ? "create" : method === "DELETE" ? "remove" : "write";
  if (kind === "feature_flags") return `${verb} ${flagOf(state, id || (given["name"] ?? ""))}`;
  if (kind === "repository") return `commit ${fileOf(given["branch"] ?? url.split("/branches/")[1] ?? "")}`;
  if (kind === "merge_requests") return `${verb} ${fileOf(given["source_branch"] ?? branchOf(state, project, id))}`;
  if (id === "") return `${verb} ${marked}`;
  const home = state.projects.find((one) => one.path === project)?.id;
  const item = state.workItems.find((one) => one.projectId === home && one.iid === Number(id));
  return `${below === "links" ? "relate" : verb} ${item && nameOf(state, item.id)}`;
}

function asMutation(body: string, state: State): string {
  const made = parseMarker(String(/"description":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? "").replaceAll("\\n", "\n"));
  if (/\bworkItemCreate\b/.test(body)) return `create ${made?.key}`;
  const id = Number(/"id":"gid:\/\/gitlab\/WorkItem\/(\d+)"/.exec(body)?.[1]);
  const isRelation = /hierarchyWidget|workItemAddLinkedItems|parentId/.test(body) && made === undefined;
  return `${isRelation ? "relate" : "write"} ${nameOf(state, id)}`;
}

/** `cutover/<target>/<migration>` */
function fileOf(branch: string): string {
  const [, target, migration] = branch.split("/");
  return `file/${migration}/${target}`;
}

function branchOf({ projects, mergeRequests }: State, project: string, iid: string): string {
  const home = projects.find(({ path }) => path === project)?.id;
  return mergeRequests.find((one) => one.projectId === home && one.iid === Number(iid))?.sourceBranch ?? "";
}

/** The flag of the rollout issue whose marker names it. */
function flagOf({ workItems }: State, name: string): string {
  const markers = workItems.map(({ description }) => parseMarker(description ?? ""));
  return markers.find((marker) => marker?.applied.flag?.name === name)?.key.replace(/^issue/, "flag") ?? name;
}
