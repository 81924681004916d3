import type { Config } from "../model/schema/config.gen.ts";
import { isInUnread, type MigrationDocument } from "../model/workspace.ts";
import { allowed } from "./engine/allowed.ts";
import { isUnknown, knownFeatures, knownNames, mayBeAbsent } from "./engine/known.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { type Kind, type Reference, referencesOfConfig, referencesOfMigration } from "./engine/references.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "unknown-reference",
  summary: "what a file names of cutover.yaml is declared there",
  severity: "error",
  warnings: ["person", "rule"],
  messages: {
    unknown: 'unknown {kind} "{name}"; {allowed}',
    feature: 'unknown feature "{name}"; {allowed}',
    person: 'nobody is called "{name}" in the teams of cutover.yaml; {allowed}',
    rule: 'unknown rule "{name}"; {allowed}',
  },
  notes: { section: "{section} are declared here" },
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
    function check(reference: Reference, at: Place): void {
      const { kind, name } = reference;
      const section = SECTIONS[kind];
      const place = keyAt(config, [section]);
      const related = section in config.data ? [{ note: "section" as const, at: place }] : undefined;
      if (kind === "feature") {
        if (!isUnknown(name, features) || isInUnread(workspace, name)) return;
        report({ message: "feature", at, related, data: { name, section, allowed: allowed(name, features.names) } });
      } else if (!known[kind].has(name) && !mayBeAbsent(kind, known[kind])) {
        const data = { kind, name, section, allowed: allowed(name, known[kind]) };
        report({ message: kind === "person" ? "person" : "unknown", at, related, data });
      }
    }
    for (const reference of referencesOfConfig(config.data)) check(reference, valueAt(config, reference.path));
    for (const document of openMigrations(workspace)) {
      for (const reference of referencesOfMigration(document.data)) {
        if (!isGone(document, reference)) check(reference, placeOf(document, reference));
      }
    }
    for (const name of Object.keys(config.data.policy?.rules ?? {})) {
      if (ruleIds.includes(name)) continue;
      report({
        message: "rule",
        at: keyAt(config, ["policy", "rules", name]),
        data: { name, allowed: allowed(name, ruleIds) },
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

/** A feature at `absent` is meant to be unknown, once it is done. */
function isGone({ data }: MigrationDocument, { kind, path, name }: Reference): boolean {
  if (kind !== "feature") return false;
  const entry = path[0] === "bulk" ? data.bulk?.[Number(path[1])] : data.features?.[name];
  return path[0] !== "replaces" && entry?.stage === "absent";
}

function placeOf(document: MigrationDocument, { path, isKey }: Reference): Place {
  return isKey ? keyAt(document, path) : valueAt(document, path);
}
