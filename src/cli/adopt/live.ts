import { join } from "node:path";
import { missingLines } from "../../adopt/live/adopted-lines.ts";
import { adoptLive, type LiveMigration } from "../../adopt/live/live.ts";
import { issuesInTable, type LiveWork, mainOf, referenceOf } from "../../adopt/live/work.ts";
import { type Forge, ForgeError } from "../../forge/port.ts";
import { writeWhole } from "../../load/write.ts";
import { managementLabel } from "../../model/defaults.ts";
import { GATEWAY_FILES, type GatewayFiles } from "../../model/gateway.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import { homeOf } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { printable } from "../../report/diagnostics/printable.ts";
import { missingWorkspace, openAt, rootOf } from "../context.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import { openForge, requireToken } from "../forge.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { readable } from "../start/gateway.ts";
import { isTaken } from "../start/names.ts";
import { locatorIn, type Tracker, takenFlag, takenItem, trackerOf, unfit } from "./found.ts";

export interface LiveOptions extends CommonOptions {
  readonly name: string;
  readonly epic?: string;
  readonly issue?: readonly string[];
  readonly flag?: readonly string[];
  readonly kind?: "Upgrade" | "Integration" | "Deprecation";
  readonly owner?: string;
  readonly out?: string;
  readonly format: "pretty" | "json";
}

const LONGEST = 100_000;

/** Everything that is read before a word is written. */
interface Looked {
  readonly io: Io;
  readonly forge: Forge;
  readonly workspace: Workspace;
  readonly tracker: Tracker;
  readonly options: LiveOptions;
}

/** Writes the migration that takes over work that is done by hand; exit 1 where a person has to fill in something. */
export async function adoptLiveWork(io: Io, options: LiveOptions): Promise<ExitCode> {
  const { root, workspace } = await workspaceOf(io, options);
  const tracker = trackerOf(workspace.config.data);
  refuseKind(options);
  const file = `migrations/${options.name}.yaml`;
  const access = await openForge(io, workspace, "read");
  requireToken(access);
  const looked: Looked = { io, forge: access.forge, workspace, tracker, options };
  const named = await readNamed(looked);
  if (await isTaken(io, root, options.name)) return giveBack(looked, file, named);
  const gateway = await gatewayThere(looked);
  const work = { ...named, name: options.name, gateway, project: tracker.project, url: access.url };
  const linked = await linkedTo(looked, work);
  const adopted = adoptLive({
    ...work,
    linked,
    config: workspace.config.data,
    kind: options.kind,
    owner: options.owner,
  });
  await hand(io, options, root, file, adopted);
  return adopted.open.length === 0 ? EXIT.clean : EXIT.problems;
}

/** The workspace, which may have no migration yet; one with errors is named, since what it takes over is not known. */
async function workspaceOf(
  io: Io,
  options: LiveOptions,
): Promise<{ readonly root: string; readonly workspace: Workspace }> {
  const root = await rootOf(io, options);
  if (root === undefined) throw missingWorkspace(io, options);
  const { workspace, diagnostics } = await openAt(io, root, { allowEmpty: true });
  if (workspace === undefined) throw new UserError(EXIT.problems, "cutover.yaml has errors", "cutover lint shows them");
  const wrong = new Set(diagnostics.flatMap(({ severity, file }) => (severity === "error" ? [file] : [])));
  for (const file of wrong)
    io.stderr.write(`note: ${printable(file)} has errors, so what it takes over is not known\n`);
  return { root, workspace };
}

function refuseKind({ kind, epic, flag = [], issue = [] }: LiveOptions): void {
  if (kind === "Deprecation" && epic === undefined && issue.length > 0)
    throw new UserError(EXIT.usage, "a Deprecation has an epic, and --epic is missing", "name it, such as --epic '&7'");
  if (kind !== undefined && kind !== "Deprecation" && epic !== undefined)
    throw new UserError(EXIT.usage, `an ${kind} has a main issue and no epic`, "leave out --epic, or --kind");
  if (new Set([...flag, ...issue]).size < flag.length + issue.length)
    throw new UserError(EXIT.usage, "an issue or flag is named twice");
}

type Named = Pick<LiveWork, "epic" | "issues" | "flags">;

/** What the command line names; anything that cannot be taken over ends it before a word is written. */
async function readNamed({ forge, workspace, tracker, options }: Looked): Promise<Named> {
  const { name, epic, issue = [], flag = [] } = options;
  const item = async (locator: Locator) => brief(await takenItem(forge, locator, workspace, name));
  const locators = issue.map((written) => locatorIn("--issue", written, "issue", tracker));
  const [found, issues, flags] = await Promise.all([
    epic === undefined ? undefined : item(locatorIn("--epic", epic, "epic", tracker)),
    Promise.all(locators.map(item)),
    Promise.all(flag.map((one) => takenFlag(forge, one, workspace, name))),
  ]);
  return { epic: found, issues, flags };
}

