import { parseInstant, toMinute } from "../../model/duration.ts";
import type { FeatureStatus, FileStatus, FlagStatus } from "../../plan/status-shape.ts";
import { type Palette, printable } from "../plan/text.ts";

/** One line for each entry: name, stage, flag and rollout issue. */
export function featureLines(features: readonly FeatureStatus[], paint: Palette): string[] {
  const names = features.map(({ name }) => printable(name));
  const stages = features.map(stageText);
  const [nameWidth, stageWidth] = [widest(names), widest(stages)];
  return features.map(({ features: all, dri, issue, flag, name }, at) => {
    const parts = [
      (names[at] ?? "").padEnd(nameWidth),
      (stages[at] ?? "").padEnd(stageWidth),
      all.length === 1 && all[0] === name ? "" : printable(all.join(", ")),
      printable(dri ?? ""),
      flag === undefined ? "" : flagText(flag),
      issue === undefined
        ? ""
        : `${issue.reference}${issue.state === "closed" ? " closed" : ""} ${paint.dim(issue.url)}`,
    ];
    return `  ${parts.filter((text) => text !== "").join("  ")}`.trimEnd();
  });
}

/** One line for each target: how far its merge request is, and whom it waits for. */
export function fileLines(files: readonly FileStatus[], paint: Palette): string[] {
  const width = widest(files.map(({ target }) => target));
  return files.map((file) => {
    const url = file.url === undefined ? "" : ` ${paint.dim(file.url)}`;
    return `  ${file.target.padEnd(width)}  ${printable(fileText(file))}${url}`;
  });
}

function stageText({ stage, effective }: FeatureStatus): string {
  return stage === effective ? stage : `${stage}, counts as ${effective}`;
}

/** `flag duo_chverbsonnet_4_6 at step 1 of 4 since 2026-05-18 09:00: list "team" in production` */
function flagText({ name, step, steps, asked, since, reach, held }: FlagStatus): string {
  const at = parseInstant(since);
  const when = at === undefined ? "" : ` since ${toMinute(at)}`;
  const wanted = asked === step ? "" : `, asked for step ${asked}`;
  // A person has it elsewhere by now.
  const verb = held === undefined ? "at" : "last taken to";
  return printable(`flag ${name} ${verb} step ${step} of ${steps}${when}${wanted}: ${reach}`);
}

function fileText({ state, reference, project, people, needs }: FileStatus): string {
  const names = people.map((name) => `@${name}`).join(", ");
  const first = needs.length === 0 ? "" : `, needs ${needs.join(" and ")} merged first`;
  switch (state) {
    case "merged":
      return reference === undefined ? `${project} holds what is wanted` : `merged ${reference}`;
    case "open":
      return `open ${reference}${names === "" ? "" : `, waiting for ${names}`}${first}`;
    case "declined":
      return `declined ${reference}${names === "" ? "" : ` by ${names}`}`;
    case "unproposed":
      return `not proposed yet in ${project}${first}`;
    case "blocked":
      return `builds on edits that are not merged, waiting for ${reference ?? "another migration"}`;
    case "conflict":
      return `${reference ?? project}: conflict`;
    case "unknown":
      return `${project} cannot be read`;
  }
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
