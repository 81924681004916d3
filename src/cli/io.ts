import type { FileSystem } from "../load/file-system.ts";
import type { Instant } from "../model/duration.ts";

/** Where text goes to: stdout, stderr or a test's buffer. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** The one source of time and waiting. */
export interface Clock {
  now(): Instant;
  /** Resolves after `milliseconds`, or as soon as `signal` is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** What a run of git answered. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything of the outside world that a command may touch. */
export interface Io {
  /** Arguments behind the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path that relative paths start from. */
  readonly cwd: string;
  /** Read to ask for a confirmation where it is a terminal, and for the text of a file where that is asked for. */
  readonly stdin?: (NodeJS.ReadableStream & { readonly isTTY?: boolean }) | undefined;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly fs: FileSystem;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** A text that was never given out before: runs and locks are told apart by it. */
  unique(): string;
  /** Runs git with these arguments in a folder, without a shell. Absent where there is none. */
  readonly git?: ((args: readonly string[], cwd: string) => Promise<GitResult>) | undefined;
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal | undefined;
}
