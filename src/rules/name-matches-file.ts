import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { writeOther } from "./engine/fix.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "name-matches-file",
  summary: "a migration is called like its file, and no two are called the same",
  severity: "error",
  messages: {
    differs: 'name "{name}" differs from the file name "{base}"; write "name: {base}" or rename the file',
    twice: 'name "{name}" is taken by {other}; each migration needs a name of its own',
  },
  notes: { first: "the other one of that name", write: 'write "{base}"' },
  docs: {
    why: `The name stands in the keys of issues, flags, branches and merge requests. People look for it among the files, and
two migrations of one name would write into each other's objects.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
name: claude-sonnet-46
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
name: claude-sonnet-4-6
`,
  },
  check({ workspace, report }) {
    const taken = new Map<string, MigrationDocument>();
    for (const document of workspace.migrations) {
      const { name } = document.data;
      const base = baseName(document.file);
      const at = valueAt(document, ["name"]);
      const first = taken.get(name);
      if (name !== base) {
        const fix = isFree(workspace, base)
          ? writeOther(document.source, { name, path: ["name"] }, at, base)
          : undefined;
        report({ message: "differs", at, data: { name, base }, fix });
      }
      if (first === undefined) taken.set(name, document);
      else {
        const related = [{ note: "first" as const, at: valueAt(first, ["name"]) }];
        report({ message: "twice", at, data: { name, other: first.file }, related });
      }
    }
  },
});

/** Whether a migration may take a name: it has the right form, and no other one has it. */
function isFree({ migrations }: Workspace, name: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && migrations.every(({ data }) => data.name !== name);
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
}
