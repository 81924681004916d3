import { own } from "../../model/own.ts";
import type { Block } from "../../model/resource.ts";
import { code, plainLine, safeText } from "../safe-text.ts";
import { oldIdsOf } from "./old-ids.ts";
import type { Subject } from "./subject.ts";
import { facts, paragraphs } from "./table.ts";
import { modelNames, namesOf, person, STATUS, series } from "./words.ts";

/** What this is and why, and where it is written down. */
export function overview(subject: Subject): Block {
  const { config, migration, file } = subject;
  const makers = [migration.model ?? []]
    .flat()
    .map(({ provider }) => own(config.providers, provider)?.title ?? provider);
  const isDeprecation = migration.kind === "Deprecation";
  const table = facts([
    [isDeprecation ? "Replacement" : "Model", series(modelNames(migration).map(plainLine))],
    ["Provider", series([...new Set(makers)].map(plainLine))],
    [
      isDeprecation ? "Discontinued" : "Replaces",
      series(
        namesOf(migration, isDeprecation ? Object.keys(migration.replaces ?? {}) : oldIdsOf(subject)).map(plainLine),
      ),
    ],
    ["Owner", person(migration.owner)],
    ["Milestone", migration.milestone && plainLine(migration.milestone)],
    ["Status", STATUS[migration.status]],
    ["Written in", code(file)],
  ]);
  const note =
    "Cutover keeps the sections of this text in line with that file. What you tick stays ticked, and what you write between the sections stays yours.";
  return { name: "overview", text: paragraphs("## Overview", safeText(migration.summary), table, note) };
}
