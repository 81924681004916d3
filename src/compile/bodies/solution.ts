import type { Block } from "../../model/resource.ts";
import { safeText } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";

/** How it is done. */
export function solution({ migration }: Subject): Block | undefined {
  if (migration.approach === undefined) return undefined;
  return { name: "solution", text: paragraphs("## Proposed solution", safeText(migration.approach)) };
}
