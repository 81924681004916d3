import type { Texts } from "../../test/generated/gateway-text.ts";
import type { Git } from "./git.ts";

/** A commit that changed one of the gateway's two files. */
export interface Change {
  readonly commit: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly subject: string;
  readonly before: Texts;
  readonly after: Texts;
}

export interface History {
  readonly changes: readonly Change[];
  /** Commits that have no first parent with both files. */
  readonly skipped: number;
}

export const FOLDER = "ai_gateway/model_selection";

/** Every commit below HEAD that changed one of the two files against its first parent, the oldest first; no merges. */
export function readHistory(git: Git): History {
  const paths = [`${FOLDER}/models.yml`, `${FOLDER}/unit_primitives.yml`];
  const log = git(
    "log",
    "--full-history",
    "--no-merges",
    "--reverse",
    "--format=%H%x09%cs%x09%s",
    "HEAD",
    "--",
    ...paths,
  );
  const commits = log.split("\n").filter((line) => line !== "");
  const changes = commits.flatMap((line): Change[] => {
    const [commit = "", date = "", ...subject] = line.split("\t");
    const [before, after] = [textsAt(git, `${commit}^`), textsAt(git, commit)];
    if (before === undefined || after === undefined) return [];
    return [{ commit, date, subject: subject.join("\t"), before, after }];
  });
  return { changes, skipped: commits.length - changes.length };
}

function textsAt(git: Git, revision: string): Texts | undefined {
  try {
    return {
      models: git("show", `${revision}:${FOLDER}/models.yml`),
      features: git("show", `${revision}:${FOLDER}/unit_primitives.yml`),
    };
  } catch {
    // Neither a first parent, nor one with both files.
    return undefined;
  }
}
