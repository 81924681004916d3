import type { Found } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Headings of the report. */
export type Chapter = "server" | "tokens" | "tracker" | "flags" | "targets" | "pipeline";

/** One file of checks/ each, named as its id. */
export interface Check {
  readonly id: string;
  readonly chapter: Chapter;
  /** What must hold. */
  readonly summary: string;
  find(subject: Subject): readonly Found[];
}
