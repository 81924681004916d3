import { resolve } from "node:path";
import { plan as validatePlan } from "../../load/validators/plan.gen.mjs";
import type { Plan } from "../../plan/plan.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { PlanOptions } from "../live-plan.ts";

/** The plan that `plan --out` saved; throws UserError for anything else. */
export async function readPlan(io: Io, { only, take }: PlanOptions, file: string): Promise<Plan> {
  if (only !== undefined || take.size > 0) {
    throw new UserError(
      EXIT.usage,
      "--only and --take go with a fresh plan",
      "give them to plan, and save that with --out",
    );
  }
  return parsePlan(file, await readText(io, file));
}

async function readText(io: Io, file: string): Promise<string> {
  try {
    return new TextDecoder().decode(await io.fs.readFile(resolve(io.cwd, file)));
  } catch {
    throw new UserError(EXIT.usage, `cannot read the plan "${file}"`, "save one with: cutover plan --out plan.json");
  }
}

function parsePlan(file: string, text: string): Plan {
  const hint = "save a new one with: cutover plan --out plan.json";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(EXIT.usage, `"${file}" is not JSON, so it is not a saved plan`, hint);
  }
  if (validatePlan(value)) return value as Plan;
  const { instancePath = "", keyword = "" } = validatePlan.errors?.[0] ?? {};
  throw new UserError(EXIT.usage, `"${file}" is not a plan of this version (${instancePath || "/"}: ${keyword})`, hint);
}
