import { formatDuration, formatInstant, type Instant, parseInstant } from "../model/duration.ts";
import type { FlagResource, FlagStep } from "../model/resource.ts";
import type { Standing } from "./flag.ts";

/**
 * What is not over of the step that a flag is about to leave, in one line; undefined where nothing is. Apply waits for
 * neither: a person who merges the next step may know better, and has to see it.
 */
export function earlyText({ name, steps }: FlagResource, leaves: Standing, instant: Instant): string | undefined {
  const step = steps[leaves.step - 1];
  if (step === undefined) return undefined;
  const open = [soakText(step, leaves, instant), gatesText(step, leaves)].filter((text) => text !== undefined);
  return open.length === 0 ? undefined : `flag ${name}: ${open.join("; ")}`;
}

function soakText({ soak = 0 }: FlagStep, { step, at }: Standing, instant: Instant): string | undefined {
  if (soak === 0) return undefined;
  const length = formatDuration(soak);
  const since = parseInstant(at);
  if (since === undefined) return `since when step ${step} has stood is not known, and its soak is ${length}`;
  if (instant >= since + soak) return undefined;
  const stood = formatDuration(Math.max(0, instant - since));
  return `step ${step} has stood ${stood} of ${length} (until ${formatInstant(since + soak).slice(0, 16)}Z)`;
}

function gatesText({ gates = [] }: FlagStep, { step }: Standing): string | undefined {
  if (gates.length === 0) return undefined;
  const [name, verb] = gates.length === 1 ? ["gate", "is"] : ["gates", "are"];
  return `${name} ${gates.join(", ")} of step ${step} ${verb} not checked here`;
}
