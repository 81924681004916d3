import { createInterface } from "node:readline/promises";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** One thing that a command has to know. */
export interface Question {
  /** Option that answers it, such as `--owner`. */
  readonly option: string;
  readonly text: string;
  /** Taken when nothing is answered. */
  readonly usual?: string | undefined;
  /** What an answer must look like. */
  readonly pattern: RegExp;
  /** An answer that fits, for messages. */
  readonly example: string;
}

/** The option's value, else the answer on a terminal, else what is usual. Without any of them the option is asked for. */
export async function answer(io: Io, question: Question, given: string | undefined): Promise<string> {
  if (given !== undefined) return checked(question, given);
  const { option, text, usual, example } = question;
  if (io.stdin?.isTTY !== true) {
    if (usual !== undefined) return usual;
    throw new UserError(
      EXIT.usage,
      `${option} is missing, and there is no terminal to ask on`,
      `say ${option} ${example}`,
    );
  }
  const prompt = createInterface({ input: io.stdin });
  try {
    io.stderr.write(`${text}${usual === undefined ? ` (such as ${example})` : ` [${usual}]`}: `);
    const line = await Promise.race([
      prompt.question(""),
      new Promise<string>((end) => prompt.once("close", () => end(""))),
    ]);
    const said = line.trim();
    if (said === "" && usual === undefined)
      throw new UserError(EXIT.usage, `nothing was answered; ${option} has to be known`);
    return said === "" ? (usual ?? "") : checked(question, said);
  } finally {
    prompt.close();
  }
}

function checked({ option, pattern, example }: Question, value: string): string {
  if (pattern.test(value)) return value;
  throw new UserError(EXIT.usage, `${option}: "${value}" is not understood`, `write it like ${example}`);
}
