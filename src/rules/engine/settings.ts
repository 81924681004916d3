import type { Config } from "../../model/schema/config.gen.ts";

/** What a rule is to make of its findings; off: it does not run. */
export type Setting = "off" | "warn" | "error";

/** Settings by the id of a rule; those of the command line win over `policy.rules`. */
export function settingsOf(
  config: Config,
  severities: ReadonlyMap<string, Setting> = new Map(),
): ReadonlyMap<string, Setting> {
  const policy = Object.entries(config.policy?.rules ?? {}).flatMap(([id, setting]): [string, Setting][] => {
    const severity = typeof setting === "object" ? setting.severity : setting;
    return severity === undefined ? [] : [[id, severity]];
  });
  return new Map([...policy, ...severities]);
}

/** The severity that a setting gives; a rule that is off gives no findings. */
export function severityOf(setting: Setting | undefined): "error" | "warning" | undefined {
  return setting === undefined ? undefined : setting === "warn" ? "warning" : "error";
}
