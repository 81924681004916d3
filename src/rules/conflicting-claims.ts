import { type Claim, claimsOf, describeClaim, overlap } from "../model/claim.ts";
import { groupBy } from "../model/groups.ts";
import type { Move } from "../model/move.ts";
import { pointer } from "../model/source.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { liveMigrations, openMigrations } from "./engine/open.ts";
import { itemAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "conflicting-claims",
  summary: "no two live migrations say something about the same thing",
  severity: "error",
  messages: {
    two: '{subject}: live migration "{other}" claims it too, and two may not, even with equal values',
    many: '{count} claims about "{name}", such as the {subject}: live migration "{other}" makes them too, and two may not, even with equal values',
    within: "{subject}: said twice in this migration, with different values",
    apart:
      '"{id}" enters the lists of {features} and is withdrawn from them at stage "{stage}"; leave one of the two out',
    twice: '"{id}" stands twice under "{list}" of {features}; leave one of them out',
  },
  notes: { other: "claimed here too", enters: "it enters here", first: "it stands here already" },
  docs: {
    why: `Each migration has a merge request and issues of its own. If two of them set the same default, list item, key or flag,
one undoes the other when it goes back. Live are active, paused and rolled_back. Within one entry an id is named once under
\`offer\` and once under \`withdraw\`, and not under both.`,
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
      for (const entry of entriesOf(document.data)) {
        const features = featuresOf(entry);
        for (const { list, id, at, first } of repeatsIn(document, entry[0])) {
          report({ message: "twice", at, data: { id, list, features }, related: [{ note: "first", at: first }] });
        }
        for (const { id, stage, at, enters } of contradictionsIn(document, entry[0])) {
          report({ message: "apart", at, data: { id, stage, features }, related: [{ note: "enters", at: enters }] });
        }
      }
      for (const [first, second] of clashes(locate([document]), differ)) {
        const related = [{ note: "other" as const, at: first.place }];
        report({ message: "within", at: second.place, data: { subject: describeClaim(second) }, related });
      }
    }
    const pairs = clashes(locate(liveMigrations(workspace)), areApart);
    for (const [[first, second], ...rest] of groupBy(pairs, thingOf).values()) {
      const data = { subject: describeClaim(second), other: first.document.data.name };
      const related = [{ note: "other" as const, at: first.place }];
      const [, name, ...part] = second.subject;
      // Who claims the whole has said it all.
      if (rest.length === 0 || part.length === 0) report({ message: "two", at: second.place, data, related });
      else report({ message: "many", at: second.place, data: { ...data, count: rest.length + 1, name }, related });
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

/** An entry that lets an id in and withdraws it is reported once, whatever stage it stands at. */
function differ(first: Located, second: Located): boolean {
  if (first.subject[2] === "list" && pointer(first.path.slice(0, 2)) === pointer(second.path.slice(0, 2))) return false;
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

/** Two migrations may clash in every key of an offering, and it is one decision which of them has it. */
function thingOf([first, second]: [Located, Located]): string {
  return [first.document.file, second.document.file, ...second.subject.slice(0, 2)].join("\n");
}

/** Ids that an entry names again under `offer` or `withdraw`. */
function repeatsIn(document: MigrationDocument, { path, offer, withdraw }: Move) {
  const lists = { offer: offer.map(({ id }) => id), withdraw: withdraw.map(({ id }) => id) };
  return Object.entries(lists).flatMap(([list, ids]) =>
    ids.flatMap((id, index) => {
      const earlier = ids.indexOf(id);
      if (earlier === index) return [];
      const at = valueAt(document, [...path, list, index]);
      return [{ list, id, at, first: valueAt(document, [...path, list, earlier]) }];
    }),
  );
}

/** Ids that an entry lets into the lists and withdraws, be it only at a later stage. */
function contradictionsIn(document: MigrationDocument, move: Move) {
  return move.withdraw.flatMap(({ id, at: stage }, index) => {
    const first = move.withdraw.findIndex((item) => item.id === id);
    const [enters] = listPlaces(document, move, id);
    if (enters === undefined || first !== index) return [];
    return [{ id, stage, at: valueAt(document, [...move.path, "withdraw", index]), enters }];
  });
}

function listPlaces(document: MigrationDocument, { path, offer, to, entry }: Move, id: string): Place[] {
  const offered = offer.findIndex((item) => item.id === id);
  const goal = to?.indexOf(id) ?? -1;
  return [
    ...(offered === -1 ? [] : [valueAt(document, [...path, "offer", offered])]),
    ...(goal === -1 ? [] : [itemAt(document, [...path, "to"], entry.to, goal)]),
  ];
}

function placeKey({ place }: Located): string {
  return `${place.file}:${place.range.start}`;
}
