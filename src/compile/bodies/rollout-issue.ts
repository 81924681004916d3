import type { Block } from "../../model/resource.ts";
import type { Rollout as RolloutPlan } from "../../model/schema/rollout.gen.ts";
import type { Rollout } from "../items/rollout.ts";
import { manifestOf } from "../ramp/manifest.ts";
import { announcement } from "./rollout/announcement.ts";
import { cleanup } from "./rollout/cleanup.ts";
import { criteria } from "./rollout/criteria.ts";
import { evaluation } from "./rollout/evaluation.ts";
import { mitigation } from "./rollout/mitigation.ts";
import { monitoring } from "./rollout/monitoring.ts";
import { overview } from "./rollout/overview.ts";
import { steps } from "./rollout/steps.ts";
import { success } from "./rollout/success.ts";
import { tasks } from "./rollout/tasks.ts";
import { timeline } from "./rollout/timeline.ts";
import type { Subject } from "./subject.ts";

const SECTIONS: readonly ((subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined) => Block | undefined)[] =
  [overview, tasks, evaluation, success, timeline, announcement, steps, criteria, monitoring, mitigation, cleanup];

/**
 * Body of a rollout issue: plan, steps and clean-up of one feature. It names no other thing of ours. What its flag's
 * manifest says is taken from there, so that the two never differ.
 */
export function rolloutIssueBody(subject: Subject, rollout: Rollout): Block[] {
  const plan = manifestOf(subject.config, subject.migration, rollout);
  return SECTIONS.flatMap((section) => section(subject, rollout, plan) ?? []);
}
