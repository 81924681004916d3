import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, parseAllDocuments, stringify } from "yaml";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

type InputValue = string | boolean | number | readonly string[];

/** One input as `spec: inputs` declares it. */
export interface Input {
  readonly description: string;
  readonly type?: "string" | "boolean" | "array";
  readonly default?: InputValue;
  readonly options?: readonly InputValue[];
  readonly regex?: string;
}

/** What the file of the component declares, and its jobs with the inputs still in them. */
interface Component {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly jobs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function readComponent(): Component {
  const [header, body] = parseAllDocuments(read("templates/cutover.yml"));
  if (header === undefined || body === undefined) throw new Error("templates/cutover.yml has two documents");
  return { inputs: header.toJS().spec.inputs, jobs: body.toJS() };
}

/** This repository's own pipeline, as written. */
export function readPipeline() {
  return parse(read(".gitlab-ci.yml"));
}

/** The job that stands for `workflow:`, which gitlab-ci-local does not look at. Where it would not run, there is no pipeline. */
export const WORKFLOW = "workflow-starts-it";

/** Text of a file that gitlab-ci-local reads beside the pipeline's: a job with the rules of `workflow:`. */
export function workflowJob(): string {
  const rules = readPipeline().workflow.rules.map(({ auto_cancel: _, ...rule }: Record<string, unknown>) => rule);
  return stringify({ [WORKFLOW]: { stage: ".pre", script: "true", rules } });
}

export function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, "utf8");
}

/** What GitLab says against these values, in the order of the values. gitlab-ci-local looks at types and options alone. */
export function refusals(inputs: Component["inputs"], values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (input === undefined) return [`${name}: unknown input`];
    const { type = "string", options, regex } = input;
    const actual = Array.isArray(value) ? "array" : typeof value;
    if (actual !== type) return [`${name}: not of type ${type}`];
    if (options !== undefined && !options.includes(value as InputValue)) return [`${name}: not among the options`];
    if (regex !== undefined && !new RegExp(regex).test(String(value))) return [`${name}: does not match`];
    return [];
  });
}
