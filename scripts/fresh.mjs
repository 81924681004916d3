// Fails when generating again changes a file that is kept in git: types, registries, rule pages, reference.
import { execFileSync } from "node:child_process";

const git = (...args) => execFileSync("git", args, { encoding: "utf8" });
const before = git("status", "--porcelain");
execFileSync("npm", ["run", "-s", "generate"], { stdio: "inherit" });
const after = git("status", "--porcelain");
if (before !== after) {
  console.error("generated files are stale; run `npm run generate` and commit:");
  console.error(after);
  process.exit(1);
}
console.log("generated files are fresh");
