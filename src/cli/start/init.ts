import { dirname, posix, relative, resolve } from "node:path";
import { findWorkspace } from "../../load/workspace.ts";
import { writeWhole } from "../../load/write.ts";
import { catalogText, featureNames } from "../../scaffold/catalog-text.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { type Asker, createAsker, misread, type Question } from "./ask.ts";
import { type Checkout, checkoutAt, isInside, isThere, repositoryOf, slashed, USUAL_PATH } from "./checkout.ts";

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

const GROUP = /^[A-Za-z0-9_.][\w.-]*(\/[A-Za-z0-9_.][\w.-]*)*$/;
const PROJECT = /^[A-Za-z0-9_.][\w.-]*(\/[A-Za-z0-9_.][\w.-]*)+$/;
const USER = /^@[A-Za-z0-9_]([\w.-]*\w)?$/;

/** Writes cutover.yaml and the folder of migrations; nothing that is there is touched. */
export async function init(io: Io, options: InitOptions): Promise<ExitCode> {
  const root = resolve(io.cwd, options.folder);
  await refuseTaken(io, root);
  const asker = createAsker(io);
  try {
    const { checkout, ...said } = await answers(io, options, root, asker);
    const text = catalogText({
      ...said,
      gatewayPath: checkout?.path ?? USUAL_PATH,
      isPathCertain: checkout?.isCertain ?? true,
      checkout: checkout && (slashed(relative(root, checkout.folder)) || "."),
      gateway: checkout?.gateway,
    });
    await write(io, options.folder, text);
    await report(io, root, checkout);
    return EXIT.clean;
  } finally {
    asker.close();
  }
}

async function refuseTaken(io: Io, root: string): Promise<void> {
  const file = resolve(root, "cutover.yaml");
  if (await isThere(io, file)) throw new UserError(EXIT.usage, `"${file}" is there already`, "name another folder");
  const around = await findWorkspace({ fs: io.fs, start: dirname(root), upwards: true });
  if (around === undefined) return;
  throw new UserError(
    EXIT.usage,
    `"${root}" is inside the workspace "${around}"`,
    "write into that one, or name a folder outside it",
  );
}

async function answers(io: Io, options: InitOptions, root: string, asker: Asker) {
  const url = options.url === undefined ? undefined : urlOf(options.url);
  const given = options.group === undefined ? undefined : matching(groupQuestion, GROUP)(options.group);
  // What the command line says is judged before anything is asked.
  const named = options.from === undefined ? undefined : await checkoutAt(io, resolve(io.cwd, options.from), root);
  const project = await asker.ask(question("--project", "Project for issues", "acme/ai", PROJECT), options.project);
  const group = given ?? posix.dirname(project);
  const gatewayProject = await asker.ask(
    {
      ...question("--gateway-project", "Project of the gateway's repository", "acme/ai-gateway", PROJECT),
      usual: `${group}/ai-gateway`,
    },
    options.gatewayProject,
  );
  const owner = await asker.ask(question("--owner", "Who looks after models", "@ana", USER), options.owner);
  const found = named ?? (asker.canAsk ? await asker.ask(checkoutQuestion(io, root), undefined) : undefined);
  const checkout = found && asker.canAsk && !found.isCertain ? await asker.ask(pathQuestion(found), undefined) : found;
  return { url, group, project, gatewayProject, owner, checkout };
}

const groupQuestion = { option: "--group", example: "acme" };

function question(option: string, text: string, example: string, pattern: RegExp): Question {
  return { option, text, example, read: matching({ option, example }, pattern) };
}

function matching(asked: Pick<Question, "option" | "example">, pattern: RegExp): (said: string) => string {
  return (said) => {
    if (pattern.test(said)) return said;
    throw misread(asked, said);
  };
}

function urlOf(said: string): string {
  if (/^https?:\/\/[^\s/]+\S*$/.test(said) && URL.canParse(said)) return said;
  throw misread({ option: "--url", example: "https://gitlab.example.com" }, said);
}

function checkoutQuestion(io: Io, root: string): Question<Checkout | undefined> {
  return {
    option: "--from",
    text: "Folder with a checkout of the gateway, to take the features from",
    usual: "",
    example: "../ai-gateway",
    read: async (said) => (said === "" ? undefined : checkoutAt(io, resolve(io.cwd, said), root)),
  };
}

/** Only its end can be known: the rest of it belongs to the checkout. */
function pathQuestion(found: Checkout): Question<Checkout> {
  const files = slashed(resolve(found.folder, found.path));
  return {
    option: "path",
    text: "Folder of the two files inside the gateway's repository",
    usual: found.path,
    example: USUAL_PATH,
    read(said) {
      const path = said.replace(/\/+$/, "");
      if (files.endsWith(`/${path}`)) return { ...found, folder: files.slice(0, -path.length - 1) || "/", path };
      throw new UserError(EXIT.usage, `"${files}" does not end in "${path}"`);
    },
  };
}

const IGNORED = [".cutover/", "node_modules/", "plan.json"].map((line) => `${line}\n`).join("");

async function write(io: Io, folder: string, text: string): Promise<void> {
  const root = resolve(io.cwd, folder);
  await io.fs.mkdir(resolve(root, "migrations"), { recursive: true });
  await writeWhole(io.fs, resolve(root, "cutover.yaml"), text);
  io.stdout.write(`wrote ${posix.join(folder, "cutover.yaml")}\n`);
  // What is compiled and fetched is nobody's to commit; a saved plan holds the texts of confidential objects.
  if (await isThere(io, resolve(root, ".gitignore"))) return;
  await writeWhole(io.fs, resolve(root, ".gitignore"), IGNORED);
  io.stdout.write(`wrote ${posix.join(folder, ".gitignore")}\n`);
}

/** Features that are named one by one. */
const SHOWN = 10;

async function report(io: Io, root: string, checkout: Checkout | undefined): Promise<void> {
  const features = checkout === undefined ? [] : featureNames(checkout.gateway);
  const [shown, more] = [features.slice(0, SHOWN), features.slice(SHOWN)];
  for (const name of shown) io.stderr.write(`warning: feature "${name}" has no team; write features.${name}.team\n`);
  if (more.length > 0) {
    const [has, names] = [more.length === 1 ? "feature has" : "features have", more.join(", ")];
    io.stderr.write(`warning: ${more.length} more ${has} no team: ${names}; write "team" under each\n`);
  }
  if (checkout?.isCertain === false) {
    io.stderr.write(
      `warning: "${checkout.folder}" is no git repository; write targets.ai-gateway.path from the repository's root\n`,
    );
  }
  const home = (await repositoryOf(io, root)) ?? root;
  if (checkout !== undefined && !isInside(checkout.folder, home)) {
    io.stderr.write(
      `note: targets.ai-gateway.checkout leads out of this repository, so it holds where the folder lies beside it too; elsewhere, as in CI, name the folder with --checkout ai-gateway=DIR, or the files are read from GitLab\n`,
    );
  }
  io.stderr.write(
    "next: cutover schema --install helps editors; fill in what is marked; cutover new KIND NAME (upgrade, integration or deprecation)\n",
  );
}
