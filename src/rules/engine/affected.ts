import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DEADLINES_FILE } from "../../model/deadline.ts";
import { movesOf } from "../../model/move.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { mentionsOf } from "./mentions.ts";
import type { Rule } from "./rule.ts";

/** What has changed since some commit. */
export interface Changed {
  /** Files as findings name them, those of targets too. */
  readonly files: ReadonlySet<string>;
  /** A target's file is among them. */
  readonly isTarget: boolean;
  /** A file that is gone is among them: nobody knows what counted on it. */
  readonly isGone: boolean;
}

/**
 * Which findings a change may have brought about: those in a changed file or tied to one, those of migrations that share a
 * feature, flag or offering with a changed one or name a changed report, with a target's file what rules see there, with the
 * lock file what they say of deadlines, and what stands in that file of a name that a changed migration has: it may have covered it before.
 */
export function affectedBy(
  { config, migrations }: Workspace,
  { files, isTarget, isGone }: Changed,
  rules: readonly Rule[],
): (diagnostic: Diagnostic) => boolean {
  if (isGone || files.has(config.file)) return () => true;
  const seeing = new Set(["compile", ...rules.filter(({ needs }) => needs !== undefined).map(({ id }) => id)]);
  const timed = new Set(rules.filter(({ uses }) => uses.includes("deadlines")).map(({ id }) => id));
  const isTimed = files.has(DEADLINES_FILE);
  const names = new Set(migrations.filter(({ file }) => files.has(file)).flatMap(({ data }) => namesIn(data)));
  const quotedNames = [...names].map((name) => JSON.stringify(name.slice(name.indexOf(" ") + 1)));
  const depends = (document: MigrationDocument): boolean =>
    namesIn(document.data).some((name) => names.has(name)) || reportsIn(document.data).some((file) => files.has(file));
  const close = new Set([...files, ...migrations.filter(depends).map(({ file }) => file)]);
  return ({ file, rule, message, related = [] }) =>
    close.has(file) ||
    related.some((place) => files.has(place.file)) ||
    (isTarget && seeing.has(rule)) ||
    (isTimed && timed.has(rule)) ||
    (file === DEADLINES_FILE && quotedNames.some((name) => message.includes(name)));
}

/** Features, flags and offerings that a migration is about, each told apart from names of another kind. */
function namesIn(migration: Migration): string[] {
  const moves = movesOf(migration);
  return [
    ...moves.map(({ feature }) => `feature ${feature}`),
    ...moves.flatMap(({ entry: { flag } }) => (flag === undefined ? [] : [`flag ${flag.name}`])),
    ...Object.keys(migration.offerings ?? {}).map((id) => `offering ${id}`),
    ...mentionsOf(migration).map(({ id }) => `offering ${id}`),
  ];
}

function reportsIn(migration: Migration): string[] {
  return movesOf(migration).flatMap(({ entry: { evaluation } }) => evaluation?.report ?? []);
}
