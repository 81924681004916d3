import type { Config } from "./schema/config.gen.ts";

/** User name, without the @, of the account that apply writes as; undefined where it is whoever's token is used. */
export function applyUser({ gitlab }: Config): string | undefined {
  return gitlab?.users?.apply?.slice(1);
}

/** User name of the account whose plan notes are believed; undefined where neither it nor that of apply is named. */
export function notesUser(config: Config): string | undefined {
  return config.gitlab?.users?.notes?.slice(1) ?? applyUser(config);
}
