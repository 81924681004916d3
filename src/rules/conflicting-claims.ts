import { type Claim, claimsOf, describeClaim, overlap } from "../model/claim.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { liveMigrations, openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "conflicting-claims",
  summary: "no two live migrations say something about the same thing",
  severity: "error",
  messages: {
    two: '{subject}: live migration "{other}" claims it too, and two may not, even with equal values',
    within: "{subject}: said twice in this migration, with different values",
  },
  notes: { other: "claimed here too" },
  docs: {
    why: `Each migration has a merge request and issues of its own. If two of them set the same default, list item, key or flag,
one undoes the other when it goes back. Live are active, paused and rolled_back.`,
    wrong: `
# migrations/haiku.yaml
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
# migrations/sonnet.yaml
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
    right: `
# migrations/haiku.yaml
features:
  code_suggestions: { stage: planned, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
# migrations/sonnet.yaml
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
  },
  check({ workspace, report }) {
    for (const document of openMigrations(workspace)) {
      for (const [first, second] of clashes(locate([document]), differ)) {
        const related = [{ note: "other" as const, at: first.place }];
        report({ message: "within", at: second.place, data: { subject: describeClaim(second) }, related });
      }
    }
    for (const [first, second] of clashes(locate(liveMigrations(workspace)), areApart)) {
      const data = { subject: describeClaim(second), other: first.document.data.name };
      report({ message: "two", at: second.place, data, related: [{ note: "other", at: first.place }] });
    }
  },
});

interface Located extends Claim {
  readonly document: MigrationDocument;
  readonly place: Place;
}

function locate(documents: readonly MigrationDocument[]): Located[] {
  return documents.flatMap((document) =>
    claimsOf(document.data).map((claim) => ({ ...claim, document, place: valueAt(document, claim.path) })),
  );
}

function differ(first: Located, second: Located): boolean {
  return first.value !== second.value || first.subject.length !== second.subject.length;
}

function areApart(first: Located, second: Located): boolean {
  return first.document !== second.document;
}

/** Pairs of claims that overlap, once for each pair of places: one place often claims a default and a list item. */
function clashes(
  claims: readonly Located[],
  matters: (first: Located, second: Located) => boolean,
): [Located, Located][] {
  const groups = new Map<string, Located[]>();
  const pairs = new Map<string, [Located, Located]>();
  for (const claim of claims) {
    const group = claim.subject.slice(0, 2).join("\n");
    const earlier = groups.get(group) ?? [];
    for (const first of earlier) {
      const pair = `${placeKey(first)} ${placeKey(claim)}`;
      if (overlap(first, claim) && matters(first, claim) && !pairs.has(pair)) pairs.set(pair, [first, claim]);
    }
    earlier.push(claim);
    groups.set(group, earlier);
  }
  return [...pairs.values()];
}

function placeKey({ place }: Located): string {
  return `${place.file}:${place.range.start}`;
}
