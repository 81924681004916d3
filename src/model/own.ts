/** What a map of the catalog or a migration says under a name; undefined for what it does not say, whatever the name. */
export function own<T>(map: Readonly<Record<string, T>> | undefined, name: string | undefined): T | undefined {
  return map !== undefined && name !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}
