import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { Excerpt, Narrator } from "./narrator.ts";
import type { Person } from "./person.ts";
import type { Shell } from "./shell.ts";
import { MIGRATION_FILE } from "./workspace.ts";

/** Everything that a chapter works with. */
export interface Scene {
  readonly fs: Io["fs"];
  readonly narrator: Narrator;
  readonly shell: Shell;
  readonly people: { readonly bo: Person; readonly cleo: Person };
  /** Absolute path of the demo's workspace. */
  readonly workspace: string;
  /** Address of the sandbox. */
  readonly url: string;
}

/** The demo tells nothing that it has not checked: a claim that does not hold ends it. */
export function check(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`the demo's claim does not hold: ${claim}`);
}

/** A claim that is checked and told. */
export function prove({ narrator }: Scene, holds: boolean, claim: string): void {
  check(holds, claim);
  narrator.proof(claim);
}

/** Runs a command line, which has to end with `code`, shows part of what it printed and gives all of it, without colour. */
export async function type(
  { shell, narrator }: Scene,
  argv: readonly string[],
  excerpt: Excerpt,
  code: ExitCode = EXIT.clean,
): Promise<string> {
  const ran = await shell(...argv);
  const line = `cutover ${argv.join(" ")}`;
  narrator.command(line, ran.out, excerpt);
  check(ran.code === code, `"${line}" ends with ${code}, not ${ran.code}\n${ran.out}${ran.err}`);
  return stripVTControlCharacters(ran.out);
}

/** What a person does in an editor: one piece of the migration is replaced by another. */
export async function edit({ fs, narrator, workspace }: Scene, before: string, after: string): Promise<void> {
  const file = join(workspace, MIGRATION_FILE);
  const text = new TextDecoder().decode(await fs.readFile(file));
  check(text.split(before).length === 2, `${MIGRATION_FILE} says "${before}" once`);
  await fs.writeFile(
    file,
    text.replace(before, () => after),
  );
  narrator.quote(difference(before, after).join("\n"));
}

/** Lines that differ, as a diff shows them, with the lines that both sides share in front. */
function difference(before: string, after: string): string[] {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  const gone = old.filter((line) => !fresh.includes(line)).map((line) => `-${line}`);
  const come = fresh.filter((line) => !old.includes(line)).map((line) => `+${line}`);
  const shared = old.filter((line) => fresh.includes(line)).map((line) => ` ${line}`);
  return [...shared, ...gone, ...come];
}
