import { execFileSync } from "node:child_process";

/** Runs git in a repository, without a shell, and answers what it prints. */
export type Git = (...args: readonly string[]) => string;

export function gitIn(repository: string, env: Readonly<Record<string, string>> = {}): Git {
  return (...args) =>
    execFileSync("git", ["-C", repository, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
}
