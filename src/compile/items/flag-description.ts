import { FLAG } from "../../model/defaults.ts";
import type { Flag } from "../../model/schema/migration.gen.ts";
import { safeTitle } from "../safe-text.ts";
import type { Rollout } from "./rollout.ts";

/** What a flag does, in one line within GitLab's limit of 255 characters. */
export function describeFlag({ moves }: Rollout, flag: Flag): string {
  const { feature, from, to } = moves[0];
  const what = moves.length === 1 ? feature : `${feature} and ${moves.length - 1} more features`;
  const [off, on] = [flag.off ?? from?.join(", "), flag.on ?? to?.join(", ")];
  switch (flag.controls ?? FLAG.controls) {
    case "model":
      return safeTitle(`Serves ${what} with ${on ?? "the new model"}${off === undefined ? "" : ` instead of ${off}`}`);
    case "prompt_version":
      return safeTitle(
        `Serves ${what} with prompt version ${on ?? "of the new model"}${off === undefined ? "" : ` instead of ${off}`}`,
      );
    case "gateway_branch":
      return safeTitle(
        `Switches ${what} to the gateway's branch ${on ?? "for the new model"}${off === undefined ? "" : ` from ${off}`}`,
      );
  }
}
