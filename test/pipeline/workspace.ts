import { acmeSeed, PEOPLE, TRACKER } from "../../src/cli/demo/seed.ts";
import { MIGRATION, MIGRATION_FILE, storyFiles } from "../../src/cli/demo/workspace.ts";
import type { Seed } from "../../src/sandbox/seed.ts";

/** The workspace at the root of its repository, without clones beside it and before its first migration. */
export function workspaceFiles(url: string): Readonly<Record<string, string>> {
  const files = storyFiles(url, MIGRATION).flatMap(([path, text]) => {
    if (!path.startsWith("migrations/") || path === `migrations/${MIGRATION_FILE}`) return [];
    return [[path.slice("migrations/".length), text] as const];
  });
  return Object.fromEntries(files.map(([path, text]) => [path, path === "cutover.yaml" ? withoutClones(text) : text]));
}

/** Nor is there a target in the project itself: merges there would be commits that the checkout has not. */
function withoutClones(catalog: string): string {
  const users = '  users: { apply: "@cutover-bot", notes: "@cutover-notes" }\n';
  return catalog
    .replace(/^ {2}owners: .*\n {4}\{.*\n/m, "")
    .replace(/^ {4}checkout: .*\n/gm, "")
    .replace(/, checkout: [^ ,}]+/g, "")
    .replace(/^( {2}tracker: .*\n)/m, catalog.includes("\n  users:") ? "$1" : `$1${users}`);
}

/** Acme's projects can be read by everybody, as the fork needs it; its own has the workspace and the tokens. */
export function seedWith(files: Readonly<Record<string, string>>): Seed {
  const seed = acmeSeed();
  const masked = { masked: true };
  return {
    ...seed,
    groups: seed.groups?.map((group) => ({ ...group, visibility: "public" as const })),
    projects: seed.projects?.map((project) => ({
      ...project,
      visibility: "public" as const,
      ...(project.path !== TRACKER
        ? {}
        : {
            files: { ...project.files, ...files },
            variables: [
              { key: "CUTOVER_PLAN_TOKEN", value: PEOPLE.reader.token, ...masked },
              { key: "CUTOVER_NOTE_TOKEN", value: PEOPLE.notes.token, ...masked },
              { key: "CUTOVER_TOKEN", value: PEOPLE.bot.token, ...masked, protected: true },
            ],
          }),
    })),
  };
}
