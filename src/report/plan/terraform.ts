import { isClosing } from "../../plan/guard.ts";
import type { Plan } from "../../plan/plan.ts";

/** GitLab reads no more than six digits. */
const MOST = 999_999;

/**
 * The file of GitLab's Terraform report, which shows three numbers in a merge request. What ends counts as deleted:
 * closings, removals and flags that are turned off. https://docs.gitlab.com/user/infrastructure/iac/mr_integration/
 */
export function renderTerraform({ changes }: Plan): string {
  const created = changes.filter(({ action }) => action === "create").length;
  const deleted = changes.filter((change) => change.action === "remove" || isClosing(change)).length;
  const updated = changes.length - created - deleted;
  const [create, update, remove] = [created, updated, deleted].map((number) => Math.min(number, MOST));
  return `${JSON.stringify({ create, update, delete: remove })}\n`;
}
