import { dirname, isAbsolute, posix, relative, resolve, sep } from "node:path";
import { glob } from "glob";
import { GATEWAY_FILES, type GatewayFiles } from "../../model/gateway.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { gatewayIn } from "./gateway.ts";

/** Where a gateway's repository usually has the two files. */
export const USUAL_PATH = "ai_gateway/model_selection";

/** A checkout of the gateway's repository. */
export interface Checkout {
  /** Absolute. */
  readonly folder: string;
  /** Folder of the two files inside it, with `/`. */
  readonly path: string;
  /** False where the files were named without their repository, so that its root is only a guess. */
  readonly isCertain: boolean;
  readonly gateway: GatewayFiles;
}

/**
 * The gateway's two files at or below a folder. The folder counts as the checkout, unless it is only a part of one: then
 * the repository's root does. `workspace` is where the answer will be used.
 */
export async function checkoutAt(io: Io, folder: string, workspace: string): Promise<Checkout> {
  const [models, features] = GATEWAY_FILES;
  const options = { cwd: folder, posix: true, ignore: ["**/node_modules/**", "**/.git/**"], maxDepth: 6 };
  const found = new Set((await glob(`**/${features}`, options)).map((path) => posix.dirname(path)));
  const both = (await glob(`**/${models}`, options)).map(posixFolder).filter((path) => found.has(path));
  const [path] = both.sort((a, b) => a.length - b.length);
  if (path === undefined) {
    throw new UserError(
      EXIT.usage,
      `"${folder}" holds no ${models} beside a ${features}`,
      "name a checkout of the gateway",
    );
  }
  const files = resolve(folder, path);
  const gateway = await gatewayIn(io, files);
  const repository = await repositoryOf(io, folder);
  // A copy that lies in the workspace's own repository is a checkout by itself.
  const isCopy = path !== "." && repository !== undefined && isInside(workspace, repository);
  if (repository !== undefined && !isCopy && repository !== files) {
    return { folder: repository, path: slashed(relative(repository, files)), isCertain: true, gateway };
  }
  if (path !== ".") return { folder, path, isCertain: true, gateway };
  return { ...guessed(files), gateway };
}

/** The closest folder at or above one that has a `.git`. */
export async function repositoryOf(io: Io, folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isThere(io, resolve(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Whether something is at a path. */
export async function isThere(io: Io, path: string): Promise<boolean> {
  try {
    await io.fs.lstat(path);
    return true;
  } catch {
    return false;
  }
}

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path of this machine with `/`. */
export function slashed(path: string): string {
  return path.split(sep).join("/");
}

/** The usual place, where the folder ends like that; else the folder above. */
function guessed(files: string): Pick<Checkout, "folder" | "path" | "isCertain"> {
  if (slashed(files).endsWith(`/${USUAL_PATH}`)) {
    return { folder: resolve(files, "../.."), path: USUAL_PATH, isCertain: true };
  }
  const parent = dirname(files);
  return { folder: parent, path: slashed(relative(parent, files)), isCertain: false };
}

function posixFolder(path: string): string {
  return posix.dirname(path);
}
