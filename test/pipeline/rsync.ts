import { spawnSync } from "node:child_process";

/** gitlab-ci-local copies files and artifacts with it; listing jobs goes without. */
export const hasRsync = spawnSync("rsync", ["--version"]).status === 0;
