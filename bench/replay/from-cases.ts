import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitIn } from "./git.ts";
import { FOLDER } from "./history.ts";

const FILES = ["models.yml", "unit_primitives.yml"];

/**
 * A repository whose history is the cases in a folder, each a commit on a root of its own; a merge joins them all, so that
 * no commit leads from one case to the next. Answers its folder, which the caller removes.
 */
export function repositoryFrom(cases: string): string {
  const repository = mkdtempSync(join(tmpdir(), "cutover-replay-"));
  const identity = { GIT_AUTHOR_NAME: "acme", GIT_AUTHOR_EMAIL: "acme@example.com" };
  const committer = { GIT_COMMITTER_NAME: "acme", GIT_COMMITTER_EMAIL: "acme@example.com" };
  gitIn(repository)("init", "-q", "-b", "main");
  const tips = readdirSync(cases)
    .sort()
    .map((name) => {
      const { date, subject } = JSON.parse(readFileSync(join(cases, name, "case.json"), "utf8")) as Record<
        string,
        string
      >;
      const times = { GIT_AUTHOR_DATE: `${date}T12:00:00Z`, GIT_COMMITTER_DATE: `${date}T12:00:00Z` };
      const git = gitIn(repository, { ...identity, ...committer, ...times });
      const tree = (side: string): string => {
        mkdirSync(join(repository, FOLDER), { recursive: true });
        for (const file of FILES) cpSync(join(cases, name, side, file), join(repository, FOLDER, file));
        git("add", "--all");
        return git("write-tree").trim();
      };
      const root = git("commit-tree", tree("before"), "-m", "state before the change").trim();
      return git("commit-tree", tree("after"), "-p", root, "-m", subject ?? name).trim();
    });
  const git = gitIn(repository, { ...identity, ...committer });
  const parents = tips.flatMap((tip) => ["-p", tip]);
  const merge = git("commit-tree", git("write-tree").trim(), ...parents, "-m", "all of them").trim();
  git("update-ref", "refs/heads/main", merge);
  return repository;
}

/** The folder with the cases, where it is there. */
export function casesFolder(root: string): string | undefined {
  const folder = join(root, "../shared/gateway/replay/cases");
  return existsSync(folder) ? folder : undefined;
}
