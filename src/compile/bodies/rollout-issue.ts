import type { Block } from "../../model/resource.ts";
import type { Rollout } from "../items/rollout.ts";
import { cleanup } from "./rollout/cleanup.ts";
import { criteria } from "./rollout/criteria.ts";
import { evaluation } from "./rollout/evaluation.ts";
import { mitigation } from "./rollout/mitigation.ts";
import { monitoring } from "./rollout/monitoring.ts";
import { overview } from "./rollout/overview.ts";
import { steps } from "./rollout/steps.ts";
import { success } from "./rollout/success.ts";
import { tasks } from "./rollout/tasks.ts";
import type { Subject } from "./subject.ts";

const SECTIONS: readonly ((subject: Subject, rollout: Rollout) => Block | undefined)[] = [
  overview,
  tasks,
  evaluation,
  success,
  steps,
  criteria,
  monitoring,
  mitigation,
  cleanup,
];

/** Body of a rollout issue: plan, steps and clean-up of one feature. It names no other thing of ours. */
export function rolloutIssueBody(subject: Subject, rollout: Rollout): Block[] {
  return SECTIONS.flatMap((section) => section(subject, rollout) ?? []);
}
