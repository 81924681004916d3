// GitLab's own pattern for flag definitions (lib/feature/definition.rb).
const NAME = /^[a-z0-9]+(_[a-z0-9]+)*$/;

/** Whether GitLab starts with a definition of this name. */
export function isFlagName(name: string): boolean {
  return NAME.test(name);
}
