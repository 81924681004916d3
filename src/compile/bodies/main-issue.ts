import type { Block } from "../../model/resource.ts";
import { changes } from "./changes.ts";
import { details } from "./details.ts";
import { evaluations } from "./evaluations.ts";
import { features } from "./features.ts";
import { oldIds } from "./old-ids.ts";
import { openWork } from "./open-work.ts";
import { overview } from "./overview.ts";
import { references } from "./references.ts";
import { responsibilities } from "./responsibilities.ts";
import { solution } from "./solution.ts";
import { steps } from "./steps.ts";
import type { Subject } from "./subject.ts";
import { technical } from "./technical.ts";
import { timeline } from "./timeline.ts";
import { troubleshooting } from "./troubleshooting.ts";

const SECTIONS: readonly ((subject: Subject) => Block | undefined)[] = [
  overview,
  features,
  changes,
  technical,
  evaluations,
  oldIds,
  steps,
  timeline,
  references,
  solution,
  details,
  troubleshooting,
  responsibilities,
  openWork,
];

/** Body of the main issue of an upgrade or an integration. */
export function mainIssueBody(subject: Subject): Block[] {
  return SECTIONS.flatMap((section) => section(subject) ?? []);
}
