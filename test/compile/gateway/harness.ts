import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits } from "../../../src/compile/files/edit.ts";
import { editGateway, type GatewayEdits } from "../../../src/compile/files/gateway/edit-gateway.ts";
import { readGateway } from "../../../src/compile/files/gateway/read-gateway.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { loadMigration } from "../../../src/load/validate.ts";
import type { GatewayFiles } from "../../../src/model/gateway.ts";

export interface Texts {
  readonly models: string;
  readonly features: string;
}

export const FILES = { models: "models.yml", features: "unit_primitives.yml" } as const;

export function textsIn(folder: string): Texts {
  return {
    models: readFileSync(join(folder, FILES.models), "utf8"),
    features: readFileSync(join(folder, FILES.features), "utf8"),
  };
}

/** The gateway that both texts describe; throws where they describe none. */
export function gatewayOf(texts: Texts): GatewayFiles {
  const { gateway, problems } = readGateway(
    { file: FILES.models, text: texts.models },
    { file: FILES.features, text: texts.features },
  );
  if (gateway === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return gateway;
}

/** Edits of a migration that has to be valid. */
export function editsFor(texts: Texts, migration: string, file = "migrations/example.yaml"): GatewayEdits {
  const { document, diagnostics } = loadMigration(migration, file);
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return editGateway({ gateway: gatewayOf(texts), migration: document });
}

export interface Edited extends Texts {
  readonly problems: readonly Diagnostic[];
  /** Number of edits. */
  readonly count: number;
}

/** Both files after the migration's edits, and what kept them from being made. */
export function edited(texts: Texts, migration: string): Edited {
  const { models, features, problems } = editsFor(texts, migration);
  const results = [applyEdits(texts.models, models), applyEdits(texts.features, features)];
  const [first, second] = results.map((result) => {
    if ("overlap" in result) throw new Error("edits overlap");
    return result.text;
  });
  return { models: first ?? "", features: second ?? "", problems, count: models.length + features.length };
}
