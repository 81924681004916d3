import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ticksIn } from "../../../src/model/marker.ts";
import type { Rollout } from "../../../src/model/schema/rollout.gen.ts";
import { bodyOf, CASE_NAMES, compiledCase } from "./case.ts";
import { applied, exposure, type Gates, NOBODY, readCommand } from "./chatops-reader.ts";

const ROLLOUTS = CASE_NAMES.flatMap((name) => {
  const { issues, manifests } = compiledCase(name);
  return [...manifests].map(([flag, text]) => {
    const manifest: Rollout = parse(text);
    // The plan stands in one issue alone, though several may name the flag.
    const bodies = [...issues.values()].map(bodyOf).filter((body) => body.includes(`\n# step 1: `));
    const body = bodies.find((one) => one.includes(`feature set ${flag} `)) ?? "";
    return [flag, manifest, body] as const;
  });
});

test("there is a manifest of each backend", () => {
  const kinds = ROLLOUTS.map(([, { backend }]) => backend.kind);
  expect(new Set(kinds)).toEqual(new Set(["project", "instance", "chatops"]));
});

describe.each(ROLLOUTS)("%s: body and manifest", (_flag, manifest, body) => {
  test("the table has the manifest's steps and dates", () => {
    const rows = rowsOf(section(body, "Timeline"));
    expect(rows.map(([number, , date]) => [number, date])).toEqual(
      manifest.steps.map(({ step, not_before: date }) => [
        String(step),
        date === undefined ? "not set" : readable(date),
      ]),
    );
    for (const [index, row] of rows.entries()) {
      for (const gate of manifest.steps[index]?.gates ?? []) expect(row[4]).toContain(`\`${gate}\``);
    }
  });

  test("the tasks have the manifest's steps and dates, behind expanded logging", () => {
    const lines = section(body, "Rollout").split("\n");
    const tasks = lines.flatMap((line) => /^- \[ \] Step (\d+): (.*?)(?:, not before ([^,]*))?, then/.exec(line) ?? []);
    expect(tasks.filter((_text, index) => index % 4 === 1)).toEqual(manifest.steps.map(({ step }) => String(step)));
    expect(tasks.filter((_text, index) => index % 4 === 3)).toEqual(
      manifest.steps.map(({ not_before: date }) => date && readable(date)),
    );
    const boxes = lines.filter((line) => line.startsWith("- [ ]"));
    const first = boxes.findIndex((line) => line.includes("Step 1:"));
    expect(boxes[first - 1]).toContain("<!-- t:expanded-logging -->");
    expect([...ticksIn(section(body, "Clean-up")).keys()]).toContain("expanded-logging-off");
  });

  test("the commands are the manifest's, in order", () => {
    const steps = manifest.steps.flatMap(({ chatops }) => chatops);
    expect(commandsIn(section(body, "Rollout"))).toEqual([...manifest.test_environments, ...steps]);
    expect(commandsIn(section(body, "Mitigation and way back"))).toEqual(manifest.rollback);
    for (const command of manifest.removal) expect(section(body, "Clean-up")).toContain(`\`${command}\``);
  });

  test("limits of gates are the manifest's", () => {
    const text = section(body, "Success criteria");
    for (const [name, { min, max, min_samples: samples }] of Object.entries(manifest.gates ?? {})) {
      const line = text.split("\n").find((one) => one.startsWith(`- \`${name}\``)) ?? "";
      for (const value of [min, max, samples])
        if (value !== undefined) expect(line).toMatch(new RegExp(`\\b${value}\\b`));
    }
  });
});

describe.each(ROLLOUTS)("%s: commands", (flag, manifest) => {
  test("ChatOps takes them, and each step reaches more than the one before", () => {
    const worlds = new Map<string, Gates>();
    const send = (line: string) => {
      const command = readCommand(line);
      expect(command.flag).toBe(flag);
      for (const name of command.environments) worlds.set(name, applied(worlds.get(name) ?? NOBODY, command));
    };
    for (const line of manifest.test_environments) send(line);
    const [home = ""] = manifest.environments;
    let before = exposure(worlds.get(home) ?? NOBODY);
    expect(before, "nobody before the first step").toBe(0);
    for (const { chatops } of manifest.steps) {
      for (const line of chatops) send(line);
      const now = exposure(worlds.get(home) ?? NOBODY);
      if (chatops.length > 0) expect(now).toBeGreaterThan(before);
      before = now;
    }
    expect(before, "everybody at the end").toBe(100);
    for (const line of manifest.rollback) send(line);
    expect([...worlds.values()].map(exposure)).toEqual([...worlds.values()].map(() => 0));
    for (const line of manifest.removal) send(line);
  });

  test("the strategies of a project's flag only reach more", () => {
    const reach = manifest.steps.map(({ strategies }) =>
      (strategies ?? []).map(({ name, parameters: { rollout } }) =>
        name === "default" ? 100 : name === "flexibleRollout" ? Number(rollout) : 0.5,
      ),
    );
    expect(reach.every((step) => step.length > 0)).toBe(manifest.backend.kind === "project");
    const most = reach.map((step) => Math.max(0, ...step));
    expect(most).toEqual([...most].sort((a, b) => a - b));
  });
});

function section(body: string, heading: string): string {
  const start = body.indexOf(`## ${heading}\n`);
  const end = body.indexOf("\n## ", start + 1);
  return start < 0 ? "" : body.slice(start, end < 0 ? undefined : end);
}

function rowsOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => /^\| \d/.test(line));
  return lines.map((line) => line.slice(2, -2).split(" | "));
}

function commandsIn(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("/chatops"));
}

function readable(timestamp: string): string {
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
  return timestamp.replace("T", " ").replace(":00Z", " UTC");
}
