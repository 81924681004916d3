import { rampOf } from "../model/defaults.ts";
import { pickListsOf } from "../model/feature-list.ts";
import { findFeature, findModel, type GatewayFiles } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { isMap, sameData } from "../model/plain-data.ts";
import { reaches, type Stage } from "../model/stage.ts";
import type { TargetView } from "../model/target.ts";
import { wordsIn } from "../model/words-in.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { type Entry, entriesOf, featuresOf } from "./engine/entries.ts";
import { defaultPlace, itemPlace, modelPlace, usePlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule, type Finding, type RuleInput } from "./engine/rule.ts";

const MESSAGES = {
  stage: 'the stage of {features} is "{stage}"; a migration is complete once it is "{last}"',
  step: 'flag "{flag}" is at step {step} of {steps}; a migration is complete once it is at the last one and gone',
  code: 'flag "{flag}" is still named in the code; a migration is complete once the flag is gone',
  default: 'the default of "{feature}" is still {from}; a migration is complete once it is {to}',
  remove: '"{id}" is still in "{target}"; a migration with "retire: remove" is complete once it is gone',
  deprecate:
    '"{id}" has no "deprecation" in "{target}"; a migration with "retire: deprecate" is complete once it has one',
} as const;

const NOTES = { status: "said to be complete here", there: "it stands here" } as const;

export default defineRule({
  id: "complete-too-early",
  summary: "a migration is complete only when everything it says is done",
  severity: "error",
  uses: ["targets", "code"],
  messages: MESSAGES,
  notes: NOTES,
  docs: {
    why: `What is complete makes no claims: its files are no longer changed, its flags are removed and its issues are closed. Said
too early, a model never becomes the default, or a flag stays in the code for ever. Looked at are stages and steps, and where
they are there the gateway's files and the code. What a later migration brings back is no mistake.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
status: complete
features:
  duo_chat:
    stage: default
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    no_flag: switched by configuration alone
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
status: active
features:
  duo_chat:
    stage: default
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    no_flag: switched by configuration alone
`,
  },
  check(input) {
    for (const document of input.workspace.migrations.filter(({ data }) => data.status === "complete")) {
      for (const entry of entriesOf(document.data)) {
        if (!isAtItsEnd(document, entry, input)) continue;
        checkFlag(document, entry[0], input);
        for (const move of entry) checkDefault(document, move, input);
      }
      for (const id of Object.keys(document.data.replaces ?? {})) checkReplaced(document, id, input);
    }
  },
});

type Input = RuleInput & { report(finding: Finding<typeof MESSAGES, typeof NOTES>): void };

/** The stage at which nothing is left to do for an entry. */
function lastStage({ to, sizes, offer, withdraw }: Move): Stage {
  if (to !== undefined || Object.keys(sizes).length > 0) return "default";
  const stages: Stage[] = [...withdraw.map(({ at }) => at), offer.length > 0 ? "selectable" : "internal"];
  return stages.reduce((last, stage) => (reaches(stage, last) ? stage : last));
}

function isAtItsEnd(document: MigrationDocument, entry: Entry, { report }: Input): boolean {
  const [move] = entry;
  const last = lastStage(move);
  if (move.stage === "absent" || reaches(move.stage, last)) return true;
  const data = { features: featuresOf(entry), stage: move.stage, last };
  report({
    message: "stage",
    at: valueAt(document, [...move.path, "stage"]),
    data,
    related: [{ note: "status", at: valueAt(document, ["status"]) }],
  });
  return false;
}

/** Where the code can be seen and does not name the flag, it is gone: then nobody asks how it went. */
function checkFlag(document: MigrationDocument, move: Move, { workspace, surroundings, report }: Input): void {
  const { flag, step = 0 } = move.entry;
  if (flag === undefined || isFlagOfAnother(document, flag.name, openMigrations(workspace))) return;
  const texts = [...(surroundings?.code?.values() ?? [])].flatMap((files) => [...files]);
  const named = texts.flatMap(([file, text]): Place[] => wordsIn(text, flag.name).map((range) => ({ file, range })));
  if (texts.length > 0 && named.length === 0) return;
  const steps = rampOf(workspace.config.data, move)?.steps.length;
  const path = [...move.path, "step"];
  if (steps !== undefined && Number(step) < steps) {
    report({ message: "step", at: valueAt(document, path), data: { flag: flag.name, step, steps } });
  } else if (named.length > 0) {
    const related = named.map((at) => ({ note: "there" as const, at }));
    report({
      message: "code",
      at: valueAt(document, [...move.path, "flag", "name"]),
      data: { flag: flag.name },
      related,
    });
  }
}

function isFlagOfAnother(document: MigrationDocument, name: string, others: readonly MigrationDocument[]): boolean {
  return others.some(
    (other) => other !== document && movesOf(other.data).some(({ entry }) => entry.flag?.name === name),
  );
}

/** The old default is left alone where another migration moves to it: then it has come back. */
function checkDefault(document: MigrationDocument, move: Move, { workspace, before, report }: Input): void {
  const { feature, from, to, stage } = move;
  if (from === undefined || to === undefined || stage !== "default" || sameData(from, to)) return;
  const isBack = workspace.migrations.some(
    ({ data }) =>
      data !== document.data && movesOf(data).some((other) => other.feature === feature && sameData(other.to, from)),
  );
  // Of an old default that is to be removed it is said that it is still there.
  const isToGo = from.some((id) => document.data.replaces?.[id]?.retire === "remove");
  if (isBack || isToGo) return;
  for (const gateway of before?.gateways.values() ?? []) {
    const entry = findFeature(gateway, feature);
    if (entry === undefined || !sameData(entry.defaults, from)) continue;
    const data = { feature, from: quoted(from), to: quoted(to) };
    const at = valueAt(document, [...move.path, "to"]);
    const there = defaultPlace(gateway, entry, entry.defaults[0] ?? "");
    report({ message: "default", at, data, related: [{ note: "there", at: there }] });
  }
}

function checkReplaced(document: MigrationDocument, id: string, { workspace, before, report }: Input): void {
  const { retire, except } = document.data.replaces?.[id] ?? {};
  const isBack = openMigrations(workspace).some(({ data }) => Object.hasOwn(data.offerings ?? {}, id));
  if (before === undefined || isBack) return;
  const at = valueAt(document, ["replaces", id, "retire"]);
  for (const [target, gateway] of before.gateways) {
    const model = findModel(gateway, id);
    const isDeprecated = isMap(model?.entry["deprecation"]);
    if (retire === "deprecate" && model !== undefined && !isDeprecated) {
      const related = [{ note: "there" as const, at: modelPlace(gateway, model) }];
      report({ message: "deprecate", at, data: { id, target }, related });
    }
    const places = retire === "remove" && except === undefined ? placesOf(before, target, gateway, id) : [];
    if (places.length === 0) continue;
    const related = places.map((place) => ({ note: "there" as const, at: place }));
    report({ message: "remove", at, data: { id, target }, related });
  }
}

/** Where the gateway's files name an offering: its entry, then the features that have it. */
function placesOf(view: TargetView, target: string, gateway: GatewayFiles, id: string): Place[] {
  const model = findModel(gateway, id);
  const inFeatures = gateway.features.entries.flatMap((feature) => {
    const use = usePlace(view, target, feature.name, id);
    const lists = pickListsOf(feature).filter(({ ids }) => ids.includes(id));
    const listed = lists.map((list) => itemPlace(gateway, feature, list, list.ids.indexOf(id)));
    return use === undefined ? listed : [use, ...listed];
  });
  return model === undefined ? inFeatures : [modelPlace(gateway, model), ...inFeatures];
}
