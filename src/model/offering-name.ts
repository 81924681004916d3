import type { Config } from "./schema/config.gen.ts";

const HOSTS = ["anthropic", "azure", "bedrock", "fireworks", "mistral", "openai", "vertex"];

/** Numbers from here on are dates, such as the 2508 of `codestral_2508`. */
const FIRST_DATE = 1000;

/** Hosts that an id may end in: those that the gateway uses, and those of the catalog's providers. */
export function hostsOf(config: Config | undefined): ReadonlySet<string> {
  const declared = Object.values(config?.providers ?? {}).flatMap(({ hosts }) => hosts ?? []);
  return new Set([...HOSTS, ...declared]);
}

/** The id without host suffix and snapshot date: equal for one model on several hosts. */
export function modelOf(id: string, hosts: ReadonlySet<string>): string {
  return words(id, hosts)
    .filter((word) => !/^20\d{6}$/.test(word))
    .join("_");
}

/** The id without host suffix and without numbers and versions, such as `claude_haiku` or `gpt_codex`. */
export function lineOf(id: string, hosts: ReadonlySet<string>): string {
  return words(id, hosts)
    .filter((word) => !isVersion(word))
    .join("_");
}

/** The first number of the model's version: 4 for `claude_sonnet_4_5_20250929`; undefined where the id has none. */
export function majorOf(id: string, hosts: ReadonlySet<string>): number | undefined {
  const version = words(id, hosts).find((word) => /^v?\d[\d.]*$/.test(word));
  const major = version === undefined ? Number.NaN : Number.parseInt(version.replace("v", ""), 10);
  return major < FIRST_DATE ? major : undefined;
}

function isVersion(word: string): boolean {
  return /^v?\d[\d.]*[a-z]?$/.test(word);
}

function words(id: string, hosts: ReadonlySet<string>): string[] {
  const all = id.split("_");
  return all.length > 1 && hosts.has(all.at(-1) ?? "") ? all.slice(0, -1) : all;
}
