import { type ExplainInput, type Explanation, explainLine } from "../../compile/explain/explain.ts";
import type { Cause } from "../../model/source.ts";
import type { Workspace } from "../../model/workspace.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** A place such as `files/ai-gateway/models.yml:12`. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

interface Because extends Cause {
  readonly text: string;
}

/** Prints what caused one line of what compile writes. */
export function explainPlace(
  io: Io,
  place: Place,
  format: "pretty" | "json",
  input: Omit<ExplainInput, "path" | "line">,
): ExitCode {
  const answer = explainLine({ ...input, ...place });
  if ("problem" in answer) throw new UserError(EXIT.usage, `--explain: ${answer.problem}`, answer.hint);
  const causes = answer.causes.map((cause): Because => ({ ...cause, text: textOf(input.workspace, cause) }));
  io.stdout.write(
    format === "json" ? `${JSON.stringify({ ...answer, causes }, null, 2)}\n` : pretty(answer, causes).join("\n"),
  );
  return EXIT.clean;
}

function textOf({ config, migrations }: Workspace, { file, line }: Cause): string {
  const document = [config, ...migrations].find((one) => one.file === file);
  return document?.source.text.split(/\r?\n/)[line - 1] ?? "";
}

function pretty(answer: Explanation, causes: readonly Because[]): string[] {
  const { path, line, text } = answer;
  return [`${path}:${line}`, `  ${text}`, "", reasonOf(answer), ...causes.flatMap(shown), ""];
}

function shown({ file, line, text }: Because): string[] {
  return [`  ${file}:${line}`, `    ${text.trim()}`];
}

function reasonOf({ kind, causes, origin, section, row }: Explanation): string {
  const from = origin === undefined ? "" : ` (line ${origin} of the file as it is)`;
  switch (kind) {
    case "kept":
      return `no migration asks for it: it stands in the target already${from}`;
    case "written":
      return origin === undefined ? "written because of" : `changed${from} because of`;
    case "removed":
      return `taken out${from} because of`;
    case "composed": {
      if (causes.length === 0) return "part of the form; no value of a file caused it";
      const where = section === undefined ? "" : ` in section "${section}"`;
      const task = row === undefined ? "" : `, a task of the process (${row})`;
      return `composed${where}${task}, because of`;
    }
  }
}
