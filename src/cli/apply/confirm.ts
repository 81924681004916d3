import { createInterface } from "node:readline/promises";
import type { Plan } from "../../plan/plan.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** Asks on the terminal whether to go on; throws UserError where there is none. */
export async function confirmed(io: Io, plan: Plan): Promise<boolean> {
  if (!io.stdin?.isTTY) {
    throw new UserError(EXIT.usage, "apply asks before it writes, and there is no terminal to ask on", "say --yes");
  }
  const prompt = createInterface({ input: io.stdin });
  // Ctrl-C and the end of the input are answers too: no.
  const ended = new Promise<string>((resolve) => {
    prompt.once("close", () => resolve(""));
    io.signal?.addEventListener("abort", () => resolve(""), { once: true });
  });
  const answer = prompt.question("");
  io.stderr.write(
    `Apply ${plan.changes.length === 1 ? "this change" : `these ${plan.changes.length} changes`}? Only "yes" is taken: `,
  );
  try {
    return (await Promise.race([answer, ended])).trim() === "yes";
  } finally {
    prompt.close();
  }
}
