import type { Check } from "../check.ts";
import { account } from "./account.ts";
import { clock } from "./clock.ts";
import { confinement } from "./confinement.ts";
import { defaultBranch } from "./default-branch.ts";
import { epics } from "./epics.ts";
import { flagLimit } from "./flag-limit.ts";
import { flags } from "./flags.ts";
import { label } from "./label.ts";
import { labelTwice } from "./label-twice.ts";
import { lock } from "./lock.ts";
import { milestone } from "./milestone.ts";
import { pipelineRole } from "./pipeline-role.ts";
import { pipelineVariables } from "./pipeline-variables.ts";
import { pipelines } from "./pipelines.ts";
import { proposingRole } from "./proposing-role.ts";
import { scope } from "./scope.ts";
import { target } from "./target.ts";
import { targetRole } from "./target-role.ts";
import { token } from "./token.ts";
import { tracker } from "./tracker.ts";
import { trackerRole } from "./tracker-role.ts";
import { url } from "./url.ts";
import { userList } from "./user-list.ts";
import { variable } from "./variable.ts";
import { version } from "./version.ts";

/** In the order in which they are told. */
export const CHECKS: readonly Check[] = [
  url,
  version,
  clock,
  token,
  scope,
  account,
  confinement,
  tracker,
  trackerRole,
  lock,
  label,
  labelTwice,
  milestone,
  epics,
  flags,
  flagLimit,
  userList,
  target,
  targetRole,
  pipelines,
  pipelineRole,
  proposingRole,
  pipelineVariables,
  defaultBranch,
  variable,
];
