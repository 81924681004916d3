import type { Cover } from "../deadlines/cover.ts";
import { type Ending, horizonOf, type Use, uncoveredIn } from "../deadlines/uncovered.ts";
import { daysBetween, formatDate, type Instant } from "../model/duration.ts";
import { findFeature, findModel } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import { mustLeave } from "../model/schedule.ts";
import type { TargetView } from "../model/target.ts";
import { isInUnread, type Workspace } from "../model/workspace.ts";
import { ago, between } from "./engine/days.ts";
import { endPlace, endsSeen } from "./engine/ends.ts";
import { goes } from "./engine/farewell.ts";
import { modelPlace, namePlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quotedFeatures } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "uncovered-cutoff",
  summary: "what features use does not end before a migration moves them away",
  severity: "warning",
  needs: "targets",
  uses: ["deadlines"],
  messages: {
    exact: 'the cutoff of "{id}" is {cutoff}, {when}, and {gap}',
    earliest: 'the cutoff of "{id}" is {cutoff} at the earliest, {when}, and {gap}',
    floor: 'the cutoff of "{id}" is not before {cutoff}, where the promised notice ends, {when}, and {gap}',
  },
  notes: {
    entry: "its entry in the gateway's file",
    use: "this feature uses it",
    late: "this ends it too late",
    propose: "`cutover deadlines propose {id}` drafts the migration",
  },
  docs: {
    why: `A model that ends takes every feature with it that still has it as default or size, or offers it. For each offering in
\`deadlines.lock.json\` that the gateway's features use, and that ends within \`deadlines.horizon\`, some open migration has to
end each use: a move away from it, \`withdraw\`, \`retire: remove\` or \`in_place_of\`; what stays under \`except\` stays on purpose.
A migration that names the cutoff and comes too late is the business of \`cutoff-buffer\` and \`schedule-infeasible\`. It is
a warning, since a merge request is not to blame for what a provider announces: \`deadlines check\`, on a schedule, is what
fails. The finding stands in the lock file, where no comment can silence it:
\`deadlines.overrides\` says, for a time and with a link, that a source is wrong, and \`policy.rules\` makes it
an error or turns it off.`,
    wrong: `
# lint --as-of 2026-05-20
# deadlines.lock.json
{
  "version": 1,
  "offerings": {
    "claude_haiku_4_5": {
      "host": "anthropic", "model": "claude-haiku-4-5",
      "cutoff": "2026-06-30", "precision": "exact",
      "source": "anthropic-sdk"
    }
  },
  "policies": [],
  "facts": []
}
`,
    right: `
# lint --as-of 2026-05-20
# deadlines.lock.json
{
  "version": 1,
  "offerings": {
    "claude_haiku_4_5": {
      "host": "anthropic", "model": "claude-haiku-4-5",
      "cutoff": "2026-06-30", "precision": "exact",
      "source": "anthropic-sdk"
    }
  },
  "policies": [],
  "facts": []
}
# migrations/claude-haiku-4-5-retirement.yaml
kind: Deprecation
status: draft
replaces:
  claude_haiku_4_5: { retire: remove }
features:
  code_suggestions: { stage: planned, from: claude_haiku_4_5, to: claude_sonnet_4_6, eta: 2026-06-01 }
`,
  },
  check({ workspace, before, instant, report }) {
    const { gateways } = before;
    const deadlines = endsSeen({ workspace, before, instant });
    const horizon = horizonOf(workspace.config.data);
    const found = uncoveredIn({ workspace, gateways, deadlines, instant, horizon });
    for (const [id, endings] of groupBy(found, (ending) => ending.id)) {
      const [{ at: cutoff, deadline }] = endings;
      const open = endings.map((ending) => ({
        ...ending,
        uses: ending.uses.filter((use) => isOurs(workspace, use, id)),
      }));
      const uses = open.flatMap((ending) => ending.uses);
      const at = endPlace(workspace, id, deadline);
      // A migration that cannot be read may well be the one that covers it.
      if (uses.length === 0 || at === undefined || isInUnread(workspace, id)) continue;
      const when = daysBetween(instant, cutoff) > 0 ? `${between(instant, cutoff)} from today` : ago(cutoff, instant);
      const data = { id, cutoff: formatDate(cutoff), when, gap: gapOf(uses, instant) };
      const related = [...open.flatMap((ending) => placesOf(before, ending)), ...latePlaces(uses)];
      const hint = uses.some(({ cover }) => cover === undefined) ? "propose" : undefined;
      report({ message: deadline.precision ?? "exact", at, data, related, hint });
    }
  },
});

