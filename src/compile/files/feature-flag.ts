import { Document, Scalar } from "yaml";

/** What GitLab's definition file of a feature flag says. */
export interface FlagDefinition {
  readonly name: string;
  readonly description: string;
  /** May be a `cutover:` reference. */
  readonly featureIssue: string;
  /** May be a `cutover:` reference. */
  readonly rolloutIssue: string;
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
    description: definition.description,
    feature_issue_url: definition.featureIssue,
    introduced_by_url: null,
    rollout_issue_url: definition.rolloutIssue,
    milestone: quoted(definition.milestone),
    group: definition.group ?? null,
    type: definition.type,
    default_enabled: false,
  });
  // GitLab loads the file with YAML 1.1 rules.
  document.setSchema("1.1");
  return `---\n${document.toString({ lineWidth: 0, nullStr: "", directives: false }).replace(/ +$/gm, "")}`;
}

/** In quotes: GitLab refuses a milestone that is a number. */
function quoted(milestone: string | undefined): Scalar | null {
  if (milestone === undefined) return null;
  const scalar = new Scalar(milestone);
  scalar.type = Scalar.QUOTE_SINGLE;
  return scalar;
}
