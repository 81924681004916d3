import type { Config } from "../model/schema/config.gen.ts";
import type { ConfigDocument, MigrationDocument } from "../model/workspace.ts";
import { allowed, closestName } from "./engine/allowed.ts";
import { FIXED_IDS } from "./engine/builtin.ts";
import { writeOther } from "./engine/fix.ts";
import { knownFeatures, knownNames, mayBeAbsent, unknownFeatures } from "./engine/known.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { type Kind, type Reference, referencesOfConfig, referencesOfMigration } from "./engine/references.ts";
import { defineRule, type RuleFix } from "./engine/rule.ts";

export default defineRule({
  id: "unknown-reference",
  summary: "what a file names of cutover.yaml is declared there",
  severity: "error",
  uses: ["targets"],
  warnings: ["person", "rule", "fixed"],
  messages: {
    unknown: 'unknown {kind} "{name}"; {allowed}',
    feature: 'unknown feature "{name}"; {allowed}',
    person: 'nobody is called "{name}" in the teams of cutover.yaml; {allowed}',
    rule: 'unknown rule "{name}"; {allowed}',
    fixed: '"{name}" cannot be turned off or made a warning, as no later step could go on without it; take this out',
  },
  notes: { section: "{section} are declared here", write: 'write "{meant}"' },
  docs: {
    why: `A ramp, gate or audience that does not exist cannot be rolled out, and a misspelt feature or person is asked for nothing.
A feature may also be known to the gateway alone; without the gateway's files only what looks like a slip is reported.
A person is looked for only if a team lists its members, and is a warning: not everybody is in a team. So is a rule that
this version does not have: another version may.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chatt:
    stage: planned
# cutover.yaml
features:
  duo_chat: { title: Duo Chat }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
# cutover.yaml
features:
  duo_chat: { title: Duo Chat }
`,
  },
  check({ workspace, before, after, ruleIds, report }) {
    const { config } = workspace;
    const known = knownNames(config.data);
    const features = knownFeatures(workspace, [before, after]);
    function check(document: ConfigDocument | MigrationDocument, reference: Reference): void {
      const { kind, name } = reference;
      const section = SECTIONS[kind];
      const related = section in config.data ? [{ note: "section" as const, at: keyAt(config, [section]) }] : undefined;
      const names = kind === "feature" ? features.names : known[kind];
      const { meant = "", fix } = slip(document, reference, names) ?? {};
      const at = placeOf(document, reference);
      const data = { kind, name, section, meant, allowed: allowed(name, names) };
      if (kind === "feature") report({ message: "feature", at, related, data, fix, unknown: name });
      else if (!names.has(name) && !mayBeAbsent(kind, names)) {
        report({ message: kind === "person" ? "person" : "unknown", at, related, data, fix, unknown: name });
      }
    }
    for (const reference of referencesOfConfig(config.data)) check(config, reference);
    for (const document of openMigrations(workspace)) {
      const others = referencesOfMigration(document.data).filter(({ kind }) => kind !== "feature");
      for (const reference of [...others, ...unknownFeatures(workspace, document, features)])
        check(document, reference);
    }
    for (const name of Object.keys(config.data.policy?.rules ?? {})) {
      if (ruleIds.includes(name)) continue;
      const reference = { name, path: ["policy", "rules", name], isKey: true };
      if (FIXED_IDS.includes(name)) {
        report({ message: "fixed", at: placeOf(config, reference), data: { name } });
        continue;
      }
      const { meant = "", fix } = slip(config, reference, ruleIds) ?? {};
      report({
        message: "rule",
        at: placeOf(config, reference),
        data: { name, meant, allowed: allowed(name, ruleIds) },
        fix,
      });
    }
  },
});

const SECTIONS = {
  team: "teams",
  provider: "providers",
  host: "providers",
  gate: "gates",
  audience: "audiences",
  ramp: "ramps",
  milestone: "milestones",
  person: "teams",
  feature: "features",
} as const satisfies Record<Kind, keyof Config>;

type Named = Pick<Reference, "name" | "path" | "isKey">;

/** The name that was meant, and the way to write it; not where it stands as a key beside this one already. */
function slip(
  document: ConfigDocument | MigrationDocument,
  reference: Named,
  known: Iterable<string>,
): { readonly meant: string; readonly fix: RuleFix<{ write: string }> | undefined } | undefined {
  const meant = closestName(reference.name, known);
  if (meant === undefined) return undefined;
  return { meant, fix: writeOther(document.source, reference, placeOf(document, reference), meant) };
}

function placeOf(document: ConfigDocument | MigrationDocument, { path, isKey }: Named): Place {
  return isKey ? keyAt(document, path) : valueAt(document, path);
}
