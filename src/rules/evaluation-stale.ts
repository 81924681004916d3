import { policyOf } from "../model/defaults.ts";
import { daysBetween, formatDate, parseInstant } from "../model/duration.ts";
import { neededAt } from "../model/evaluation.ts";
import { findModel, wireName } from "../model/gateway.ts";
import { own } from "../model/own.ts";
import { mapOf } from "../model/plain-data.ts";
import { highestVersion, isKnownConstraint } from "../model/prompt-version.ts";
import type { Evaluation } from "../model/schema/evaluation.gen.ts";
import type { Document } from "../model/workspace.ts";
import { type NamedEvaluation, namedAt, namedEvaluations } from "./engine/evaluations.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quotedFeatures } from "./engine/quoted.ts";
import { defineRule, type Finding, type RuleInput } from "./engine/rule.ts";

const MESSAGES = {
  dataset: "the report is of dataset {said}, and {features} must be evaluated on {wanted}",
  dataset_yet: 'the report is of dataset {said}; before stage "rollout" {features} must be evaluated on {wanted}',
  old: "the evaluation of {date} was {days} days old on {needed}; the rollout of {features} asks for one of at most {most} days",
  old_yet:
    'the evaluation of {date} is {days} days old; before stage "rollout" {features} must be evaluated again, as it may be {most} days old at most',
  prompt: 'prompt version "{said}" was evaluated, and what {features} will use is "{wanted}"',
  prompt_yet:
    'prompt version "{said}" was evaluated; before stage "rollout" {features} must be evaluated with "{wanted}"',
  model: 'model "{said}" was evaluated, and "{offering}" is "{wanted}"',
  model_yet: 'model "{said}" was evaluated, and "{offering}" is "{wanted}"; evaluate that before stage "rollout"',
} as const;

const NOTES = { named: "the report is named here", wanted: "what is wanted is said here" } as const;

const REPORT = `{
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
`;

export default defineRule({
  id: "evaluation-stale",
  summary: "an evaluation is of what users will get: this dataset, this prompt, this model, and recent",
  severity: "error",
  uses: ["targets"],
  warnings: ["dataset_yet", "old_yet", "prompt_yet", "model_yet"],
  messages: MESSAGES,
  notes: NOTES,
  docs: {
    why: `An evaluation of another prompt version or of another model than the one that is rolled out says nothing of what users
will get. Its age counts on the day on which the ramp starts (\`ramp.start\`), or today while it has not; at stage \`default\`
it no longer counts. How old it may be is \`policy.evaluation_max_age\`. Before \`rollout\` all this is a warning.`,
    wrong: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    no_flag: switched by configuration alone
    prompt: { version: 2.0.0 }
    evaluation: { report: evals/duo-chat.json }
# evals/duo-chat.json
${REPORT}`,
    right: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    no_flag: switched by configuration alone
    prompt: { version: 1.4.0 }
    evaluation: { report: evals/duo-chat.json }
# evals/duo-chat.json
${REPORT}`,
  },
  check(input) {
    for (const named of namedEvaluations(input.workspace, input.surroundings)) {
      if (named.report === undefined || named.report === "missing") continue;
      if (!isAbout(named, named.report.data)) continue;
      checkDataset(named, named.report, input.report);
      checkAge(named, named.report, input);
      checkPrompt(named, named.report, input.report);
      checkModels(named, named.report, input);
    }
  },
});

type Report = (finding: Finding<typeof MESSAGES, typeof NOTES>) => void;
type Input = RuleInput & { readonly report: Report };

/** A report about something else is evaluation-missing's to tell. */
function isAbout({ features, move }: NamedEvaluation, { feature, old, new: now }: Evaluation): boolean {
  return (
    features.includes(feature) &&
    move.from?.includes(old.offering) !== false &&
    move.to?.includes(now.offering) !== false
  );
}

function checkDataset(named: NamedEvaluation, file: Document<Evaluation>, report: Report): void {
  const { document, evidence, path, isDue, features } = named;
  const { digest } = file.data.dataset;
  if (evidence.dataset === undefined || evidence.dataset.toLowerCase() === digest.toLowerCase()) return;
  report({
    message: isDue ? "dataset" : "dataset_yet",
    at: valueAt(file, ["dataset", "digest"]),
    data: { said: short(digest), wanted: short(evidence.dataset), features: quotedFeatures(features) },
    related: [{ note: "wanted", at: valueAt(document, [...path, "dataset"]) }],
  });
}

