import { posix, relative, resolve, sep } from "node:path";
import { glob } from "glob";
import { writeWhole } from "../../load/write.ts";
import type { GatewayFiles } from "../../model/gateway.ts";
import { GATEWAY_FILES } from "../../model/gateway.ts";
import { catalogText } from "../../scaffold/catalog-text.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { answer } from "./ask.ts";
import { gatewayIn } from "./gateway.ts";

export interface InitOptions extends CommonOptions {
  /** Folder of the new workspace, from the current one on. */
  readonly folder: string;
  /** A checkout of the gateway's repository. */
  readonly from?: string;
  readonly url?: string;
  readonly project?: string;
  readonly group?: string;
  readonly gatewayProject?: string;
  readonly owner?: string;
}

const USUAL_PATH = "ai_gateway/model_selection";
const PATH = /^[A-Za-z0-9_.][\w.-]*(\/[A-Za-z0-9_.][\w.-]*)*$/;

/** Writes cutover.yaml and the folder of migrations; nothing that is there is touched. */
export async function init(io: Io, options: InitOptions): Promise<ExitCode> {
  const root = resolve(io.cwd, options.folder);
  const file = resolve(root, "cutover.yaml");
  if (await isThere(io, file)) throw new UserError(EXIT.usage, `"${file}" is there already`, "name another folder");
  const found = options.from === undefined ? undefined : await gatewayBelow(io, resolve(io.cwd, options.from));
  const project = await answer(
    io,
    { option: "--project", text: "Project for issues", pattern: PATH, example: "acme/ai" },
    options.project,
  );
  const group = options.group ?? (project.includes("/") ? posix.dirname(project) : undefined);
  const gatewayProject = await answer(
    io,
    {
      option: "--gateway-project",
      text: "Project of the gateway's repository",
      usual: group === undefined ? undefined : `${group}/ai-gateway`,
      pattern: PATH,
      example: "acme/ai-gateway",
    },
    options.gatewayProject,
  );
  const owner = await answer(
    io,
    { option: "--owner", text: "Who looks after models", pattern: /^@[\w.-]+$/, example: "@ana" },
    options.owner,
  );
  const text = catalogText({
    url: options.url,
    group,
    project,
    gatewayProject,
    gatewayPath: found?.path ?? USUAL_PATH,
    checkout: found && relative(root, found.folder).split(sep).join("/"),
    owner,
    gateway: found?.gateway,
  });
  await io.fs.mkdir(resolve(root, "migrations"), { recursive: true });
  await writeWhole(io.fs, file, text);
  report(io, options.folder, found?.gateway);
  return EXIT.clean;
}

function report(io: Io, folder: string, gateway: GatewayFiles | undefined): void {
  io.stdout.write(`wrote ${posix.join(folder, "cutover.yaml")}\n`);
  const features = [...new Set(gateway?.features.entries.map(({ name }) => name))];
  for (const name of features) io.stderr.write(`warning: feature "${name}" has no team; write features.${name}.team\n`);
  const kinds = "upgrade, integration or deprecation";
  io.stderr.write(
    `next: cutover schema --install helps editors; fill in what is marked; cutover new KIND NAME (${kinds})\n`,
  );
}

/** Where a checkout has the gateway's two files. */
async function gatewayBelow(
  io: Io,
  folder: string,
): Promise<{ readonly folder: string; readonly path: string; readonly gateway: GatewayFiles }> {
  const [models, features] = GATEWAY_FILES;
  const options = { cwd: folder, posix: true, ignore: ["**/node_modules/**", "**/.git/**"], maxDepth: 6 };
  const found = new Set((await glob(`**/${features}`, options)).map((path) => posix.dirname(path)));
  const both = (await glob(`**/${models}`, options))
    .map((path) => posix.dirname(path))
    .filter((path) => found.has(path));
  const [path] = both.sort((a, b) => a.length - b.length);
  if (path === undefined) {
    throw new UserError(
      EXIT.usage,
      `"${folder}" holds no ${models} beside a ${features}`,
      "name a checkout of the gateway",
    );
  }
  if (path !== ".") return { folder, path, gateway: await gatewayIn(io, resolve(folder, path)) };
  // The folder of the files itself was named: its parent counts as the checkout.
  const parent = resolve(folder, "..");
  return { folder: parent, path: relative(parent, folder), gateway: await gatewayIn(io, folder) };
}

async function isThere(io: Io, path: string): Promise<boolean> {
  try {
    await io.fs.lstat(path);
    return true;
  } catch {
    return false;
  }
}
