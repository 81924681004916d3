import type { Workspace } from "../model/workspace.ts";
import { entriesOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { isUngated, type WrittenRamp, writtenRamps } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "ramp-without-abort",
  summary: "a ramp says which gates take it back",
  severity: "warning",
  messages: {
    none: '{title} names no gates whose failure takes the flag back; write "abort: [ID]", known: {known}',
    emptied: 'no failure takes the flag back: "abort: []" stands in the place of the gates of ramp "{name}"',
  },
  notes: { replaced: "the ramp names these" },
  docs: {
    why: `Gates hold a ramp where it is. What is so bad that the flag has to go off, at any step, stands under \`abort\`; people on
call look there first. Only metrics count: where the catalog has no gate of source \`prometheus\`, and where
\`ramp-without-gate\` finds that nothing is measured at all, this rule is silent.`,
    wrong: `
# cutover.yaml
gates:
  errors: { source: prometheus, query: gateway_error_share, max: 0.01 }
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d, gates: [errors] }
      - { percentage: 100, soak: 1d }
`,
    right: `
# cutover.yaml
gates:
  errors: { source: prometheus, query: gateway_error_share, max: 0.01 }
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d, gates: [errors] }
      - { percentage: 100, soak: 1d }
    abort: [errors]
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    const metrics = Object.entries(config.data.gates ?? {}).filter(([, { source }]) => source === "prometheus");
    if (metrics.length === 0) return;
    const known = quoted(metrics.map(([gate]) => gate));
    const uses = usesOf(workspace);
    const ramps = writtenRamps(workspace).filter(({ steps }) => !isUngated(steps));
    for (const ramp of ramps) {
      const { document, path, abort, title } = ramp;
      if (abort.length > 0 || isMadeGood(ramp, uses)) continue;
      report({ message: "none", at: keyAt(document, path.slice(0, -1)), data: { title, known } });
    }
    for (const { document, path, name, abort } of uses) {
      const declared = ramps.find((ramp) => ramp.name === name);
      if (abort?.length !== 0 || declared === undefined || declared.abort.length === 0) continue;
      const related = [{ note: "replaced" as const, at: valueAt(config, ["ramps", name, "abort"]) }];
      report({ message: "emptied", at: valueAt(document, [...path, "abort"]), data: { name }, related });
    }
  },
});

/** Every use of a ramp of the catalog, with the gates that it names in the place of the ramp's own. */
function usesOf(workspace: Workspace) {
  return openMigrations(workspace).flatMap((document) =>
    entriesOf(document.data).flatMap(([{ path, entry }]) => {
      const ramp = typeof entry.ramp === "string" ? { use: entry.ramp } : entry.ramp;
      if (ramp?.use === undefined) return [];
      return [{ document, path: [...path, "ramp"], name: ramp.use, abort: ramp.abort }];
    }),
  );
}

/** Whether everybody who uses the ramp names gates. */
function isMadeGood({ name }: WrittenRamp, uses: ReturnType<typeof usesOf>): boolean {
  const own = uses.filter((use) => use.name === name);
  return own.length > 0 && own.every(({ abort = [] }) => abort.length > 0);
}
