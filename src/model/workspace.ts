import type { DeadlinesDocument } from "./deadline.ts";
import type { Config } from "./schema/config.gen.ts";
import type { Migration } from "./schema/migration.gen.ts";
import type { SourceDocument } from "./source.ts";

/** A file that was read and found to fit its schema, with the place of each of its values. */
export interface Document<T> {
  /** Path relative to the workspace, with `/`. */
  readonly file: string;
  readonly data: T;
  readonly source: SourceDocument;
}

export type ConfigDocument = Document<Config>;
export type MigrationDocument = Document<Migration>;

/** Everything that people wrote: the catalog and the migrations, sorted by file. */
export interface Workspace {
  readonly config: ConfigDocument;
  readonly migrations: readonly MigrationDocument[];
  /** Texts of the migrations that something is wrong with: what they declare is not known, and not unknown either. */
  readonly unread?: readonly string[];
  /** What is known about the ends of offerings; absent where there is no lock file. */
  readonly deadlines?: DeadlinesDocument | undefined;
}

/** Whether a migration that could not be read has a name somewhere in its text, so that it may be declared there. */
export function isInUnread({ unread = [] }: Workspace, name: string): boolean {
  return unread.some((text) => text.includes(name));
}
