import type { CompileInput, CompileResult } from "../../src/compile/index.ts";
import { digestOf } from "../../src/plan/digest.ts";

/** The compiler with a memory for what it gave for the same workspace and the same commits. */
export function remembered(compile: (input: CompileInput) => CompileResult): (input: CompileInput) => CompileResult {
  const results = new Map<string, CompileResult>();
  return (input) => {
    const { config, migrations } = input.workspace;
    const heads = [...input.targets].map(([target, { commit, files }]) => [target, commit, [...files.keys()]]);
    const key = digestOf([config.data, migrations.map(({ data }) => data), heads]);
    const result = results.get(key) ?? compile(input);
    results.set(key, result);
    return result;
  };
}
