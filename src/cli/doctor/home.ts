import type { Subject } from "../../doctor/subject.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Io } from "../io.ts";

/** The project whose pipelines run Cutover: as it is named, else this pipeline's, else that of the clone; else the tracker is assumed. */
export async function homeProject(
  io: Io,
  where: { readonly root: string; readonly config: Config; readonly url: string; readonly named: string | undefined },
): Promise<Subject["home"]> {
  const { config, named } = where;
  const project = named ?? ofPipeline(io, where.url) ?? (await ofClone(io, where));
  if (project !== undefined) return { project, assumed: false };
  const tracker = config.gitlab?.tracker?.project;
  return tracker === undefined ? undefined : { project: tracker, assumed: true };
}

function ofPipeline({ env }: Io, url: string): string | undefined {
  const { CI_PROJECT_PATH: project, CI_SERVER_URL: server } = env;
  return project && server && hostOf(server) === hostOf(url) ? project : undefined;
}

async function ofClone({ git }: Io, { root, url }: { readonly root: string; readonly url: string }) {
  const answer = await git?.(["remote", "get-url", "origin"], root);
  if (answer === undefined || answer.code !== 0) return undefined;
  const [, host, path] = REMOTE.exec(answer.stdout.trim()) ?? [];
  return path !== undefined && host === hostOf(url) ? withoutFolder(path, url) : undefined;
}

/** `git@host:group/project.git`, `ssh://git@host:22/group/project.git` and `https://host/group/project.git`. */
const REMOTE = /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^:/]+)(?::\d+(?=\/))?[:/]+(.+?)(?:\.git)?\/?$/;

/** A server may live in a folder of its host, which is no group. */
function withoutFolder(path: string, url: string): string {
  const folder = new URL(url).pathname.replace(/^\/+|\/+$/g, "");
  return folder !== "" && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
