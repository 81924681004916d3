import { cp, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MIGRATION, MIGRATION_FILE } from "../../../src/cli/demo/workspace.ts";
import { parseMarker } from "../../../src/model/marker.ts";
import { type Desk, desk, type Request } from "./desk.ts";

/** Two folders of one repository, whose jobs run in one pipeline with the same tokens. */
let acme: Desk;
let request: Request;
let env: { readonly CI_PROJECT_DIR: string };

beforeAll(async () => {
  acme = await desk();
  const repository = dirname(acme.folder);
  await cp(acme.folder, join(repository, "other models"), { recursive: true });
  await acme.write(
    join("..", "other models", MIGRATION_FILE),
    MIGRATION.replace(/^summary: .*$/m, "summary: Another one."),
  );
  // As a runner names its builds.
  await symlink(repository, `${repository}-link`);
  env = { CI_PROJECT_DIR: `${repository}-link` };
  request = await acme.open("sonnet");
});
afterAll(async () => {
  await rm(env.CI_PROJECT_DIR, { force: true });
  await acme.close();
});

const other = () => ["--workspace", join(acme.folder, "..", "other models")];
const keys = async () => (await acme.notes(request.iid)).map(({ body }) => parseMarker(body)?.key);

it("keeps a note for each of two workspaces, which names its folder", async () => {
  for (const argv of [[], other(), [], other()]) expect((await acme.planJob(request, env, argv)).code).toBe(0);
  expect(await keys()).toEqual(["review/plan/migrations", "review/plan/other_models"]);
  const [first, second] = await acme.notes(request.iid);
  expect(first?.body).toContain(`Plan of commit \`${request.sha.slice(0, 8)}\` in \`migrations\`: `);
  expect(second?.body).toContain(`Plan of commit \`${request.sha.slice(0, 8)}\` in \`other models\`: `);
});

it("applies each by its own note, and tells what became of it in its own", async () => {
  const sha = await acme.merge(request);
  const ran = await acme.applyJob(sha, env);
  expect(ran.code, ran.err).toBe(0);
  expect(await keys()).toEqual(["review/plan/migrations", "review/plan/other_models", "review/applied/migrations"]);
  expect((await acme.notes(request.iid)).at(-1)?.body).toContain(
    `\`${sha.slice(0, 8)}\` in \`migrations\` by [the job]`,
  );
  const root = await acme.applyJob(sha, { CI_PROJECT_DIR: acme.folder }, other());
  expect(root.err).toContain("has no plan note of @cutover-bot");
});
