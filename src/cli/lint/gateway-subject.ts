import { basename, dirname, join } from "node:path";
import { GATEWAY_FILES } from "../../model/gateway.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { isThere, withPrompts } from "./beside-prompts.ts";
import { below, type Named, type Typed } from "./named.ts";
import type { Subject } from "./subject.ts";

const TARGET = "gateway";

/** Gateway files that belong to no workspace, a subject for each folder; `base` as in a subject. */
export async function gatewaySubjects(io: Io, paths: readonly Typed[], base: string): Promise<Subject[]> {
  const folders = [...new Set(paths.map(({ path }) => dirname(path)))];
  const subjects: Subject[] = [];
  for (const folder of folders) {
    const own = paths.filter(({ path }) => dirname(path) === folder);
    await refuseHalf(io, folder, own);
    subjects.push(await withPrompts(io, gatewaySubject(folder, own, base)));
  }
  return subjects;
}

/** A bare catalog stands in for the one that names the target. */
function gatewaySubject(folder: string, own: readonly Typed[], base: string): Subject {
  const root = dirname(folder);
  const target = { project: TARGET, format: "ai-gateway", path: basename(folder) } as const;
  const data: Config = { apiVersion: "cutover/v1", kind: "Config", targets: { [TARGET]: target } };
  const source = { file: "cutover.yaml", text: "", nodes: new Map(), comments: [] };
  return {
    root,
    workspace: { config: { file: source.file, data, source }, migrations: [] },
    diagnostics: [],
    sources: new Map(),
    checkouts: new Map([[TARGET, root]]),
    named: own.map((one): Named => ({ ...one, inTargets: new Map([[TARGET, below(root, one.path) ?? ""]]) })),
    base,
  };
}

/** The gateway reads both files together, and so do the rules. */
async function refuseHalf(io: Io, folder: string, own: readonly Typed[]): Promise<void> {
  for (const name of GATEWAY_FILES) {
    if (await isThere(io, join(folder, name))) continue;
    throw new UserError(
      EXIT.usage,
      `"${own[0]?.typed ?? folder}" is half of a gateway's configuration: there is no ${name} beside it`,
      `the two files ${GATEWAY_FILES.join(" and ")} are read together`,
    );
  }
}
