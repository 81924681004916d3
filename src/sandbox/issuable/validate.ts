import { invalidRecord } from "../errors.ts";
import type { Change } from "./change.ts";

const MAX_TITLE = 255;
const MAX_DESCRIPTION = 1024 * 1024;
export const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Refuses with 400 and the attribute's name. The description is measured in bytes, although GitLab's manual says characters. */
export function validateChange(change: Change): void {
  const errors: Record<string, string[]> = {};
  if (change.title !== undefined && change.title === "") errors["title"] = ["can't be blank"];
  if (change.title !== undefined && [...change.title].length > MAX_TITLE) {
    errors["title"] = [`is too long (maximum is ${MAX_TITLE} characters)`];
  }
  const bytes = Buffer.byteLength(change.description ?? "");
  if (bytes > MAX_DESCRIPTION) {
    errors["description"] = [`is too long (${(bytes / MAX_DESCRIPTION).toFixed(2)} MiB). The maximum size is 1 MiB.`];
  }
  const { startDate, dueDate } = change;
  if (startDate && dueDate && startDate > dueDate) errors["due_date"] = ["must be greater than or equal to start date"];
  if (Object.keys(errors).length > 0) throw invalidRecord(errors);
}
