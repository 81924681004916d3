import type { Config } from "../../../model/schema/config.gen.ts";

const HOSTS = ["anthropic", "azure", "bedrock", "fireworks", "mistral", "openai", "vertex"];

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
    .filter((word) => !/^v?\d[\d.]*[a-z]?$/.test(word))
    .join("_");
}

function words(id: string, hosts: ReadonlySet<string>): string[] {
  const all = id.split("_");
  return all.length > 1 && hosts.has(all.at(-1) ?? "") ? all.slice(0, -1) : all;
}
