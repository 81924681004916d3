import { isBare } from "../model/bare.ts";
import { type GatewayFiles, type GatewayModel, modelsIn } from "../model/gateway.ts";
import { generationOf, providerInName } from "../model/gateway-generation.ts";
import { nodeAt } from "../model/source.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { replace } from "./engine/fix.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import type { Place } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";
import { placeInText } from "./engine/text-place.ts";

export default defineRule({
  id: "name-repeats-provider",
  summary: "a model's name leaves the provider out",
  severity: "warning",
  needs: "targets",
  messages: { repeats: 'name "{name}" repeats the provider, which the gateway adds: users see "{name} - {provider}"' },
  notes: { strip: 'write "{short}"' },
  docs: {
    why: `Since 2026-04-29 the gateway itself puts the provider behind the name of a model. A file in which most names end in
their provider is older than that and left alone; so is a vendor's name that is a part of the model's own, such as
"Mistral Small".`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    name: Claude Sonnet 4.5 - Anthropic
    provider: Anthropic
  - gitlab_identifier: claude_haiku_4_5
    name: Claude Haiku 4.5
    provider: Anthropic
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    name: Claude Sonnet 4.5
    provider: Anthropic
  - gitlab_identifier: claude_haiku_4_5
    name: Claude Haiku 4.5
    provider: Anthropic
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, present, fault } of faultsOf({ workspace, before, after }, repeats)) {
      const { model, name, short, piece, gateway } = fault;
      const edit = present && piece !== undefined ? withoutPiece(gateway, model, piece, short) : undefined;
      report({
        message: "repeats",
        at,
        data: { name, provider: String(model.entry["provider"]), short },
        fix: edit && { title: "strip", safety: "unsafe", edits: [edit] },
      });
    }
  },
});

interface Repeat extends Fault {
  readonly gateway: GatewayFiles;
  readonly model: GatewayModel;
  readonly name: string;
  readonly short: string;
  /** Where the name says the provider; undefined where the name comes out of an alias or a merge key. */
  readonly piece: Place | undefined;
}

function repeats(gateway: GatewayFiles): Repeat[] {
  if (generationOf(gateway).providerInNames) return [];
  return modelsIn(gateway).flatMap((model): Repeat[] => {
    const name = String(model.entry["name"]);
    const found = providerInName(model);
    if (found === undefined) return [];
    const path = ["name"];
    const whole = modelPlace(gateway, model, path);
    const place = placeInText(gateway.models.source, ["models", model.index, ...path], name, found);
    const piece = place.range.start > whole.range.start ? place : undefined;
    const short = name.slice(0, found.start).trimEnd() + name.slice(found.end);
    const at = piece ?? whole;
    return [{ key: model.id, at, about: { offering: model.id, path }, gateway, model, name, short, piece }];
  });
}

/** Takes the blanks before it too. What is left without quotes must be a text still, so that a number is not touched. */
function withoutPiece({ models: { source } }: GatewayFiles, { index }: GatewayModel, piece: Place, short: string) {
  const { value } = nodeAt(source, ["models", index, "name"]);
  if (!isBare(source.text, value.start)) return undefined;
  const isQuoted = /["']/.test(source.text[value.start] ?? "");
  if (!isQuoted && !/^[A-Za-z]\S*[ ]\S/.test(short)) return undefined;
  const blanks = /\s*$/.exec(source.text.slice(value.start, piece.range.start))?.[0].length ?? 0;
  const range = { start: piece.range.start - blanks, end: piece.range.end };
  return replace({ file: source.file, range }, "");
}
