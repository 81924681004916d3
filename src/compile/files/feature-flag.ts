import { Document, Scalar } from "yaml";
import { escapeUnprintable, isUnprintable } from "./emit-yaml.ts";

/** What GitLab's definition file of a feature flag says. */
export interface FlagDefinition {
  readonly name: string;
  readonly description: string;
  /** May be a `cutover:` reference. */
  readonly featureIssue: string | undefined;
  /** May be a `cutover:` reference. */
  readonly rolloutIssue: string | undefined;
  readonly milestone: string | undefined;
  readonly group: string | undefined;
  readonly type: string;
}

/**
 * The text of a definition file, in the order and spelling of GitLab's own generator (`bin/feature-flag`): it begins
 * with `---`, what is not known yet is a bare key, and a flag starts switched off.
 */
export function flagDefinitionText(definition: FlagDefinition): string {
  const document = new Document({
    name: definition.name,
    description: printable(definition.description),
    feature_issue_url: definition.featureIssue ?? null,
    introduced_by_url: null,
    rollout_issue_url: definition.rolloutIssue ?? null,
    milestone: quoted(definition.milestone),
    group: printable(definition.group) ?? null,
    type: definition.type,
    default_enabled: false,
  });
  // GitLab loads the file with YAML 1.1 rules.
  document.setSchema("1.1");
  const text = escapeUnprintable(document.toString({ lineWidth: 0, nullStr: "", directives: false }));
  return `---\n${text.replace(/ +$/gm, "")}`;
}

/** In quotes: GitLab refuses a milestone that is a number. */
function quoted(milestone: string | undefined): Scalar | null {
  if (milestone === undefined) return null;
  const scalar = new Scalar(milestone);
  scalar.type = isUnprintable(milestone) ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
  return scalar;
}

/** As it is written best; in double quotes where a character has to be escaped. */
function printable(text: string | undefined): string | Scalar | undefined {
  return text === undefined || !isUnprintable(text) ? text : (quoted(text) ?? undefined);
}
