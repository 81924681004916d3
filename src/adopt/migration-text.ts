import type { GatewayFiles } from "../model/gateway.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { OPEN, scalar } from "../scaffold/yaml-text.ts";
import type { MigrationDraft } from "./migration-draft.ts";
import { bulkLines, featuresLines } from "./moves-lines.ts";
import { offeringLines, replacesLines } from "./offerings/lines.ts";
import { sentenceOf } from "./subject.ts";
import { summaryOf } from "./summary.ts";
import { kindOf, modelLines } from "./what-it-is.ts";

/** What the text says beside the change itself. */
export interface Frame {
  readonly name: string;
  /** `@ana`; marked as open where nobody is known. */
  readonly owner: string | undefined;
  /** First line of the commit that made the change. */
  readonly subject?: string | undefined;
  readonly config?: Config | undefined;
  readonly before: GatewayFiles;
  readonly after: GatewayFiles;
  readonly hosts: ReadonlySet<string>;
}

const MODELINE = "# yaml-language-server: $schema=../schema/migration.schema.json";

/** The whole file. */
export function migrationText(draft: MigrationDraft, frame: Frame): string {
  const { name, owner, subject = "", before, after, hosts, config } = frame;
  const said = sentenceOf(subject);
  const parts = [
    offeringLines(draft.offerings),
    replacesLines(draft.replaces),
    featuresLines(draft.features),
    bulkLines(draft.bulk),
  ];
  const lines = [
    MODELINE,
    "apiVersion: cutover/v1",
    `kind: ${kindOf(draft, before, after)}`,
    `name: ${scalar(name)}`,
    "status: active",
    ...modelLines(draft, after, hosts, config),
    owner === undefined ? `owner: "@owner" ${OPEN} who answers for it` : `owner: ${JSON.stringify(owner)}`,
    "summary: |",
    ...(said === "" ? summaryOf(draft) : [said]).map((line) => `  ${line}`),
    ...parts.filter((part) => part.length > 0).flatMap((part) => ["", ...part]),
  ];
  return `${lines.join("\n")}\n`;
}
