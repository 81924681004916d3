import { PEOPLE } from "../../src/cli/demo/seed.ts";
import type { Journey } from "./journey.ts";

export const FLAG = "duo_chat_sonnet_4_6";

interface Issue {
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly confidential: boolean;
}

/** All issues of a project, the oldest first. */
export function issuesOf(journey: Journey, project = "acme/ai"): Promise<Issue[]> {
  return journey.call("GET", `projects/${encodeURIComponent(project)}/issues?per_page=100&sort=asc`);
}

/** The issue with this key in its marker. */
export async function issueOf(journey: Journey, key: string): Promise<Issue> {
  const found = (await issuesOf(journey)).filter(({ description }) =>
    description?.startsWith(`<!-- cutover:1 ${key} `),
  );
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} issues are marked as ${key}`);
  return found[0];
}

/** Bo ticks every task of the feature's rollout issue. */
export async function tick(journey: Journey, feature: string, tasks = ".*"): Promise<void> {
  const { iid, description } = await issueOf(journey, `issue/sonnet/${feature}`);
  const ticked = description.replace(new RegExp(`- \\[ \\](.*<!-- t:${tasks} -->)`, "g"), "- [x]$1");
  if (ticked === description) throw new Error(`no open task ${tasks}`);
  await journey.call("PUT", `projects/acme%2Fai/issues/${iid}`, { description: ticked }, PEOPLE.bo.token);
  journey.say(`@bo ticks ${tasks === ".*" ? "all tasks" : tasks} of ${feature}`);
}

interface Flag {
  readonly active: boolean;
  readonly strategies: readonly { readonly name: string; readonly parameters: Record<string, string> }[];
}

/** How the flag stands, as one line; undefined where it is gone. */
export async function flagOf(journey: Journey, name = FLAG, project = "acme/monolith"): Promise<string | undefined> {
  const at = `projects/${encodeURIComponent(project)}/feature_flags?per_page=100`;
  const flags = await journey.call<(Flag & { name: string })[]>("GET", at);
  const flag = flags.find((one) => one.name === name);
  if (flag === undefined) return undefined;
  if (!flag.active) return "off";
  return flag.strategies
    .map((one) => [one.name, one.parameters.percentage ?? one.parameters.rollout].filter(Boolean).join(" "))
    .join(", ");
}

/** Somebody merges the next step. */
export async function raiseTo(journey: Journey, step: number): Promise<void> {
  await journey.edit(`step: ${step - 1}`, `step: ${step}`);
  await journey.apply();
}
