import { resolve } from "node:path";
import { readGateway } from "../../compile/files/gateway/read-gateway.ts";
import { codeFrame } from "../../diagnostics/code-frame.ts";
import type { GatewayFiles } from "../../model/gateway.ts";
import { GATEWAY_FILES } from "../../model/gateway.ts";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** Both gateway files of a folder; a file that cannot be read is named with what is wrong in it. */
export async function gatewayIn(
  io: Io,
  folder: string,
  nameOf: (file: string) => string = (file) => file,
): Promise<GatewayFiles> {
  const [models, features] = await Promise.all(
    GATEWAY_FILES.map(async (file) => ({ file: nameOf(file), text: await textOf(io, resolve(folder, file)) })),
  );
  if (models === undefined || features === undefined) throw new Error("the gateway has two files");
  return readable(models, features);
}

/** The parsed files, or the first thing that is wrong in them. */
export function readable(
  models: { readonly file: string; readonly text: string },
  features: { readonly file: string; readonly text: string },
): GatewayFiles {
  const { gateway, problems } = readGateway(models, features);
  if (gateway !== undefined) return gateway;
  const [first] = problems;
  const text = first?.file === models.file ? models.text : features.text;
  // A frame shows the lines around too, and the whole text says best what is a secret in them.
  const frame = first === undefined ? "" : `\n${codeFrame(concealed(text), first.range, { color: false })}`;
  throw new UserError(EXIT.problems, `${first?.file}: ${first?.message}${frame}`);
}

async function textOf(io: Io, path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await io.fs.readFile(path));
  } catch {
    throw new UserError(EXIT.usage, `cannot read "${path}"`, "name a folder with models.yml and unit_primitives.yml");
  }
}
