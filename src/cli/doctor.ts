import { diagnose, type Told } from "../doctor/diagnose.ts";
import type { Facts, Question } from "../doctor/facts.ts";
import { questionFor, questionOf } from "../doctor/question.ts";
import { type Examined, isBlind, isRefused, type Subject } from "../doctor/subject.ts";
import type { Workspace } from "../model/workspace.ts";
import { renderDoctorJson } from "../report/doctor/json.ts";
import { renderDoctor } from "../report/doctor/pretty.ts";
import { openSoundWorkspace, useColor } from "./context.ts";
import { homeProject } from "./doctor/home.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import { type ForgeAccess, openForge, type Role } from "./forge.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

export interface DoctorOptions extends CommonOptions {
  readonly format: "pretty" | "json";
  /** Full path of the project whose pipelines run Cutover. */
  readonly project?: string;
}

/** Looks at the server, the tokens and the settings that Cutover needs; writes nothing there. 1 where something is wrong. */
export async function doctor(io: Io, options: DoctorOptions): Promise<ExitCode> {
  const opened = await openSoundWorkspace(io, options, { allowEmpty: true });
  if (typeof opened === "number") return opened;
  const { url, found } = await examineAll(io, options, opened);
  io.stdout.write(
    options.format === "json"
      ? renderDoctorJson(found, url)
      : renderDoctor(found, { color: useColor(io, options, io.stdout) }),
  );
  return found.some(({ severity }) => severity === "error") ? EXIT.problems : EXIT.clean;
}

async function examineAll(
  io: Io,
  options: DoctorOptions,
  { root, workspace }: { readonly root: string; readonly workspace: Workspace },
): Promise<{ readonly url: string; readonly found: readonly Told[] }> {
  const write = await openOrFault(io, workspace);
  if (!("forge" in write)) return write;
  const { data: config } = workspace.config;
  const { url } = write;
  const home = await homeProject(io, { root, config, url, named: options.project });
  const migrations = workspace.migrations.map(({ data }) => data);
  const question = questionOf(config, migrations, home?.project);
  const subject: Subject = {
    url,
    config,
    question,
    home,
    ...(await examine(io, workspace, question, write)),
    protectedRef: protectedRef(io),
    now: io.clock.now(),
  };
  return { url, found: diagnose(subject) };
}

/** An address that cannot be used is what the user wants to be told, like all else that is wrong. */
async function openOrFault(
  io: Io,
  workspace: Workspace,
): Promise<ForgeAccess | { readonly url: string; readonly found: readonly Told[] }> {
  try {
    return await openForge(io, workspace, "write");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    const where = "gitlab.url";
    const who = "whoever changes cutover.yaml";
    return { url: "", found: [{ check: "url", chapter: "server", severity: "error", where, message, fix: hint, who }] };
  }
}

/** Each token is asked what its own job needs; the first one tells what is the same for all. */
async function examine(
  io: Io,
  workspace: Workspace,
  question: Question,
  write: ForgeAccess,
): Promise<Pick<Subject, "examined" | "anonymous">> {
  const first = write.variable === undefined ? undefined : await examineOne("write", write, question);
  const isSeen = first !== undefined && !isBlind(first.facts);
  const isDown = first?.facts.server.trouble !== undefined && !isRefused(first.facts);
  const others = await Promise.all(
    (["read", "note"] as const).map(async (job: Role) => {
      const access = await openForge(io, workspace, job);
      // Plan takes the token of apply where it has none of its own.
      return access.variable === undefined || access.variable === write.variable
        ? undefined
        : // A server that is not there is waited for once: no token changes that.
          isDown && first !== undefined
          ? { ...first, job, variable: access.variable }
          : examineOne(job, access, questionFor(job, question, isSeen));
    }),
  );
  const examined = [first, ...others].filter((one) => one !== undefined);
  const anonymous: Facts | undefined = examined.length > 0 ? undefined : await write.forge.examine(question);
  return { examined, anonymous };
}

async function examineOne(job: Role, { forge, variable = "" }: ForgeAccess, question: Question): Promise<Examined> {
  return { job, variable, facts: await forge.examine(question) };
}

/** Undefined outside of a pipeline. */
function protectedRef({ env }: Io): boolean | undefined {
  const { CI_COMMIT_REF_PROTECTED: said } = env;
  return env.CI === undefined || !said ? undefined : said === "true";
}
