import { join, relative, sep } from "node:path";
import { neededFiles } from "../../compile/needed.ts";
import { writeWhole } from "../../load/write.ts";
import type { Instant } from "../../model/duration.ts";
import { findModel, type GatewayFiles } from "../../model/gateway.ts";
import type { Workspace } from "../../model/workspace.ts";
import cutoffBuffer from "../../rules/cutoff-buffer.ts";
import { allowed } from "../../rules/engine/allowed.ts";
import { runRules } from "../../rules/engine/run.ts";
import scheduleInfeasible from "../../rules/schedule-infeasible.ts";
import { knownEnd } from "../../scaffold/known-end.ts";
import { migrationText, type NewKind } from "../../scaffold/migration-text.ts";
import { localTargets, openAt, openWorkspace } from "../context.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { readable } from "./gateway.ts";
import { isTaken, refuseName, refuseOwner } from "./names.ts";

export interface NewOptions extends CommonOptions {
  readonly kind: "upgrade" | "integration" | "deprecation";
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
  readonly features?: readonly string[];
  readonly cutoff?: string;
  readonly owner?: string;
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
}

const KINDS = { upgrade: "Upgrade", integration: "Integration", deprecation: "Deprecation" } as const satisfies Record<
  NewOptions["kind"],
  NewKind
>;
const ID = /^[a-z0-9][a-z0-9_.-]*$/;

/** Writes a new migration, filled in from the gateway's files; one that is there is left alone. */
export async function newMigration(io: Io, options: NewOptions): Promise<ExitCode> {
  refuseOddities(options);
  const { root, workspace } = await openWorkspace(io, options);
  if (workspace === undefined) throw new UserError(EXIT.problems, "cutover.yaml has errors", "cutover lint shows them");
  const file = `migrations/${options.name}.yaml`;
  if (await isTaken(io, root, options.name)) {
    throw new UserError(EXIT.usage, `"${file}" is there already`, "give the new migration another name");
  }
  const gateway = await gatewayOf(io, root, workspace, options);
  if (gateway !== undefined) refuseUnknown(options, gateway);
  const instant = options.asOf ?? io.clock.now();
  const { text, notes } = migrationText({
    kind: KINDS[options.kind],
    name: options.name,
    from: options.from,
    to: options.to,
    features: options.features ?? [],
    owner: options.owner,
    cutoff: options.cutoff,
    end: options.from === undefined ? undefined : knownEnd(workspace.deadlines, options.from),
    config: workspace.config.data,
    gateway,
    instant,
  });
  await writeWhole(io.fs, join(root, file), text);
  const shown = relative(io.cwd, join(root, file)).split(sep).join("/");
  io.stdout.write(`wrote ${shown}\n`);
  const late = await lateness(io, root, file, instant);
  for (const note of [...notes, ...late]) io.stderr.write(`warning: ${note}\n`);
  if (gateway === undefined) {
    io.stderr.write(
      "note: without the gateway's files nothing could be filled in; give them with --checkout TARGET=DIR\n",
    );
  }
  io.stderr.write(`next: fill in what is marked "to fill in", then cutover lint ${shown}\n`);
  return EXIT.clean;
}

/** What each kind cannot do without, in the order in which it is asked for. */
function refuseOddities({ kind, name, from, to, owner, cutoff, features }: NewOptions): void {
  refuseName(name);
  for (const [option, id] of [
    ["--from", from],
    ["--to", to],
  ] as const) {
    if (id !== undefined && !ID.test(id)) throw new UserError(EXIT.usage, `${option}: "${id}" is no gitlab_identifier`);
  }
  refuseOwner(owner);
  if (from === undefined && kind !== "integration") {
    throw new UserError(EXIT.usage, `--from is missing: the offering that the ${kind} moves away from`);
  }
  if (to === undefined && kind !== "deprecation") {
    throw new UserError(EXIT.usage, `--to is missing: the offering that the ${kind} moves to`);
  }
  if (cutoff !== undefined && from === undefined) {
    throw new UserError(EXIT.usage, "--cutoff is the end of the offering that --from names, and --from is missing");
  }
  if (features?.length === 0) {
    throw new UserError(
      EXIT.usage,
      "--features names no feature",
      "such as --features duo_chat,code_generations; without it, all that are concerned",
    );
  }
  if (from !== undefined && from === to) throw new UserError(EXIT.usage, "--from and --to are the same offering");
}

/** What lint says of the time that is left for the new file: whether the work fits, else what its dates leave. */
async function lateness(io: Io, root: string, file: string, instant: Instant): Promise<string[]> {
  const { workspace } = await openAt(io, root);
  if (workspace === undefined) return [];
  for (const rule of [scheduleInfeasible, cutoffBuffer]) {
    const { diagnostics } = runRules({ rules: [rule], workspace, instant });
    const found = diagnostics.filter((one) => one.file === file).map(({ message }) => message);
    if (found.length > 0) return found;
  }
  return [];
}

/** The first gateway of the catalog whose files are on this disk. */
async function gatewayOf(
  io: Io,
  root: string,
  workspace: Workspace,
  { checkout }: NewOptions,
): Promise<GatewayFiles | undefined> {
  const { targets = {} } = workspace.config.data;
  const { snapshots } = await localTargets(io, root, workspace, neededFiles(workspace), checkout);
  for (const [id, { files }] of snapshots) {
    const folder = targets[id]?.path;
    if (targets[id]?.format !== "ai-gateway") continue;
    const models = { file: `${folder}/models.yml`, text: files.get(`${folder}/models.yml`) };
    const features = { file: `${folder}/unit_primitives.yml`, text: files.get(`${folder}/unit_primitives.yml`) };
    if (models.text === undefined || features.text === undefined) continue;
    return readable({ ...models, text: models.text }, { ...features, text: features.text });
  }
  return undefined;
}

function refuseUnknown({ from, features = [] }: NewOptions, gateway: GatewayFiles): void {
  if (from !== undefined && findModel(gateway, from) === undefined) {
    const ids = gateway.models.entries.map(({ id }) => id);
    throw new UserError(EXIT.usage, `--from: models.yml has no "${from}"; ${allowed(from, ids)}`);
  }
  const known = gateway.features.entries.map(({ name }) => name);
  const unknown = features.find((feature) => !known.includes(feature));
  if (unknown === undefined) return;
  throw new UserError(EXIT.usage, `--features: unit_primitives.yml has no "${unknown}"; ${allowed(unknown, known)}`);
}
