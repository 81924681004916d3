import { join } from "node:path";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST = 80;
const OWNER = /^@[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;

export function refuseName(name: string): void {
  if (NAME.test(name) && name.length <= LONGEST) return;
  throw new UserError(
    EXIT.usage,
    `"${name}" is no name of a migration`,
    "lower case words joined by hyphens, such as claude-sonnet-4-6",
  );
}

export function refuseOwner(owner: string | undefined): void {
  if (owner === undefined || OWNER.test(owner)) return;
  throw new UserError(EXIT.usage, `--owner: "${owner}" is no GitLab user`, "write it like @ana");
}

/** Whether the workspace has a migration of that name. */
export async function isTaken(io: Io, root: string, name: string): Promise<boolean> {
  for (const ending of [".yaml", ".yml"]) {
    const found = await io.fs.lstat(join(root, "migrations", `${name}${ending}`)).catch(() => undefined);
    if (found !== undefined) return true;
  }
  return false;
}
