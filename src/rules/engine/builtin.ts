/** Ids of what cannot be turned off: no later step could go on without it. */
export const FIXED_IDS: readonly string[] = ["syntax", "schema", "workspace", "compile"];

/** What lint reports beside the rules: nothing that needs a file of its own, and nothing that can be turned off but `suppression`. */
interface Builtin {
  readonly id: string;
  readonly summary: string;
  readonly severity: "error" | "warning";
  readonly docs: { readonly why: string };
}

export const BUILTIN: readonly Builtin[] = [
  {
    id: "syntax",
    summary: "every file is YAML that can be read",
    severity: "error",
    docs: {
      why: `Files are read as YAML 1.2; the gateway's own as YAML 1.1, as the gateway reads them. A key may stand once in a mapping,
and an alias needs its anchor before it. Nothing else is looked at in a file that cannot be read.`,
    },
  },
  {
    id: "schema",
    summary: "every file has the keys and values that its schema allows",
    severity: "error",
    docs: {
      why: `An unknown key is a typo more often than not, and nothing would come of it. The schemas are in schema/, for editors too;
docs/reference/ has them in words. Rules look only at files that fit.`,
    },
  },
  {
    id: "workspace",
    summary: "the workspace has its files, and they can be opened",
    severity: "error",
    docs: {
      why: `A workspace is a folder with cutover.yaml and a folder migrations/ with a file for each migration, whose name ends with .yaml
or .yml. Files are UTF-8 text of at most 1 MB. An empty folder is an error, so that a wrong one is not praised; \`lint --allow-empty\`
passes it over.`,
    },
  },
  {
    id: "compile",
    summary: "what the migrations ask for can be made",
    severity: "error",
    docs: {
      why: `Lint compiles first. An edit of a target's file that cannot be made, because what it changes is not there or two migrations
change the same place, would stop \`plan\` too.`,
    },
  },
  {
    id: "suppression",
    summary: "a comment that ignores a rule says which, until when and why, and is needed",
    severity: "error",
    docs: {
      why: `\`# cutover-ignore RULE until 2026-12-01: reason\` silences a rule: behind a value for its line, on a line of its own for the
key or list item below. It ends on its day. One that is wrong ignores nothing; one that has ended, or has nothing to ignore, is a
warning. Rules with \`ignorable: false\` in \`policy.rules\` cannot be ignored, nor can \`syntax\`, \`schema\`, \`workspace\`, \`compile\`
and \`suppression\` itself.`,
    },
  },
];
