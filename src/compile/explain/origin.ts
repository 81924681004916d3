import { own } from "../../model/own.ts";
import { type Cause, causeAt } from "../../model/source.ts";
import type { Workspace } from "../../model/workspace.ts";
import { MANIFEST } from "../artifacts.ts";
import type { CompileResult } from "../index.ts";
import { rolloutsOf } from "../items/rollout.ts";
import { pathsOf } from "../selection.ts";

/** What the whole text is about; a line of the manifest is about one thing that it lists. */
export interface Origin {
  readonly migration?: string | undefined;
  readonly feature?: string | undefined;
  readonly cause: Cause;
}

export interface OriginInput {
  readonly workspace: Workspace;
  readonly result: CompileResult;
  readonly artifacts: ReadonlyMap<string, string>;
}

/** What asked for the text that a line stands in; undefined for what is there whatever the workspace says. */
export function originOf(input: OriginInput, path: string, line: number): Origin | undefined {
  const flag = /^rollouts\/(.*)\.yaml$/.exec(path)?.[1];
  if (flag !== undefined) return originOfFlag(input, flag);
  if (path === MANIFEST) return originInManifest(input, line);
  return input.result.resources.find((resource) => pathsOf(resource).includes(path));
}

function originInManifest(input: OriginInput, line: number): Origin | undefined {
  const { artifacts, result, workspace } = input;
  const lines = (artifacts.get(MANIFEST) ?? "").split("\n");
  const [, target, file] = /^ {4}(?:"([^"]+)": .*|"([^"]+)",?)$/.exec(lines[line - 1] ?? "") ?? [];
  if (file !== undefined) return file === MANIFEST ? undefined : originOf(input, file, 1);
  const { source, data } = workspace.config;
  if (target !== undefined && own(data.targets, target) !== undefined)
    return { cause: causeAt(source, ["targets", target]) };
  const key = lines
    .slice(0, line + 1)
    .flatMap((one) => /^ {6}"key": "(.*)",$/.exec(one)?.[1] ?? [])
    .at(-1);
  return result.resources.find((resource) => resource.key === key);
}

function originOfFlag({ workspace }: OriginInput, name: string): Origin | undefined {
  for (const { data, source } of workspace.migrations) {
    const rollout = rolloutsOf(data).find(({ flag }) => flag?.name === name);
    if (rollout === undefined) continue;
    const [{ feature, path }] = rollout.moves;
    return { migration: data.name, feature, cause: causeAt(source, [...path, "flag"]) };
  }
  return undefined;
}
