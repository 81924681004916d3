import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acmeSeed, PEOPLE } from "../../../src/cli/demo/seed.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { standing } from "../../journeys/texts.ts";
import { type Repository, startRepository } from "./repository.ts";

const MIGRATION = "migrations/sonnet.yaml";

let repository: Repository;

beforeEach(async () => {
  repository = await startRepository();
});
afterEach(() => repository.remove());

const ask: Repository["ask"] = (...args) => repository.ask(...args);
const commit: Repository["commit"] = () => repository.commit();
const run: Repository["run"] = (...own) => repository.run(...own);
const at = (path: string) => join(repository.folder, path);
const write = (text: string, path = MIGRATION) => writeFile(at(path), text);
const offline = (...argv: string[]) => run(["plan", "--offline", ...argv]);

async function planned(...argv: string[]): Promise<Plan> {
  const { out, err, code } = await offline("--format", "json", ...argv);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as Plan;
}

describe("plan --offline", () => {
  it("has nothing to say of a workspace that has not changed", async () => {
    const since = (await ask("rev-parse", "HEAD")).slice(0, 8);
    expect(await offline("--changed-since", "main")).toEqual({
      code: 0,
      out: `No changes\noffline: compared with commit ${since} of this repository, not with GitLab: what people changed there is not seen\n`,
      err: "",
    });
  });

  it("shows what the branch changes, in each format", async () => {
    const since = await ask("rev-parse", "HEAD");
    await ask("switch", "--create", "raise");
    await write(standing("rollout", 1));
    await commit();
    const { out, err } = await offline("--changed-since", "main");
    expect(err).toBe("");
    expect(out.replaceAll(since.slice(0, 8), "COMMIT")).toMatchSnapshot();
    const markdown = await offline("--changed-since", "main", "--format", "markdown");
    expect(markdown.out).toContain(
      `offline: compared with commit \`${since.slice(0, 8)}\` of this repository, not with`,
    );
    expect((await planned("--changed-since", "main")).offline).toEqual({ since });
    const { out: counts } = await offline("--changed-since", "main", "--format", "terraform");
    expect(JSON.parse(counts)).toMatchObject({ create: 1, delete: 0 });
    expect((await offline("--changed-since", "main", "--detailed-exitcode")).code).toBe(4);
  });

  it("compares with where the branch left the other, and with the working tree as it is", async () => {
    const left = await ask("rev-parse", "HEAD");
    await ask("switch", "--create", "mine");
    await commit();
    await ask("switch", "main");
    await write(standing("selectable"));
    await commit();
    await ask("switch", "mine");
    expect((await planned("--changed-since", "main")).offline?.since).toBe(left);
    expect((await planned("--changed-since", "main")).changes).toEqual([]);
    await write(standing("rollout", 1));
    expect((await planned("--changed-since", "main")).changes.length).toBeGreaterThan(2);
  });

  it("takes the base of the pipeline's merge request", async () => {
    const since = await ask("rev-parse", "HEAD");
    await write(standing("rollout", 1));
    await commit();
    const env = { CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: since };
    const { out } = await run(["plan", "--offline", "--format", "json"], env);
    expect((JSON.parse(out) as Plan).offline).toEqual({ since });
  });

  it("counts everything as new where there is nothing to compare with", async () => {
    const { out, err } = await offline();
    expect(err).toBe("");
    expect(out).toContain("offline: compared with nothing, so that everything counts as new");
    expect(out).toContain('create issue "');
  });

  it("counts everything as new where there was no workspace yet, and tells of what could not be read", async () => {
    await ask("mv", "ai/cutover.yaml", "ai/other.yaml");
    const without = await commit();
    await ask("mv", "ai/other.yaml", "ai/cutover.yaml");
    await commit();
    const { changes } = await planned("--changed-since", without);
    expect(changes.some(({ action, kind }) => action === "create" && kind === "issue")).toBe(true);
    await write("name: [\n");
    const broken = await commit();
    await write(standing("internal"));
    const ran = await offline("--changed-since", broken);
    expect(ran.err).toBe(
      `note: ${MIGRATION} cannot be used as it is at ${broken.slice(0, 8)}, and counts as absent there\n`,
    );
    expect(ran.out).toContain('create issue "');
  });

  it("tells of a migration that is gone", async () => {
    const since = await ask("rev-parse", "HEAD");
    await rm(at(MIGRATION));
    const { out } = await offline("--changed-since", since);
    expect(out).toContain("there is no migration sonnet; it is left as it is");
  });

  it("leaves out targets whose files are not here, and counts them", async () => {
    await rm(at(".cutover/targets/ai-gateway"), { recursive: true });
    const { offline: found, changes } = await planned();
    expect(found).toEqual({ leftOut: ["ai-gateway"] });
    expect(changes.some(({ key }) => key === "file/sonnet/ai-gateway")).toBe(false);
    expect((await offline()).out).toContain("; 1 target left out, whose files are not here: ai-gateway\n");
  });

  it("says what is wrong with a commit", async () => {
    expect(await offline("--changed-since", "nowhere")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^cutover: --changed-since: git does not know "nowhere" \(.*\)\n {2}hint: fetch it/),
    });
    expect(await offline("--changed-since", "--all")).toMatchObject({ code: 2 });
    expect(await run(["plan", "--offline", "--changed-since", "main"], {}, {})).toMatchObject({
      code: 2,
      err: "cutover: --changed-since: git is not at hand\n",
    });
    expect(await run(["plan", "--changed-since", "main"], { CUTOVER_TOKEN: "x" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("--changed-since goes with --offline"),
    });
  });

  it("stops at what cannot be compiled", async () => {
    await write(standing("internal").replace("to: claude_sonnet_4_6_vertex", "to: claude_sonnet_9"));
    expect((await offline()).code).toBe(1);
  });

  it("makes a file that apply refuses", async () => {
    const saved = await offline("--out", "plan.json");
    expect(saved.err).toBe("saved to plan.json; it is for readers alone\n");
    const server = await startSandbox({ now: "2026-05-20T09:00:00Z", tier: "ultimate", seed: acmeSeed() });
    await write(
      (await readFile(at("cutover.yaml"), "utf8")).replace(/url: http\S+/, `url: ${server.url}`),
      "cutover.yaml",
    );
    const ran = await run(["apply", "plan.json", "--yes"], { CUTOVER_TOKEN: PEOPLE.bot.token });
    await server.close();
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("the plan was made offline") });
  });
});

describe("plan without a token", () => {
  it("is made offline in a pipeline, and says so", async () => {
    for (const env of [{}, { CUTOVER_PLAN_TOKEN: "", CUTOVER_TOKEN: "" }]) {
      const ran = await run(["plan"], { CI: "true", ...env });
      expect(ran).toMatchObject({
        code: 0,
        err: expect.stringMatching(/^note: this pipeline has no token for GitLab/),
      });
      expect(ran.out).toContain("offline: compared with nothing");
    }
  });

  it("is refused elsewhere", async () => {
    expect(await run(["plan"])).toMatchObject({ code: 3, err: expect.stringContaining("no token for") });
  });
});
