import { explanationOf } from "../../deadlines/explanation.ts";
import { usesByOffering } from "../../deadlines/listing.ts";
import { sources } from "../../deadlines/sources/index.ts";
import type { Instant } from "../../model/duration.ts";
import { findModel, modelsIn } from "../../model/gateway.ts";
import { hostWords } from "../../model/host.ts";
import { hostsOf } from "../../model/offering-name.ts";
import { renderExplanation, renderSelfHosted } from "../../report/deadlines/explain.ts";
import { renderExplanationJson, renderSelfHostedJson } from "../../report/deadlines/json.ts";
import { useColor } from "../context.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { type OpenDeadlines, openDeadlines } from "./open-deadlines.ts";
import { unknownOffering } from "./unknown-offering.ts";

export interface ExplainOptions extends CommonOptions {
  readonly offering: string;
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
  readonly format: "pretty" | "json";
}

/** Prints everything that is known of the end of one offering, and why it is what it is. */
export async function explain(io: Io, options: ExplainOptions): Promise<ExitCode> {
  const opened = await openDeadlines(io, options);
  if (typeof opened === "number") return opened;
  const { offering: id, format } = options;
  const { instant, isComplete, deadlines } = opened;
  const gateways = new Map(opened.gateways.map(({ target, files }) => [target, files]));
  const uses = usesByOffering({ ...opened, gateways }).get(id) ?? [];
  const setting = { instant, isComplete, uses, sources };
  const colors = { color: useColor(io, options, io.stdout) };
  const deadline = deadlines.get(id);
  if (deadline === undefined) {
    refuseUnknown(id, opened);
    io.stdout.write(format === "json" ? renderSelfHostedJson(id, setting) : renderSelfHosted(id, setting, colors));
    return EXIT.clean;
  }
  const { workspace, document } = opened;
  const config = workspace.config.data;
  const explanation = explanationOf({ id, deadline, document: document.data, deadlines, config, instant });
  io.stdout.write(
    format === "json" ? renderExplanationJson(explanation, setting) : renderExplanation(explanation, setting, colors),
  );
  return EXIT.clean;
}

/** What is left after it is a self-hosted entry, which nobody ends but those who run it. */
function refuseUnknown(id: string, { gateways, deadlines, workspace }: OpenDeadlines): void {
  const model = gateways.map(({ files }) => findModel(files, id)).find((found) => found !== undefined);
  if (model === undefined) {
    const ids = gateways.flatMap(({ files }) => modelsIn(files).map((one) => one.id));
    throw unknownOffering(id, [...deadlines.keys(), ...ids]);
  }
  if (hostWords(model, hostsOf(workspace.config.data)).length === 0) return;
  throw new UserError(
    EXIT.usage,
    `the entry of "${id}" in models.yml does not say which model it is at which host`,
    "params.model, params.custom_llm_provider and provider are where it would stand",
  );
}
