import type { DeadlineFact, NoticePolicy } from "../model/schema/deadlines.gen.ts";

/** What a source says of one model at one host, before it is known since when. */
export type Claim = Omit<DeadlineFact, "source" | "seen" | "gone" | "was">;

/** All that one source says. Of one model at one host there is one claim. */
export interface Reading {
  readonly claims: readonly Claim[];
  readonly policies: readonly Omit<NoticePolicy, "source">[];
}

/** A file of the source's repository, on its default branch. */
export interface SourceFile {
  readonly path: string;
  /** It may be absent: an older or newer layout of the repository has it elsewhere. */
  readonly optional?: boolean;
}

/** A public repository that says when models end. */
export interface Source {
  /** As facts name it, such as `anthropic-sdk`. */
  readonly id: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly files: readonly SourceFile[];
  /** What it means by its words, for people, by word: `deprecated` is not the same everywhere. */
  readonly meanings: Readonly<Record<string, string>>;
  /** Texts by path, of those that are there. Throws `ShapeError` for a text that is not as it always was. */
  read(texts: ReadonlyMap<string, string>): Reading;
}

/** A source that is written in another way than we know: nothing of it is taken, and what was known stays. */
export class ShapeError extends Error {
  readonly path: string;
  /** 1-based, where it is known. */
  readonly line: number | undefined;

  constructor(path: string, message: string, line?: number) {
    super(message);
    this.name = "ShapeError";
    this.path = path;
    this.line = line;
  }
}
