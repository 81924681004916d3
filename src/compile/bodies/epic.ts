import type { Block } from "../../model/resource.ts";
import { candidates } from "./candidates.ts";
import { changes } from "./changes.ts";
import { details } from "./details.ts";
import { evaluations } from "./evaluations.ts";
import { features } from "./features.ts";
import { oldIds } from "./old-ids.ts";
import { openWork } from "./open-work.ts";
import { overview } from "./overview.ts";
import { recommendation } from "./recommendation.ts";
import { references } from "./references.ts";
import { responsibilities } from "./responsibilities.ts";
import { solution } from "./solution.ts";
import { tasks } from "./steps.ts";
import type { Subject } from "./subject.ts";
import { technical } from "./technical.ts";
import { timeline } from "./timeline.ts";
import { troubleshooting } from "./troubleshooting.ts";

const SECTIONS: readonly ((subject: Subject) => Block | undefined)[] = [
  overview,
  timeline,
  features,
  recommendation,
  candidates,
  changes,
  technical,
  solution,
  evaluations,
  oldIds,
  tasks,
  details,
  troubleshooting,
  references,
  responsibilities,
  openWork,
];

/** Body of the epic of a deprecation. */
export function epicBody(subject: Subject): Block[] {
  return SECTIONS.flatMap((section) => section(subject) ?? []);
}
