import { readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "glob";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const files = globSync("src/**/*.ts", { cwd: root, posix: true, ignore: "**/*.d.ts" }).sort();

interface Import {
  readonly from: string;
  /** Path under src/ for our own files, else the package or node module. */
  readonly to: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2023, true);
  const found: Import[] = [];
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean, dynamic = false) => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const own = specifier.text.startsWith(".");
    const to = own ? relative("src", posix.join(posix.dirname(file), specifier.text)) : specifier.text;
    found.push({ from: relative("src", file), to, own, typeOnly, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration): boolean {
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || node.importClause?.isTypeOnly === true;
}

function inside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`);
}

const PURE = ["model", "rules", "compile", "adopt", "plan", "doctor", "deadlines", "rollout/machine"];
/** Packages that do no I/O; `yaml` has a row of its own. */
const PURE_PACKAGES = ["yaml", "diff", "commonmark", "fastest-levenshtein"];

/** design.md, section 7: folder -> folders of src that it may not import. */
const FORBIDDEN: readonly (readonly [string, readonly string[]])[] = [
  ["rules", ["compile", "plan", "forge"]],
  ["adopt", ["plan", "forge", "cli"]],
  ["plan", ["compile", "forge", "load"]],
  ["doctor", ["compile", "forge", "load"]],
  ["deadlines", ["compile", "plan", "forge", "load", "rules", "cli"]],
  ["apply", ["compile", "rules", "load", "forge/gitlab", "forge/github"]],
  ["forge/gitlab", ["plan", "compile", "rules", "load", "cli"]],
  ["forge/github", ["plan", "compile", "rules", "load", "cli", "forge/gitlab"]],
];

function show({ from, to }: Import): string {
  return `${from} -> ${to}`;
}

describe("the import table", () => {
  it("reads real imports", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(FORBIDDEN)("%s keeps away from %j", (folder, forbidden) => {
    const bad = imports.filter(
      ({ from, to, own }) => own && inside(from, folder) && forbidden.some((one) => inside(to, one)),
    );
    expect(bad.map(show)).toEqual([]);
  });

  it("a rule imports no other rule", () => {
    const isRule = (path: string) => /^rules\/[a-z-]+\.ts$/.test(path);
    expect(imports.filter(({ from, to }) => isRule(from) && isRule(to)).map(show)).toEqual([]);
  });

  it("the sandbox imports nothing else of src, and only the demo and its command start it", () => {
    const out = imports.filter(({ from, to, own }) => own && inside(from, "sandbox") && !inside(to, "sandbox"));
    const into = imports.filter(
      ({ from, to, own }) => own && inside(to, "sandbox") && !inside(from, "sandbox") && !inside(from, "cli"),
    );
    expect([...out, ...into].map(show)).toEqual([]);
  });

  it("yaml is known to load and compile/files alone", () => {
    const bad = imports.filter(
      ({ from, to }) => to === "yaml" && !inside(from, "load") && !inside(from, "compile/files"),
    );
    expect(bad.map(show)).toEqual([]);
  });

  it("the clients of forges are known to their adapters alone", () => {
    const CLIENTS = [
      ["@gitbeaker/", "forge/gitlab"],
      ["@octokit/", "forge/github"],
    ] as const;
    for (const [client, folder] of CLIENTS) {
      const users = imports.filter(({ to }) => to.startsWith(client));
      expect(users.length).toBeGreaterThan(0);
      expect(users.filter(({ from }) => !inside(from, folder)).map(show)).toEqual([]);
    }
  });

  it("nobody imports cli but its own files and main", () => {
    const bad = imports.filter(
      ({ from, to, own }) => own && inside(to, "cli") && !inside(from, "cli") && from !== "main.ts",
    );
    expect(bad.map(show)).toEqual([]);
  });

  it("the middle is pure: no I/O modules and no packages that do I/O", () => {
    const bad = imports.filter(
      ({ from, to, own }) =>
        !own && PURE.some((folder) => inside(from, folder)) && to !== "node:crypto" && !PURE_PACKAGES.includes(to),
    );
    expect(bad.map(show)).toEqual([]);
  });

  it.each([
    [
      "a clock, chance or the terminal in the pure middle",
      PURE,
      /\bDate\.now\b|new Date\(\)|Math\.random|\bperformance\.|\bconsole\.|\bsetTimeout\b|\bfetch\(|crypto"\)|randomUUID/,
    ],
    ["`process` outside main.ts", ["."], /(?<![\w."'`/ -])process\.|from "node:process"/],
  ])("no %s", (_name, folders, pattern) => {
    const bad = files
      .filter(
        (file) =>
          file !== "src/main.ts" && folders.some((folder) => folder === "." || inside(relative("src", file), folder)),
      )
      .filter((file) => pattern.test(withoutComments(readFileSync(join(root, file), "utf8"))));
    expect(bad).toEqual([]);
  });

  it("node:crypto gives the pure middle hashes and nothing else", () => {
    const users = imports.filter(({ from, to }) => to === "node:crypto" && PURE.some((folder) => inside(from, folder)));
    const bad = users.filter(
      ({ from }) => !/import \{ createHash \} from "node:crypto"/.test(readFileSync(join(root, "src", from), "utf8")),
    );
    expect(bad.map(show)).toEqual([]);
  });
});

describe("imports", () => {
  it("run in no circle", () => {
    expect(circles()).toEqual([]);
  });

  it("name their files with the extension", () => {
    const bad = imports.filter(
      ({ to, own }) => own && !/\.ts$|\.gen\.mjs$|^\.\.\/schema\/[a-z]+\.schema\.json$/.test(to),
    );
    expect(bad.map(show)).toEqual([]);
  });

  it("have no drawer for odds and ends", () => {
    expect(files.filter((file) => /\/(util|utils|helpers|misc|common)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});

describe("commands load what they need when they are asked for", () => {
  it("the entry loads names and options alone", () => {
    expect(
      loadedBy("main.ts").filter((path) => path.includes("/") && !path.startsWith("cli/") && !path.startsWith("node:")),
    ).toEqual(["model/duration.ts", "report/diagnostics/formats.ts", "report/plan/formats.ts"]);
  });

  it("lint loads no network code", () => {
    const network = /^(forge|apply|sandbox|plan)\/|gitbeaker|octokit|^node:(http|https|net)$|^p-limit$/;
    expect(loadedBy("cli/lint.ts").filter((path) => network.test(path))).toEqual([]);
  });
});

/** Everything that is loaded together with a file: its own files and packages, without types and lazy imports. */
function loadedBy(start: string): string[] {
  const seen = new Set<string>();
  const queue = [start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const next = imports.filter(({ from, typeOnly, dynamic }) => from === file && !typeOnly && !dynamic);
    for (const { to } of next) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return [...seen].sort();
}

function circles(): string[] {
  const graph = new Map<string, string[]>();
  for (const { from, to, own, dynamic } of imports) {
    if (own && !dynamic) graph.set(from, [...(graph.get(from) ?? []), to]);
  }
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
      return;
    }
    state.set(file, "open");
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, "done");
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
