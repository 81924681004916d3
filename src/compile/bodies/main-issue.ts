import type { Block } from "../../model/resource.ts";
import { changes } from "./changes.ts";
import { details } from "./details.ts";
import { features } from "./features.ts";
import { overview } from "./overview.ts";
import { references } from "./references.ts";
import { responsibilities } from "./responsibilities.ts";
import { solution } from "./solution.ts";
import { steps } from "./steps.ts";
import type { Subject } from "./subject.ts";
import { technical } from "./technical.ts";
import { timeline } from "./timeline.ts";

const SECTIONS: readonly ((subject: Subject) => Block | undefined)[] = [
  overview,
  features,
  changes,
  technical,
  steps,
  timeline,
  references,
  solution,
  details,
  responsibilities,
];

/** Body of the main issue of an upgrade or an integration. */
export function mainIssueBody(subject: Subject): Block[] {
  return SECTIONS.flatMap((section) => section(subject) ?? []);
}
