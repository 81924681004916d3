import { basename, dirname, isAbsolute, posix, relative, resolve } from "node:path";
import { GATEWAY_FILES } from "../../model/gateway.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** A path of the command line. */
export interface Typed {
  readonly typed: string;
  readonly path: string;
}

/** What a path of the command line stands for; it may be in several targets that share a checkout. */
export interface Named extends Typed {
  /** Below the workspace; empty for all of it. */
  readonly inWorkspace?: string | undefined;
  /** By target, below its checkout; empty for all of it. */
  readonly inTargets: ReadonlyMap<string, string>;
}

/** A file with the target that it belongs to; without one it is a file of the workspace. */
interface Owned {
  /** Path inside the workspace or the target's repository, with `/`. */
  readonly inside: string;
  readonly target?: string | undefined;
}

export function typedPaths(io: Io, paths: readonly string[]): Typed[] {
  return paths.map((typed) => ({ typed, path: resolve(io.cwd, typed) }));
}

/** A mistyped path must not look like a clean file. */
export async function refuseMissing(io: Io, typed: readonly Typed[], root: string | undefined): Promise<void> {
  for (const one of typed) {
    await io.fs.stat(one.path).catch(async () => {
      const isInside = root === undefined || (await reachedBelow(io, root, one.path)) !== undefined;
      if (root !== undefined && !isInside && !isGatewayFile(one.path)) throw outside(one, root);
      const hint = "name a file or folder of the workspace, or nothing for all";
      throw new UserError(EXIT.usage, `there is no "${one.typed}"`, hint);
    });
  }
}

export function outside({ typed }: Typed, root: string): UserError {
  return new UserError(
    EXIT.usage,
    `"${typed}" is outside the workspace ${root}`,
    `name its own workspace with --workspace DIR, or of a gateway the files ${GATEWAY_FILES.join(" and ")} themselves`,
  );
}

/** True for what the gateway's two files are called. */
export function isGatewayFile(path: string): boolean {
  const names: readonly string[] = GATEWAY_FILES;
  return names.includes(basename(path));
}

/** Whether a path of the command line covers a file. */
export function covers({ inWorkspace, inTargets }: Named, { inside, target }: Owned): boolean {
  if (inWorkspace === "") return true;
  const wanted = target === undefined ? inWorkspace : inTargets.get(target);
  return wanted !== undefined && isAtOrBelow(inside, wanted);
}

/** Whether a file was named itself, or by a folder of its target's checkout: then it is judged on its own. */
export function isJudged(named: readonly Named[], { inside, target }: Owned): boolean {
  if (target === undefined) return true;
  return named.some(({ inTargets }) => {
    const wanted = inTargets.get(target);
    return wanted !== undefined && isAtOrBelow(inside, wanted);
  });
}

export function isAtOrBelow(file: string, path: string): boolean {
  return path === "" || file === path || file.startsWith(`${path}/`);
}

/** Path below a folder, with `/`; undefined where it lies elsewhere. Both are absolute. */
export function below(folder: string, path: string): string | undefined {
  const inside = shownFrom(folder, path);
  return inside === ".." || inside.startsWith("../") || isAbsolute(inside) ? undefined : inside;
}

/** Path below a folder as `below` gives it, also where links lead to one of the two. Links inside the folder stay. */
export async function reachedBelow({ fs }: Io, folder: string, path: string): Promise<string | undefined> {
  const inside = below(folder, path);
  if (inside !== undefined) return inside;
  const real = await fs.realpath(folder).catch(() => folder);
  for (const above of [...foldersAbove(path), path]) {
    const found = await fs.realpath(above).catch(() => undefined);
    if (found === undefined) return undefined;
    const start = below(real, found);
    if (start !== undefined) return posix.join(start, shownFrom(above, path)).replace(/^\.?\/?$/, "");
  }
  return undefined;
}

/** From the root of the disk on. */
function foldersAbove(path: string): string[] {
  return dirname(path) === path ? [] : [...foldersAbove(dirname(path)), dirname(path)];
}

/** Path as it is shown to people who stand in a folder. */
export function shownFrom(folder: string, path: string): string {
  return relative(folder, path).replaceAll("\\", "/");
}
