import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node.js";

/** The part of yaml-language-server's settings that decides here. */
export interface Settings {
  /** Files by the path of their schema, as people write it into their editor's settings. */
  readonly schemas?: Readonly<Record<string, string>>;
}

/** One offer of a completion, as an editor shows it. */
export interface Offer {
  readonly label: string;
  readonly about: string;
  readonly inserts: string;
}

/** The real server on a folder, spoken to as an editor does. */
export interface Server {
  /** What is offered where `|` stands in the text of a file that is given from the folder on. */
  complete(file: string, marked: string): Promise<readonly Offer[]>;
  /** What is said about the place before `|`. */
  hover(file: string, marked: string): Promise<string>;
  /** What is wrong in a text. */
  check(file: string, text: string): Promise<readonly Diagnostic[]>;
  stop(): Promise<void>;
}

export async function startServer(root: string, settings: Settings = {}): Promise<Server> {
  const process = launch();
  const connection = connect(process);
  const configured = configure(connection, settings);
  const waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) =>
    waiting.get(uri)?.(diagnostics),
  );
  connection.listen();
  await initialize(connection, root);
  await configured;
  const open = opener(connection, root);
  return {
    complete: async (file, marked) => {
      const found: CompletionList = await connection.sendRequest("textDocument/completion", await open(file, marked));
      return found.items.map(offerOf);
    },
    hover: async (file, marked) => {
      const found: Hover | null = await connection.sendRequest("textDocument/hover", await open(file, marked));
      return found === null ? "" : textOf(found.contents as CompletionItem["documentation"]);
    },
    check: (file, text) =>
      new Promise((resolve, reject) => {
        waiting.set(uriOf(root, file), resolve);
        open(file, text).catch(reject);
      }),
    stop: () => stop(process, connection),
  };
}

function launch(): ChildProcess {
  const home = dirname(createRequire(import.meta.url).resolve("yaml-language-server/package.json"));
  const program = join(home, "bin", "yaml-language-server");
  return spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
}

function connect({ stdin, stdout }: ChildProcess): ProtocolConnection {
  if (stdin === null || stdout === null) throw new Error("the server has no pipes");
  return createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
}

/** Resolves when the server has asked for its settings: before, it knows no schema by them. */
function configure(connection: ProtocolConnection, settings: Settings): Promise<void> {
  const yaml = { ...settings, validate: true, completion: true, hover: true, schemaStore: { enable: false } };
  return new Promise((resolve) => {
    connection.onRequest("workspace/configuration", ({ items }: { items: readonly { section?: string }[] }) => {
      resolve();
      return items.map(({ section }) => (section === "yaml" ? yaml : {}));
    });
  });
}

async function initialize(connection: ProtocolConnection, root: string): Promise<void> {
  const uri = pathToFileURL(root).href;
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: uri,
    workspaceFolders: [{ uri, name: "workspace" }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } },
        hover: { contentFormat: ["markdown"] },
      },
    },
  });
  await connection.sendNotification("initialized", {});
}

/** Opens a text, and gives the place of `|` in it; each text is a new version of its file. */
function opener(connection: ProtocolConnection, root: string): (file: string, marked: string) => Promise<object> {
  let version = 0;
  return async (file, marked) => {
    const at = marked.indexOf("|");
    const before = at === -1 ? "" : marked.slice(0, at);
    const text = at === -1 ? marked : before + marked.slice(at + 1);
    const lines = before.split("\n");
    const uri = uriOf(root, file);
    version += 1;
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version, text },
    });
    return { textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
  };
}

function uriOf(root: string, file: string): string {
  return pathToFileURL(join(root, file)).href;
}

function offerOf({ label, documentation, insertText, textEdit }: CompletionItem): Offer {
  return { label, about: textOf(documentation), inserts: insertText ?? textEdit?.newText ?? "" };
}

function textOf(content: CompletionItem["documentation"]): string {
  return typeof content === "string" ? content : (content?.value ?? "");
}

async function stop(process: ChildProcess, connection: ProtocolConnection): Promise<void> {
  const ended = new Promise((resolve) => process.once("exit", resolve));
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  await ended;
  connection.dispose();
}
