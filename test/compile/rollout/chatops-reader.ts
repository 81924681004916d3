/** One `feature` command of ChatOps, as gates of GitLab's features: read again here, apart from the compiler. */
export type Command =
  | { readonly verb: "delete"; readonly flag: string; readonly environments: readonly string[] }
  | {
      readonly verb: "set";
      readonly flag: string;
      readonly value: boolean | number;
      /** Of a number: a share of the actors, or of the time. */
      readonly counts?: "actors" | "time" | undefined;
      /** Of true: the group that gets it, else everybody. */
      readonly group?: string | undefined;
      readonly environments: readonly string[];
    };

const ENVIRONMENTS = ["dev", "pre", "staging", "staging-ref", "production"];

/** Throws where ChatOps would not understand. Without a switch a command goes to production. */
export function readCommand(line: string): Command {
  const [slash, run, feature, verb, flag = "", ...rest] = line.split(" ");
  if (`${slash} ${run} ${feature}` !== "/chatops run feature" || !/^[A-Za-z][\w-]*$/.test(flag)) {
    throw new Error(`no command: ${line}`);
  }
  const [value = "", ...after] = verb === "set" ? rest : ["", ...rest];
  const switches = after.map((text) => /^--([a-z-]+)(?:=([\w-]+))?$/.exec(text)?.slice(1) ?? [text]);
  const named = switches.map(([name = ""]) => name);
  const environments = named.filter((name) => ENVIRONMENTS.includes(name));
  const others = switches.filter(([name = ""]) => !ENVIRONMENTS.includes(name));
  if (verb === "delete" && others.length === 0) return { verb, flag, environments };
  const [first, ...more] = others;
  if (verb !== "set" || more.length > 0) throw new Error(`too much: ${line}`);
  const common = { verb, flag, environments: environments.length === 0 ? ["production"] : environments } as const;
  if (value === "false" && first === undefined) return { ...common, value: false };
  if (value === "true" && first === undefined) return { ...common, value: true };
  if (value === "true" && first?.[0] === "feature-group" && first[1] !== undefined)
    return { ...common, value: true, group: first[1] };
  const share = Number(value);
  const isShare = /^\d+(\.\d+)?$/.test(value) && share > 0 && share < 100;
  if (isShare && first?.length === 2 && first[1] === undefined && first[0] === "actors")
    return { ...common, value: share, counts: "actors" };
  if (isShare && first?.[1] === undefined && first?.[0] === "random")
    return { ...common, value: share, counts: "time" };
  throw new Error(`no value: ${line}`);
}

/** What is set for a flag in one environment. */
export interface Gates {
  readonly everybody: boolean;
  readonly share: number;
  readonly groups: readonly string[];
}

export const NOBODY: Gates = { everybody: false, share: 0, groups: [] };

/** A command's effect, as GitLab's features API has it; what that refuses throws. */
export function applied(gates: Gates, command: Command): Gates {
  if (command.verb === "delete") return NOBODY;
  const { value, group } = command;
  if (value === false) return NOBODY;
  if (value === true && group === undefined) return { everybody: true, share: 0, groups: [] };
  if (value === true) return { ...gates, groups: [...gates.groups, group ?? ""] };
  if (gates.everybody) throw new Error("cannot enable a percentage for a fully-enabled flag");
  return { ...gates, share: value };
}

/** Per cent of the actors; a group is more than nobody. */
export function exposure({ everybody, share, groups }: Gates): number {
  return everybody ? 100 : share + groups.length / 1000;
}
