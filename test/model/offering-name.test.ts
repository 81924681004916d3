import { expect, test } from "vitest";
import { hostsOf, majorOf } from "../../src/model/offering-name.ts";

test.each([
  ["claude_sonnet_4_5_20250929_vertex", 4],
  ["claude_3_haiku_20240307", 3],
  ["gemini_2_5_flash_vertex", 2],
  ["gpt_5", 5],
  ["gpt_5_2_codex", 5],
  ["devstral_2_mistral", 2],
  // The year and month of a release are no version to compare.
  ["codestral_2508_fireworks", undefined],
  ["claude_sonnet_20250929", undefined],
  // How large it is says nothing of its age.
  ["gpt_oss_120b_fireworks", undefined],
  ["general", undefined],
])("the major version of %s is %s", (id, major) => {
  expect(majorOf(id, hostsOf(undefined))).toBe(major);
});
