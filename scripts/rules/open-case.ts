import { existsSync, readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { compile } from "../../src/compile/index.ts";
import { neededFiles } from "../../src/compile/needed.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { FileSystem } from "../../src/load/file-system.ts";
import { readSurroundings } from "../../src/load/surroundings.ts";
import { readLocalTargets } from "../../src/load/targets.ts";
import { loadWorkspace } from "../../src/load/workspace.ts";
import { type Instant, parseInstant } from "../../src/model/duration.ts";
import type { RulesInput } from "../../src/rules/engine/run.ts";

/** Day of a case that does not say its own in `now.txt`. */
const USUAL_DAY = "2026-05-20";

/** A folder that was read and compiled as `lint` does it. */
export interface Case {
  readonly input: Omit<RulesInput, "rules">;
  /** What reading and compiling found. */
  readonly problems: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads a workspace with the target files below it. */
export async function openCase(root: string, day: Instant = dayOf(root)): Promise<Case> {
  const opened = await tryCase(root, day, fs);
  if (opened.input === undefined)
    throw new Error(`${root}: ${opened.problems.map(({ message }) => message).join("; ")}`);
  return { ...opened, input: opened.input };
}

/** As `openCase`, through a disk that may show other files; without `input` where cutover.yaml cannot be used. */
export async function tryCase(
  root: string,
  day: Instant,
  fs: FileSystem,
): Promise<Omit<Case, "input"> & { readonly input?: Case["input"] }> {
  const { workspace, diagnostics, sources } = await loadWorkspace({ fs, root });
  if (workspace === undefined) return { problems: diagnostics, sources };
  const { targets } = workspace.config.data;
  const needed = neededFiles(workspace);
  const { snapshots } = await readLocalTargets({ fs, root, targets, needed, checkouts: new Map() });
  const { before, after, problems } = compile({ workspace, targets: snapshots });
  const files = [...snapshots.values()].flatMap((snapshot) => [...snapshot.files]);
  const around = await readSurroundings({ fs, root, workspace, checkouts: new Map() });
  const code = [...(around.surroundings.code?.values() ?? [])].flatMap((texts) => [...texts]);
  return {
    input: {
      workspace,
      surroundings: around.surroundings,
      instant: day,
      ...(before.gateways.size > 0 && { before, after }),
    },
    problems: [...diagnostics, ...problems, ...around.diagnostics],
    sources: new Map([
      ...code,
      ...sources,
      ...around.sources,
      ...files.map(([file, text]) => [file, text ?? ""] as const),
    ]),
  };
}

function dayOf(root: string): Instant {
  const file = join(root, "now.txt");
  const instant = parseInstant(existsSync(file) ? readFileSync(file, "utf8").trim() : USUAL_DAY);
  if (instant === undefined) throw new Error(`${file}: expected a date or an instant`);
  return instant;
}
