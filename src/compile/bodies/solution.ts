import type { Block } from "../../model/resource.ts";
import { code, safeText } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";

/** How it is done. */
export function solution({ migration, moves, file }: Subject): Block | undefined {
  const { approach } = migration;
  if (approach === undefined && moves.length === 0) return undefined;
  const missing = `No approach is on record. It belongs in ${code("approach")} of ${code(file)}.`;
  return {
    name: "solution",
    text: paragraphs("## Proposed solution", approach === undefined ? missing : safeText(approach)),
  };
}
