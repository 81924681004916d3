import { isBare } from "../model/bare.ts";
import { FLAG, policyOf, rampOf } from "../model/defaults.ts";
import { formatDate, parseInstant } from "../model/duration.ts";
import { flagLife } from "../model/flag-limits.ts";
import { releaseOf } from "../model/milestone.ts";
import { own } from "../model/own.ts";
import { endOfRamp } from "../model/ramp-dates.ts";
import type { FlagType } from "../model/schema/common.gen.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { reaches } from "../model/stage.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { type Entry, entriesOf } from "./engine/entries.ts";
import { replace } from "./engine/fix.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

/** What GitLab has the other types for: https://docs.gitlab.com/development/feature_flags/ */
const MEANT_FOR: Partial<Record<FlagType, string>> = {
  ops: "for a switch that operators keep",
  wip: "for unfinished work that nobody gets yet",
  experiment: "for an experiment that compares groups of users",
  worker: "for holding back background workers",
};

export default defineRule({
  id: "flag-type",
  summary: "a flag with a ramp has a type that fits, and goes before its type's life is over",
  severity: "warning",
  messages: {
    unfit: 'flag type "{type}" is {meant}; a flag that ramps to everybody and then goes is "{fit}"',
    beta: 'flag type "{type}" is for a feature in beta, and {file} says that the maturity of "{feature}" is "ga"; write "{fit}"',
    life: 'a flag of type "{type}" lives {months} months at most, from milestone "{milestone}" until {until}, but {end}',
  },
  notes: { fix: 'write "{fit}"', maturity: "its maturity", milestone: "the milestone that carries the flag" },
  docs: {
    why: `GitLab files a flag under its type, allows each type a time, and asks for overdue flags. A move of a model is one change
that is made safe and then stays: \`gitlab_com_derisk\`, two months. A flag without a ramp may be of any type. The life is
worked out only where \`milestones\` names the day of the flag's milestone, and compared with the end of the ramp and with
\`eta\`; today does not count.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6, type: ops }
    ramp: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6, type: gitlab_com_derisk }
    ramp: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] }
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [{ path, entry: said }] = entry;
        if (said.flag === undefined || said.ramp === undefined) continue;
        const type = said.flag.type ?? FLAG.type;
        const at = valueAt(document, [...path, "flag", "type"]);
        const overdue = (one: FlagType) => overdueOf(workspace, document, entry, one);
        // The other type has a shorter life: where it would be over, only a person can say what to do.
        const isSound = overdue(FLAG.type) === undefined && isBare(document.source.text, at.range.start);
        const edits = [replace(at, FLAG.type)];
        const fix = isSound ? { title: "fix" as const, safety: "unsafe" as const, edits } : undefined;
        const data = { type, fit: FLAG.type, file: config.file };
        const meant = own(MEANT_FOR, type);
        const ga = type === "beta" ? availableOf(config.data, entry) : undefined;
        if (meant !== undefined) report({ message: "unfit", at, data: { ...data, meant }, fix });
        else if (ga !== undefined) {
          const related = [{ note: "maturity" as const, at: valueAt(config, ["features", ga, "maturity"]) }];
          report({ message: "beta", at, data: { ...data, feature: ga }, related, fix });
        } else {
          const late = overdue(type);
          if (late === undefined) continue;
          const related = [{ note: "milestone" as const, at: valueAt(config, ["milestones", late.milestone]) }];
          report({ message: "life", at, data: { ...data, ...late }, related });
        }
      }
    }
  },
});

/** The feature that is generally available although its flag is one for beta; none before users may pick the model. */
function availableOf({ features }: Config, moves: Entry): string | undefined {
  return moves.find(({ feature, effective }) => {
    return reaches(effective, "selectable") && own(features, feature)?.maturity === "ga";
  })?.feature;
}

interface Overdue {
  readonly months: number;
  readonly milestone: string;
  readonly until: string;
  readonly end: string;
}

/** Whether the plan needs the flag for longer than its type allows; undefined where that cannot be known. */
function overdueOf(
  { config }: Workspace,
  document: MigrationDocument,
  [move]: Entry,
  type: FlagType,
): Overdue | undefined {
  const born = releaseOf(config.data, document.data, move);
  const life = born && flagLife(type, born.at);
  if (born === undefined || life === undefined) return undefined;
  const ramp = rampOf(config.data, move);
  const rampEnd = ramp && endOfRamp(ramp, policyOf(config.data).freezes);
  const eta = parseInstant(move.entry.eta);
  const late = [
    { at: rampEnd, what: "its ramp ends" },
    { at: eta, what: "the move is due" },
  ].flatMap(({ at, what }) => (at !== undefined && at > life.until ? [`${what} on ${formatDate(at)}`] : []))[0];
  if (late === undefined) return undefined;
  return { months: life.months, milestone: born.milestone, until: formatDate(life.until), end: late };
}
