import type { Forge, Session } from "../forge/port.ts";
import { ForgeError } from "../forge/port.ts";
import type { Workspace } from "../model/workspace.ts";
import { concealed } from "../report/diagnostics/conceal.ts";
import { printable } from "../report/plan/text.ts";
import { type Chosen, choose, wordsOf } from "../rollout/chosen.ts";
import { saysSomething, type Word } from "../rollout/comment.ts";
import { type Subject, subjectFlag, subjectsOf } from "../rollout/subject.ts";
import { openAudit } from "./apply/audit.ts";
import { type Opened, openSoundWorkspace, openWorkspace, useColor } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import { openForge, requireToken, withoutTokens } from "./forge.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";
import { abort } from "./rollout/abort.ts";
import { hold } from "./rollout/hold.ts";
import { resume } from "./rollout/resume.ts";
import { lenient, lookAround, type Scene } from "./rollout/scene.ts";
import { tellerOf } from "./rollout/tell.ts";
import type { Verb } from "./rollout/verb.ts";

export interface RolloutOptions extends CommonOptions {
  readonly reason?: string;
  readonly format: "pretty" | "json";
  /** File that takes the record of all writes. */
  readonly audit?: string;
}

/**
 * Takes a rollout back, stops it or lets it go on, at once and without a review. Of the workspace it needs the catalog and
 * the migration that is named; what is wrong with others is theirs.
 */
export async function rollout(io: Io, verb: Verb, written: string, options: RolloutOptions): Promise<ExitCode> {
  const reason = reasonOf(io, verb, options);
  const opened = await openWorkspace(io, options, { allowEmpty: true });
  const { root, workspace } = opened;
  if (workspace === undefined) {
    const sound = await openSoundWorkspace(io, options, { allowEmpty: true });
    return typeof sound === "number" ? sound : EXIT.failed;
  }
  tellBroken(io, opened);
  const all = workspace.migrations.flatMap((document) => subjectsOf(workspace.config.data, document, workspace));
  const names = workspace.migrations.map(({ data }) => data.name);
  const chosen = choose(byNow(written, workspace), all, names, verb === "abort");
  const access = await openForge(io, workspace, "write");
  if ("unknown" in chosen && !access.hasToken) throw unknownName(chosen);
  requireToken(access);
  const session = await sessionOf(access.forge, verb);
  const run = io.unique();
  const tell = tellerOf(io, options.format, useColor(io, options, io.stdout));
  const facts = { root, access, session: session ?? { user: "", version: "", sandbox: false } };
  const record = lenient(() => openAudit(io, facts, run, options.audit), tell);
  const scene: Scene = {
    io,
    forge: access.forge,
    workspace,
    url: access.url,
    user: session?.user,
    all,
    word: wordOf(io, session, reason),
    audit: verb === "abort" ? record.audit : await openAudit(io, facts, run, options.audit),
    tell,
  };
  const named = "unknown" in chosen ? await fromTracker(scene, verb, written, chosen) : chosen;
  const url = access.url;
  tell.start({ run, url, user: session?.user, does: verb, subject: written, person: scene.word.person });
  if (verb === "hold") return hold(scene, named);
  if (verb === "resume") return resume(scene, named);
  const code = await abort(scene, named.subjects);
  return code === EXIT.clean && record.failed() ? EXIT.problems : code;
}

/** People ask later why; and a job whose variable was left empty is not meant to go on without. */
function reasonOf(io: Io, verb: Verb, { reason }: RolloutOptions): string | undefined {
  if (reason !== undefined && saysSomething(reason)) return concealed(withoutTokens(io, reason));
  if (verb === "resume") return undefined;
  throw new UserError(
    EXIT.usage,
    `rollout ${verb} needs a reason, and ${reason === undefined ? "there is none" : "it is empty"}`,
    `a few words are enough: --reason "answers are cut off since 02:10"`,
  );
}

function tellBroken(io: Io, { diagnostics }: Opened): void {
  const files = new Set(diagnostics.flatMap(({ severity, file }) => (severity === "error" ? [file] : [])));
  for (const file of files) io.stderr.write(`note: ${printable(file)} has errors and is left out (cutover lint)\n`);
}

function unknownName({ message, hint }: Extract<Chosen, { unknown: string }>): UserError {
  return new UserError(EXIT.usage, message, hint);
}

/** Turning off does not wait for who we are. A token that is not taken ends it all the same, at the flag. */
async function sessionOf(forge: Forge, verb: Verb): Promise<Session | undefined> {
  try {
    return await forge.session();
  } catch (error) {
    if (verb === "abort" && error instanceof ForgeError) return undefined;
    throw error;
  }
}

/** In a job it is not the token's user who does it, but who started it. */
function wordOf({ env, clock }: Io, session: Session | undefined, reason: string | undefined): Word {
  const { GITLAB_USER_LOGIN: login, CI_JOB_URL: job } = env;
  const person = login !== undefined && /^[\w.-]+$/.test(login) ? login : session?.user;
  return { person: person || "somebody", reason, job: job || undefined, at: clock.now() };
}

type Found = Exclude<Chosen, { unknown: string }>;

/** As it is written where the migration has another name by now. */
function byNow(written: string, { migrations }: Workspace): string {
  const { migration, part } = wordsOf(written);
  const isThere = migrations.some(({ data }) => data.name === migration);
  const now = isThere ? undefined : migrations.find(({ data }) => data.formerly === migration)?.data.name;
  return now === undefined ? written : [now, ...(part === undefined ? [] : [part])].join("/");
}

/** The migration's own file may be broken, deleted, or without the feature by now: then its rollout issues tell of its flags. */
async function fromTracker(
  scene: Scene,
  verb: Verb,
  written: string,
  chosen: Extract<Chosen, { unknown: string }>,
): Promise<Found> {
  const { holders } = await lookAround(scene).catch((error: unknown) => {
    if (!(error instanceof ForgeError || error instanceof UserError)) throw error;
    const hint = `${chosen.hint}; issues of others could not be looked for: ${error.message}`;
    throw unknownName({ ...chosen, hint });
  });
  const { migration } = wordsOf(written);
  const subjects = [...holders].flatMap(([key, { item, marker }]): Subject[] => {
    const part = key.startsWith(`issue/${migration}/`) ? key.slice(`issue/${migration}/`.length) : undefined;
    const isKnown = scene.all.some(({ issue, flag }) => issue === key && (flag !== undefined || verb !== "abort"));
    if (part === undefined || isKnown) return [];
    const name = marker.applied.flag?.name;
    const { data } = scene.workspace.config;
    const flag = name === undefined ? undefined : subjectFlag(data, `flag/${migration}/${part}`, name);
    return [{ migration, part, features: [part], issue: key, flag, confidential: item.confidential }];
  });
  const known = subjects.length > 0 || holders.has(`issue/${migration}`) || holders.has(`epic/${migration}`);
  if (!known) throw unknownName(chosen);
  const again = choose(written, [...scene.all, ...subjects], [migration], verb === "abort");
  if ("unknown" in again) throw unknownName(again);
  return again;
}