function checkAge(named: NamedEvaluation, file: Document<Evaluation>, { workspace, instant, report }: Input): void {
  const needed = neededAt(workspace.config.data, named.move, instant);
  const { date } = file.data.new;
  const run = parseInstant(date);
  if (needed === undefined || run === undefined) return;
  const days = daysBetween(run, needed);
  const most = daysBetween(0, policyOf(workspace.config.data).evaluationMaxAge);
  if (days <= most) return;
  report({
    message: named.isDue ? "old" : "old_yet",
    at: valueAt(file, ["new", "date"]),
    data: {
      date: formatDate(run),
      days,
      needed: formatDate(needed),
      most,
      features: quotedFeatures(named.features),
    },
    related: [namedAt(named)],
  });
}

function checkPrompt(named: NamedEvaluation, file: Document<Evaluation>, report: Report): void {
  const { document, move, isDue, features } = named;
  const wanted = move.entry.prompt?.version;
  const said = file.data.new.prompt.version;
  if (wanted === undefined || finds(wanted, said)) return;
  report({
    message: isDue ? "prompt" : "prompt_yet",
    at: valueAt(file, ["new", "prompt", "version"]),
    data: { said, wanted, features: quotedFeatures(features) },
    related: [{ note: "wanted", at: valueAt(document, [...move.path, "prompt", "version"]) }],
  });
}

/** Whether a version is what a constraint may find; of a kind of constraint that nobody here can read, it may be. */
function finds(wanted: string, said: string): boolean {
  return wanted === said || !isKnownConstraint(wanted) || highestVersion(wanted, [said]) !== undefined;
}

function checkModels(named: NamedEvaluation, file: Document<Evaluation>, input: Input): void {
  for (const side of ["old", "new"] as const) {
    const { offering, model: said } = file.data[side];
    const served = servedModel(input, offering, side);
    if (served === undefined || served.names.some((name) => isSameModel(name, said))) continue;
    input.report({
      message: named.isDue ? "model" : "model_yet",
      at: valueAt(file, [side, "model"]),
      data: { said, offering, wanted: served.names[0] },
      related: [{ note: "wanted", at: served.at }],
    });
  }
}

interface ServedModel {
  /** As the host calls it; never empty. */
  readonly names: readonly [string, ...string[]];
  readonly at: Place;
}

/** What an offering serves, or served before it moved away; undefined where neither a migration nor the gateway says. */
function servedModel({ workspace, before }: Input, id: string, side: "old" | "new"): ServedModel | undefined {
  const declared = openMigrations(workspace).map((document) => {
    const names = wireNames({ ...own(document.data.offerings, id) });
    return names && { names, at: valueAt(document, ["offerings", id, "params", "model"]) };
  });
  const present = [...(before?.gateways.values() ?? [])].map((gateway) => {
    const model = findModel(gateway, id);
    const names = wireNames(model?.entry ?? {});
    if (model === undefined || names === undefined) return undefined;
    return { names, at: valueAt(gateway.models.source, ["models", model.index, "params", "model"]) };
  });
  const said = declared.find((one) => one !== undefined);
  // What a migration changes in place was another model before, and nobody can tell whether it is changed by now.
  if (side === "old" && said !== undefined) return undefined;
  return said ?? present.find((one) => one !== undefined);
}

/** A router may go by another name than its model. */
function wireNames(entry: Readonly<Record<string, unknown>>): readonly [string, ...string[]] | undefined {
  const model = wireName(entry);
  const { identifier } = mapOf(entry["params"]);
  if (model === undefined) return undefined;
  return typeof identifier === "string" ? [model, identifier] : [model];
}

/** LiteLLM's names carry a route in front, such as `bedrock/`; a snapshot's date may be left out on one side. */
function isSameModel(name: string, said: string): boolean {
  const isSame = (a: string, b: string): boolean => a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
  const [bareName, bareSaid] = [name.replace(SNAPSHOT, ""), said.replace(SNAPSHOT, "")];
  const isDated = bareName !== name && bareSaid !== said;
  return isSame(name, said) || (!isDated && isSame(bareName, bareSaid));
}

const SNAPSHOT = /[-@]20\d{6}$/;

/** Enough of a digest to tell it from another. */
function short(digest: string): string {
  return `"${digest.slice(0, "sha256:".length + 12)}…"`;
}
