import { describe, expect, it } from "vitest";
import { flagsOf } from "../../../src/compile/items/flags.ts";
import { loadConfig } from "../../../src/load/validate.ts";
import type { FlagResource } from "../../../src/model/resource.ts";
import { compiledOver, migration } from "../checkout.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab:
  tracker: { group: acme, project: acme/ai }
  flags: { backend: project, project: acme/monolith }
targets:
  monolith: { project: acme/monolith, format: feature-flags, path: ee/config/feature_flags }
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1m, gates: [latency] }
      - { percentage: 50, soak: 2d }
      - { percentage: 100, soak: 1h }
`;
const features = `features:
  duo_chat: { stage: default, from: old, to: new, flag: { name: chat_new, type: beta }, ramp: standard, step: 3 }
  summaries: { stage: absent, from: old, to: new, flag: { name: summaries_new } }
`;
const WITHOUT_TARGETS = CONFIG.replace(/targets:\n.*\n/, "");

async function flags(
  files: Record<string, string>,
  { status = "complete", config = CONFIG } = {},
): Promise<FlagResource[]> {
  const { resources } = await compiledOver({ "readme.md": "monolith", ...files }, config, [
    migration("a", features, status),
  ]);
  return resources.filter((one): one is FlagResource => one.kind === "flag");
}

describe("the flags of a migration that is complete", () => {
  it("go, but for those of features that have no rollout issue", async () => {
    const [flag, ...more] = await flags({});
    expect(more).toEqual([]);
    expect(flag).toMatchObject({ name: "chat_new", step: 3, remove: { task: "delete-flag", definedIn: [] } });
    expect(flag?.off).toBe(false);
  });

  it.each([
    "ee/config/feature_flags/beta/chat_new.yml",
    "ee/config/feature_flags/gitlab_com_derisk/chat_new.yml",
    "config/feature_flags/ops/chat_new.yml",
  ])("wait for their definition, wherever it stands: %s", async (path) => {
    const [flag] = await flags({ [path]: "name: chat_new\n", "config/feature_flags/ops/chat_newer.yml": "" });
    expect(flag?.remove?.definedIn).toEqual([`monolith:${path}`]);
  });

  it("wait for a target that nobody has looked at", () => {
    const { document: config } = loadConfig(CONFIG, "cutover.yaml");
    if (config === undefined) throw new Error("no catalog");
    const document = migration("a", features, "complete");
    const [flag] = flagsOf({ config, migrations: [document] }, document);
    expect(flag?.remove?.definedIn).toEqual(["monolith:ee/config/feature_flags/beta/chat_new.yml"]);
  });

  it("wait for no definition where no target holds any", async () => {
    const [flag] = await flags({ "ee/config/feature_flags/beta/chat_new.yml": "" }, { config: WITHOUT_TARGETS });
    expect(flag?.remove?.definedIn).toEqual([]);
  });

  it.each(["active", "paused", "rolled_back", "cancelled"])("go with no other status: %s", async (status) => {
    expect((await flags({}, { status })).map(({ remove }) => remove)).toEqual([undefined, undefined]);
  });
});

it("steps say how long they stand, no shorter than the process asks for, and which gates they name", async () => {
  const [flag] = await flags({}, { status: "active" });
  expect(flag?.steps.map(({ soak, gates }) => [soak, gates])).toEqual([
    [15 * 60_000, ["latency"]],
    [2 * 86_400_000, []],
    [86_400_000, []],
  ]);
});
