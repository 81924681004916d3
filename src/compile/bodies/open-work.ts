import { labelsOf, PROCESS_LABEL } from "../../model/defaults.ts";
import type { Block } from "../../model/resource.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import { fenced } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";

/** Issues of all migrations that are open, as GitLab finds them when somebody reads this. */
export function openWork({ config }: Subject): Block | undefined {
  const labels = workLabels(config).map(quoted);
  if (labels.length === 0 || labels.includes(undefined)) return undefined;
  const conditions = [...labels.map((label) => `label = ${label}`), "state = opened"];
  const view = [
    "display: table",
    "fields: title, author, assignee, milestone, labels, updated",
    "limit: 10",
    "sort: updated desc",
    `query: ${asYaml(conditions.join(" and "))}`,
  ];
  return {
    name: "open-work",
    text: paragraphs(
      "## Open migration work",
      "Open issues about model migrations, whichever migration they belong to: the ten that changed last. GitLab makes the list anew whenever this page is opened.",
      fenced(view, "glql"),
    ),
  };
}

/** The process's own label where it is in use; else all that every issue has, whichever team it belongs to. */
function workLabels(config: Config): string[] {
  const labels = labelsOf(config);
  if (labels.includes(PROCESS_LABEL)) return [PROCESS_LABEL];
  const teams = Object.keys(config.teams ?? {});
  return labels.filter((label) => teams.every((team) => labelsOf(config, team).includes(label)));
}

/** GLQL knows no escapes inside quotes, only two kinds of them; undefined where neither will do. */
function quoted(label: string): string | undefined {
  if (!label.includes('"')) return `"${label}"`;
  return label.includes("'") ? undefined : `'${label}'`;
}

function asYaml(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
