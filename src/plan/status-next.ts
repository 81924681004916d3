import { parseInstant, toMinute } from "../model/duration.ts";
import { isOver } from "../model/stage.ts";
import type { FeatureStatus, FileStatus, MigrationStatus } from "./status-shape.ts";

type Standing = Omit<MigrationStatus, "next">;

/** What has to be done so that a migration goes on, one line each, the most urgent first. */
export function nextOf(standing: Standing, instant: number): string[] {
  const { status, changes, held, conflicts, files, features } = standing;
  if (status === "draft") return [];
  const now = [
    ...conflicts.map(({ message }) => `decide: ${message}`),
    ...(changes === 0 ? [] : [`apply ${changes === 1 ? "1 change" : `${changes} changes`}`]),
    ...held.map(({ reason }) => `wait for or lift the hold: ${reason}`),
    ...files.flatMap(nextOfFile),
  ];
  if (isOver(status)) return now;
  if (status === "paused") return [...now, "write status: active to go on"];
  const steps = features.flatMap((feature) => nextOfFlag(feature, files, instant));
  const next = [...now, ...steps];
  return next.length === 0 && isDone(features)
    ? ["do what is left of the clean-up, then write status: complete"]
    : next;
}

function nextOfFile({ state, reference, project, people, needs, key }: FileStatus): string[] {
  if (state === "open") {
    const by = people.length === 0 ? "" : ` (${people.map((name) => `@${name}`).join(", ")})`;
    const first = needs.length === 0 ? "" : `, after ${needs.join(" and ")}`;
    return [`merge ${reference}${by}${first}`];
  }
  if (state === "declined") return [`${reference} was declined: change what ${key} asks for, or stop asking for it`];
  if (state === "blocked") return [`${key} waits for ${reference ?? "edits of another migration"}`];
  return state === "unknown" ? [`merge requests of ${project} cannot be read: give the token access`] : [];
}

/** The next step of a ramp that runs; none while the files that it needs are not merged. */
function nextOfFlag({ name, effective, flag }: FeatureStatus, files: readonly FileStatus[], instant: number): string[] {
  if (flag === undefined || effective !== "rollout" || flag.exposure === undefined) return [];
  if (flag.held !== undefined) return [`decide: ${flag.held}`];
  // What a flag was asked for and did not do has its own notice or conflict.
  if (flag.asked !== flag.step || flag.waits || (flag.step === 0 && !files.every(({ state }) => state === "merged")))
    return [];
  const until = parseInstant(flag.until);
  const when = until === undefined || until <= instant ? "" : ` after ${toMinute(until)}`;
  const gates = flag.gates.length === 0 ? "" : ` if ${flag.gates.join(", ")} held`;
  const act = flag.step < flag.steps ? `raise step of ${name} to ${flag.step + 1}` : `move ${name} to stage default`;
  return [`${act}${when}${gates}`];
}

function isDone(features: readonly FeatureStatus[]): boolean {
  return features.length > 0 && features.every(({ effective }) => effective === "default" || effective === "absent");
}
