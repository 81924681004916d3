import type { Diagnostic, Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Instant } from "../../model/duration.ts";
import type { CodeView, PromptsView, Surroundings } from "../../model/surroundings.ts";
import type { TargetView } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Place } from "./place.ts";
import { fewOf } from "./related.ts";

type Texts = Readonly<Record<string, string>>;
type Data = Readonly<Record<string, string | number>>;

/** Names of the `{holes}` in a text. */
type Holes<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;

/** A change that makes a finding go away; its title is one of the notes. */
export interface RuleFix<Notes extends Texts> {
  readonly title: keyof Notes;
  readonly safety: Fix["safety"];
  readonly edits: readonly TextEdit[];
}

/** One thing to report: ids of texts, never texts. `data` fills the holes of all texts that are named. */
export type Finding<Messages extends Texts, Notes extends Texts> = {
  [Id in keyof Messages]: {
    readonly message: Id;
    readonly at: Place;
    readonly related?: readonly { readonly note: keyof Notes; readonly at: Place }[];
    readonly hint?: keyof Notes | undefined;
    readonly fix?: RuleFix<Notes> | undefined;
    /** The name that nothing has, where the finding is about that. */
    readonly unknown?: string;
  } & ([Holes<Messages[Id]>] extends [never]
    ? { readonly data?: Data }
    : { readonly data: Readonly<Record<Holes<Messages[Id]>, string | number>> & Data });
}[keyof Messages];

/** What every rule may look at. */
export interface RuleInput {
  readonly workspace: Workspace;
  /** Target files as they are, and with the edits of all migrations. Absent where they could not be read. */
  readonly before?: TargetView | undefined;
  readonly after?: TargetView | undefined;
  /** Files beside cutover.yaml and the migrations; a member is absent where none of its files could be read. */
  readonly surroundings?: Surroundings | undefined;
  readonly instant: Instant;
  /** Ids of all rules, for the rule that checks names. */
  readonly ruleIds: readonly string[];
}

/**
 * Files that a rule cannot do without; where they are absent it is skipped, and lint says so. The deadlines of the lock
 * file are never absent: where there is none, nothing is known to end.
 */
export type Need = "targets" | "code" | "prompts" | "deadlines";

type Needed<Needs> = Needs extends "targets"
  ? { readonly before: TargetView; readonly after: TargetView }
  : Needs extends "code"
    ? { readonly code: CodeView }
    : Needs extends "prompts"
      ? { readonly before: TargetView; readonly after: TargetView; readonly prompts: PromptsView }
      : unknown;

type Context<Messages extends Texts, Notes extends Texts, Needs> = RuleInput &
  Needed<Needs> & { report(finding: Finding<Messages, Notes>): void };

/**
 * Small files, each under a line `# path`, that show a rule at work. Keys that every file needs and that the rule does
 * not ask about are left out; tests put them at the end, so that line numbers are those of the text here.
 */
export interface RuleDocs {
  /** What goes wrong without the rule, in a sentence or two of Markdown. */
  readonly why: string;
  readonly wrong: string;
  readonly right: string;
}

interface Definition<Messages extends Texts, Notes extends Texts, Needs> {
  /** Equal to the file's name. */
  readonly id: string;
  /** What must hold, lower case, without a full stop. */
  readonly summary: string;
  readonly severity: "error" | "warning";
  /** Messages that are only a warning although the rule is an error. */
  readonly warnings?: readonly (keyof Messages)[];
  /** Without these files the rule is skipped. */
  readonly needs?: Needs;
  /** Files that it looks at too where they are there. Without them nobody knows what it would have found. */
  readonly uses?: readonly Need[];
  readonly messages: Messages;
  /** Texts of related places and hints. */
  readonly notes?: Notes;
  readonly docs: RuleDocs;
  check(context: Context<Messages, Notes, Needs>): void;
}

/** A rule as the engine runs it. */
export interface Rule {
  readonly id: string;
  readonly summary: string;
  readonly severity: "error" | "warning";
  readonly needs: Need | undefined;
  readonly uses: readonly Need[];
  /** Ids of messages that are only a warning. */
  readonly warnings: readonly string[];
  readonly messages: Texts;
  readonly notes: Texts;
  readonly docs: RuleDocs;
  /** Findings in the order in which they were made, each with the id of its message. */
  run(input: RuleInput): { readonly message: string; readonly diagnostic: Diagnostic }[];
}

/** Makes a rule of its parts; message ids and the data of each message are checked by the compiler. */
export function defineRule<
  const Messages extends Texts,
  const Notes extends Texts = Record<never, string>,
  Needs extends Need | undefined = undefined,
>(definition: Definition<Messages, Notes, Needs>): Rule {
  const { id, summary, severity, needs, uses = [], warnings, messages, notes, docs } = definition;
  return {
    id,
    summary,
    severity,
    needs,
    uses,
    warnings: (warnings ?? []).map(String),
    messages,
    notes: notes ?? {},
    docs,
    run(input) {
      const found: { message: string; diagnostic: Diagnostic }[] = [];
      const report = (finding: Finding<Messages, Notes>): void => {
        found.push({ message: String(finding.message), diagnostic: toDiagnostic(definition, finding) });
      };
      const { code, prompts } = input.surroundings ?? {};
      // runRules calls a rule only when what it needs is there.
      definition.check({ ...input, code, prompts, report } as unknown as Context<Messages, Notes, Needs>);
      return found;
    },
  };
}

function toDiagnostic<Messages extends Texts, Notes extends Texts, Needs>(
  { id, severity, warnings, messages, notes }: Definition<Messages, Notes, Needs>,
  { message, at, data = {}, related, hint, fix, unknown }: Finding<Messages, Notes>,
): Diagnostic {
  const note = (name: keyof Notes): string => fill(notes?.[name] ?? "", data);
  return {
    rule: id,
    severity: warnings?.includes(message) ? "warning" : severity,
    message: fill(messages[message] ?? "", data),
    ...at,
    ...(related && { related: fewOf(related.map((one) => ({ ...one.at, message: note(one.note) }))) }),
    ...(hint !== undefined && { hint: note(hint) }),
    ...(fix && { fix: { ...fix, title: note(fix.title) } }),
    ...(unknown !== undefined && { unknown }),
  };
}

/** A hole without data is a mistake in the rule, which its fixtures bring to light. */
function fill(text: string, data: Data): string {
  return text.replace(/\{(\w+)\}/g, (_hole, name: string) => {
    const value = data[name];
    if (value === undefined) throw new Error(`no data for {${name}} in "${text}"`);
    return String(value);
  });
}
