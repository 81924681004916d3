import { dropOf, isMostlyUnanswered } from "../model/evaluation.ts";
import type { Evaluation } from "../model/schema/evaluation.gen.ts";
import { pointer } from "../model/source.ts";
import type { Document } from "../model/workspace.ts";
import { entriesOf, entryAt, featuresOf } from "./engine/entries.ts";
import { type NamedEvaluation, namedAt, namedEvaluations } from "./engine/evaluations.ts";
import { openFor } from "./engine/evidence.ts";
import { valueAt } from "./engine/place.ts";
import { quoted, quotedFeatures } from "./engine/quoted.ts";
import { defineRule, type Finding } from "./engine/rule.ts";

const MESSAGES = {
  none: '{features} reached stage "{stage}" without an evaluation of the new default; write "{field}"',
  absent: 'there is no file "{report}", which holds the evaluation of {features}',
  absent_yet: 'there is no file "{report}" yet, and {features} must be evaluated before stage "rollout"',
  feature: 'the report is about feature "{said}", and the migration names it for {features}',
  offering: 'the report has "{said}" as its {side} offering, and {features} moves {way} {wanted}',
  samples: 'the report has no sample of "{offering}"; at least 1 is needed',
  unanswered: '{errors} of {samples} samples of "{offering}" gave no answer; at least half of them must',
  unanswered_yet:
    '{errors} of {samples} samples of "{offering}" gave no answer; at least half of them must before stage "rollout"',
  worse: '"{offering}" scores {score}, which is {drop} below the old offering\'s {old}; the margin is {margin}',
  worse_yet:
    '"{offering}" scores {score}, which is {drop} below the old offering\'s {old}; before stage "rollout" it must be within the margin of {margin}',
} as const;

const NOTES = {
  stage: "the stage that needs it",
  named: "the report is named here",
  moved: "this is what moves",
  old: "the old offering's score",
} as const;

export default defineRule({
  id: "evaluation-missing",
  summary: "users get a new default only after an evaluation that speaks for it",
  severity: "error",
  warnings: ["absent_yet", "unanswered_yet", "worse_yet"],
  messages: MESSAGES,
  notes: NOTES,
  docs: {
    why: `The process wants an evaluation of the new model before its rollout. It is there if the file that \`evaluation.report\`
names is there, is about this feature and these two offerings, has answers to at least half of its samples, and does not put
the new model more than \`margin\` (0 where none is written) below the old one. Before \`rollout\` a bad result is a warning.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: default
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    no_flag: switched by configuration alone
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: default
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    no_flag: switched by configuration alone
    evaluation: { report: evals/duo-chat.json }
# evals/duo-chat.json
{
  "apiVersion": "cutover/v1",
  "kind": "Evaluation",
  "feature": "duo_chat",
  "dataset": {
    "name": "chat-regression-3",
    "digest": "sha256:0f4e6f1dd359b9d53c9689fcc7fb743651c0941ac805da63ee3b906305bd705c"
  },
  "old": {
    "offering": "claude_sonnet_4_5",
    "model": "claude-sonnet-4-5-20250929",
    "prompt": { "id": "chat/react", "version": "1.4.0" },
    "samples": 400, "score": 0.84, "errors": 0, "date": "2026-05-12"
  },
  "new": {
    "offering": "claude_haiku_4_5",
    "model": "claude-haiku-4-5-20251001",
    "prompt": { "id": "chat/react", "version": "1.4.0" },
    "samples": 400, "score": 0.86, "errors": 1, "date": "2026-05-12"
  }
}
`,
  },
  check({ workspace, surroundings, report }) {
    for (const document of workspace.migrations) {
      const entries = new Map(entriesOf(document.data).map((entry) => [pointer(entry[0].path), entry]));
      for (const { stage, path, stagePath } of openFor(document, "evaluation-missing")) {
        const entry = entries.get(pointer(stagePath.slice(0, -1)));
        if (entry === undefined) continue;
        const data = { features: featuresOf(entry), stage, field: path.join(".") };
        const related = [{ note: "stage" as const, at: valueAt(document, stagePath) }];
        report({ message: "none", at: entryAt(document, entry), data, related });
      }
    }
    for (const named of namedEvaluations(workspace, surroundings)) {
      if (named.report === "missing") {
        const data = { report: named.evidence.report, features: quotedFeatures(named.features) };
        const at = valueAt(named.document, [...named.path, "report"]);
        report({ message: named.isDue ? "absent" : "absent_yet", at, data });
      } else if (named.report !== undefined) {
        const isAboutThis = checkSubject(named, named.report, report);
        if (isAboutThis && checkSamples(named, named.report, report)) checkScore(named, named.report, report);
      }
    }
  },
});

type Report = (finding: Finding<typeof MESSAGES, typeof NOTES>) => void;
const SIDES = [
  { side: "old", way: "from" },
  { side: "new", way: "to" },
] as const;

/** False where the report is about something else: then its numbers say nothing here. */
function checkSubject(named: NamedEvaluation, file: Document<Evaluation>, report: Report): boolean {
  const { document, move, features } = named;
  const { feature: said } = file.data;
  if (!features.includes(said) && move.entry.formerly !== said) {
    const data = { said, features: quotedFeatures(features) };
    report({ message: "feature", at: valueAt(file, ["feature"]), data, related: [namedAt(named)] });
    return false;
  }
  const others = SIDES.filter(({ side, way }) => move[way]?.includes(file.data[side].offering) === false);
  for (const { side, way } of others) {
    const data = {
      said: file.data[side].offering,
      side,
      features: quoted([said]),
      way,
      wanted: quoted(move[way] ?? []),
    };
    const related = [{ note: "moved" as const, at: valueAt(document, [...move.path, way]) }];
    report({ message: "offering", at: valueAt(file, [side, "offering"]), data, related });
  }
  return others.length === 0;
}

/** False where too few samples were answered to compare scores. */
function checkSamples(named: NamedEvaluation, file: Document<Evaluation>, report: Report): boolean {
  const related = [namedAt(named)];
  const poor = SIDES.filter(({ side }) => Number(file.data[side].samples) < 1 || isMostlyUnanswered(file.data[side]));
  for (const { side } of poor) {
    const { offering, samples, errors } = file.data[side];
    if (Number(samples) < 1) {
      report({ message: "samples", at: valueAt(file, [side, "samples"]), data: { offering }, related });
      continue;
    }
    const message = named.isDue ? "unanswered" : "unanswered_yet";
    report({ message, at: valueAt(file, [side, "errors"]), data: { offering, samples, errors }, related });
  }
  return poor.length === 0;
}

function checkScore(named: NamedEvaluation, file: Document<Evaluation>, report: Report): void {
  const { margin = 0 } = named.evidence;
  const drop = dropOf(file.data);
  if (drop <= margin) return;
  const { offering, score } = file.data.new;
  report({
    message: named.isDue ? "worse" : "worse_yet",
    at: valueAt(file, ["new", "score"]),
    data: { offering, score, drop, margin, old: file.data.old.score },
    related: [{ note: "old", at: valueAt(file, ["old", "score"]) }, namedAt(named)],
  });
}
