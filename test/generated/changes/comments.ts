import { blockOf, type Draft, modelBlocks, modelKey } from "../draft.ts";
import type { Fact } from "../fact.ts";
import type { Random } from "../random.ts";

/** Nothing but a remark: behind a value, in place of the one there, or above an entry or a key. */
export function comment(draft: Draft, random: Random): Fact[] | undefined {
  const { id } = random.pick(modelBlocks(draft));
  const key = random.pick(["max_context_tokens", "gitlab_identifier", "cost_indicator", "model_class_provider"]);
  const span = modelKey(draft, id, [key]);
  const block = blockOf(modelBlocks(draft), id);
  if (span === undefined || span.from === block.start) return undefined;
  const line = draft.models[span.from] ?? "";
  const place = random.pick(["behind", "behind", "above the entry", "above the key"]);
  if (place === "behind")
    draft.models[span.from] = `${line.replace(/\s+#.*$/, "")} # asked about on ${random.below(28) + 1} May`;
  else if (place === "above the key") draft.models.splice(span.from, 0, "    # Note: measured, not promised.");
  else draft.models.splice(block.start, 0, "  # kept for requests of older clients");
  return [{ what: "commented", id }];
}