/** A migration that is there is people's: the lines that it lacks are printed, for them to add. */
function giveBack({ io, workspace, options }: Looked, file: string, { epic, issues, flags }: Named): ExitCode {
  const document = workspace.migrations.find(({ data }) => data.name === options.name);
  const items = [...(epic === undefined ? [] : [epic]), ...issues];
  const lines = missingLines(document?.data ?? {}, workspace.config.data, { items, flags });
  if (lines.length === 0) {
    io.stderr.write(`${file} takes all of it over already\n`);
    return EXIT.clean;
  }
  io.stderr.write(`${file} is there already and is left as it is; write into it:\n`);
  io.stdout.write(`adopted:\n${lines.join("\n")}\n`);
  return EXIT.problems;
}

/** Open issues under the epic that carry the label, and those that the main issue or epic links or has in its table. */
async function linkedTo(
  looked: Looked,
  work: Named & Pick<LiveWork, "gateway" | "project" | "url">,
): Promise<ObservedItem[]> {
  const { io, forge, workspace, tracker, options } = looked;
  const config = workspace.config.data;
  const main = mainOf({ ...work, config });
  if (main === undefined) return [];
  const table = issuesInTable({ ...work, config }, main).map((one) => locatorIn("--issue", one, "issue", tracker));
  const [children, others] = await Promise.all([
    main.kind === "epic" ? childrenOf(looked, main.locator) : [],
    Promise.all([...table, ...main.related].filter(({ kind }) => kind === "issue").map((one) => forge.read(one))),
  ]);
  const items = [...children, ...others].filter((one): one is ObservedItem => one?.kind === "issue");
  const once = [...new Map(items.map((item) => [referenceOf(item), item])).values()];
  return once
    .filter((item) => {
      const why = unfit(item, workspace, options.name);
      if (why !== undefined) io.stderr.write(`note: ${referenceOf(item)} is left: it ${why.message}\n`);
      return why === undefined;
    })
    .map(brief);
}

/** A body that is longer than anybody reads says what it is about before that. */
function brief(item: ObservedItem): ObservedItem {
  return { ...item, body: item.body.slice(0, LONGEST) };
}

async function childrenOf({ forge, workspace, tracker }: Looked, { home, id }: Locator): Promise<ObservedItem[]> {
  const label = managementLabel(workspace.config.data);
  const nothing = { labels: [], people: [], milestones: [], parents: [], adopted: [], flags: [], proposals: [] };
  const { items } = await forge.observe({ tracker, label, ...nothing });
  return items.filter(
    ({ kind, parent }) => kind === "issue" && parent?.kind === "epic" && parent.home === home && parent.id === id,
  );
}

/** The gateway's files at the head of their branch; undefined, with a note, where they cannot be read. */
async function gatewayThere({ io, forge, workspace }: Looked): Promise<GatewayFiles | undefined> {
  const config = workspace.config.data;
  const [target, settings] =
    Object.entries(config.targets ?? {}).find(([, { format }]) => format === "ai-gateway") ?? [];
  if (target === undefined || settings === undefined) return undefined;
  const { project, branch } = homeOf(config, target);
  const [models, features] = GATEWAY_FILES.map((file) => `${settings.path}/${file}`);
  if (models === undefined || features === undefined) throw new Error("the gateway has two files");
  try {
    const { files } = await forge.files(target, project, branch, [models, features]);
    const [first, second] = [files.get(models), files.get(features)];
    if (first !== undefined && second !== undefined)
      return readable({ file: models, text: first }, { file: features, text: second });
    io.stderr.write(`note: ${project} has no ${first === undefined ? models : features} at ${branch}\n`);
  } catch (error) {
    if (!(error instanceof ForgeError) || (error.kind !== "missing" && error.kind !== "forbidden")) throw error;
    io.stderr.write(`note: the gateway's files cannot be read: ${error.message}\n`);
  }
  return undefined;
}

async function hand(
  io: Io,
  { out, format }: LiveOptions,
  root: string,
  file: string,
  { text, open, notes }: LiveMigration,
): Promise<void> {
  if (format === "json") io.stdout.write(concealed(`${JSON.stringify({ text, open, notes }, null, 2)}\n`));
  else if (out === "-") io.stdout.write(text);
  else {
    await writeWhole(io.fs, join(root, file), text);
    io.stdout.write(`wrote ${file}\n`);
  }
  for (const note of notes) io.stderr.write(concealed(`note: ${printable(note)}\n`));
  for (const one of open) io.stderr.write(concealed(`to fill in: ${printable(one)}\n`));
}
