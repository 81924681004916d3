import { basename, dirname } from "node:path";
import { parseDocument } from "yaml";

/**
 * What GitLab asks of definition files, written again from its documents and not from this repository's code: what it
 * refuses to start with, what its own generator writes, and what its reviews ask for.
 */

/** By type: whether it may be on by default, and whether a rollout issue is asked for. */
const TYPES: Readonly<Record<string, { readonly on: boolean; readonly rollout: boolean }>> = {
  gitlab_com_derisk: { on: false, rollout: true },
  wip: { on: false, rollout: false },
  beta: { on: true, rollout: true },
  ops: { on: true, rollout: true },
  experiment: { on: false, rollout: true },
  worker: { on: false, rollout: false },
};

const ORDER = [
  "name",
  "description",
  "feature_issue_url",
  "introduced_by_url",
  "rollout_issue_url",
  "milestone",
  "group",
  "type",
  "default_enabled",
];

export interface Definition {
  /** Inside the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Circumstances {
  /** Without a tracker no issue has an address. */
  readonly tracker: boolean;
}

/** Everything that is wrong with one repository's definitions; nothing where GitLab takes them all. */
export function complaints(definitions: readonly Definition[], circumstances: Circumstances): string[] {
  const names = definitions.map(({ path }) => basename(path, ".yml"));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...twice.map((name) => `${name} is defined twice`),
    ...definitions.flatMap((one) => complaintsOf(one, circumstances).map((what) => `${one.path}: ${what}`)),
  ];
}

function complaintsOf({ path, text }: Definition, { tracker }: Circumstances): string[] {
  // Psych reads YAML 1.1.
  const document = parseDocument(text, { version: "1.1", schema: "yaml-1.1", prettyErrors: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return ["is no YAML that can be read without doubt"];
  const data = document.toJS() as Record<string, unknown>;
  const { name, type, milestone, default_enabled: on } = data;
  const kind = typeof type === "string" ? TYPES[type] : undefined;
  const said = (key: string): boolean => typeof data[key] === "string" && data[key].trim() !== "";
  const checks: [boolean, string][] = [
    [text.startsWith("---\n") && text.endsWith("\n") && !/[ \t]$/m.test(text), "is not spelt as the generator does"],
    [JSON.stringify(Object.keys(data)) === JSON.stringify(ORDER), `has the keys ${Object.keys(data).join(", ")}`],
    [typeof name === "string" && /^[a-z0-9]+(_[a-z0-9]+)*$/.test(name), `name ${JSON.stringify(name)}`],
    [kind !== undefined, `type ${JSON.stringify(type)}`],
    [basename(path) === `${String(name)}.yml`, "its file has another name"],
    [basename(dirname(path)) === type, "its folder is not its type"],
    [milestone === null || typeof milestone === "string", `milestone ${JSON.stringify(milestone)} is no text`],
    [milestone === null || /^milestone: '.*'$/m.test(text), "its milestone has no single quotes"],
    [typeof on === "boolean", "default_enabled is missing"],
    [on === false || kind?.on === true, "this type may not be on by default"],
    [on === false, "a new flag is off"],
    [said("description") && String(data["description"]).length <= 255, "description"],
    [data["group"] === null || (said("group") && String(data["group"]).startsWith("group::")), "group"],
    [data["introduced_by_url"] === null || said("introduced_by_url"), "introduced_by_url"],
    [tracker ? isIssue(data["feature_issue_url"]) : data["feature_issue_url"] === null, "feature_issue_url"],
    [!tracker || !kind?.rollout || isIssue(data["rollout_issue_url"]), "rollout_issue_url"],
  ];
  return checks.flatMap(([holds, what]) => (holds ? [] : [what]));
}

/** An address, or what stands for one until the issue is there. */
function isIssue(value: unknown): boolean {
  if (typeof value !== "string") return false;
  return /^cutover:(issue|epic)\/\S+$/.test(value) || /^https?:\/\/\S+\/-\/(work_items|issues|epics)\/\d+$/.test(value);
}