/** How many features a message names. */
const SHOWN = 3;

/**
 * Whether nobody else speaks of a use: a migration that names the cutoff is measured by the rules about cutoffs, and a
 * default that one which ends the offering leaves behind is found by feature-missed.
 */
function isOurs(workspace: Workspace, { as, cover, stays }: Use, id: string): boolean {
  if (stays !== undefined) return false;
  if (cover === undefined) {
    const isEnding = openMigrations(workspace).some((document) => goes(workspace, document, id));
    return !(isEnding && (as === "default" || as === "size"));
  }
  const { data } = cover.document;
  return cover.isLate && !(own(data.replaces, id) !== undefined && movesOf(data).some((move) => mustLeave(move, id)));
}

/** What is missing, for uses that nobody covers and for those that are covered too late. */
function gapOf(uses: readonly Use[], instant: Instant): string {
  const bare = uses.filter(({ cover }) => cover === undefined);
  const late = [
    ...groupBy(
      uses.flatMap(({ cover, ...use }) => (cover === undefined ? [] : [{ ...use, cover }])),
      nameOf,
    ),
  ];
  return [
    ...(bare.length === 0 ? [] : [`no migration covers it as ${rolesOf(bare)}`]),
    ...late.map(([name, all]) => {
      const [{ cover }] = all;
      return `"${name}" covers it as ${rolesOf(all)} too late, ${dueIn(cover, instant)}`;
    }),
  ].join(", and ");
}

function nameOf({ cover }: { readonly cover: Cover }): string {
  return cover.document.data.name;
}

function dueIn({ end, done }: Cover, instant: Instant): string {
  if (daysBetween(instant, done) === 0) return "even if it is done today";
  return done === end ? `on ${formatDate(done)}` : `begun today it ends on ${formatDate(done)}`;
}

/** `default of "duo_chat" and offered in "code_review" and 2 more features` */
function rolesOf(uses: readonly Use[]): string {
  const decided = namesOf(uses.filter(({ as }) => as === "default" || as === "size"));
  const choices = namesOf(uses.filter(({ as }) => as !== "default" && as !== "size"));
  const listed = choices.filter((name) => !decided.includes(name));
  return [
    ...(decided.length === 0 ? [] : [`default of ${quotedFeatures(decided, SHOWN)}`]),
    ...(listed.length === 0 ? [] : [`offered in ${quotedFeatures(listed, SHOWN)}`]),
  ].join(" and ");
}

function namesOf(uses: readonly Use[]): string[] {
  return [...new Set(uses.map(({ feature }) => feature))];
}

/** The offering's entry, and the features that use it. */
function placesOf({ gateways }: TargetView, { id, target, uses }: Ending) {
  const gateway = gateways.get(target);
  if (gateway === undefined || uses.length === 0) return [];
  const model = findModel(gateway, id);
  const features = namesOf(uses).flatMap((name) => findFeature(gateway, name) ?? []);
  return [
    ...(model === undefined ? [] : [{ note: "entry" as const, at: modelPlace(gateway, model) }]),
    ...features.map((feature): { note: "use"; at: Place } => ({ note: "use", at: namePlace(gateway, feature) })),
  ];
}

/** Migrations that come too late. */
function latePlaces(uses: readonly Use[]) {
  const documents = new Set(uses.flatMap(({ cover }) => cover?.document ?? []));
  return [...documents].map((document) => ({ note: "late" as const, at: valueAt(document, ["name"]) }));
}
