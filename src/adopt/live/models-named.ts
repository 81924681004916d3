import { type GatewayFiles, modelsIn } from "../../model/gateway.ts";
import { hostAtEnd } from "../../model/host.ts";
import { modelOf } from "../../model/offering-name.ts";
import { idsIn } from "../../model/words-in.ts";
import { outermost, placesOfWords } from "./spans.ts";

/** The gateway's models: its offerings without host and snapshot. */
export interface Models {
  readonly gateway: GatewayFiles;
  readonly hosts: ReadonlySet<string>;
}

interface NamedModel {
  /** Id without host and snapshot, such as `claude_sonnet_4_6`. */
  readonly model: string;
  /** Whether the words around it say that it goes. */
  readonly isOld: boolean;
}

/** The last of these before a name decides. */
const DIRECTION =
  /\b(?:(replac\w*|discontinu\w*|deprecat\w*|retir\w*|sunset\w*|remov\w*|from|instead of)|with|to|by|roll\w*|upgrad\w*|migrat\w*)\b/gi;
const ENDS = /^\W{0,3}(?:(?:is|are|was|will be|gets)\s+)?(?:discontinu|deprecat|retire|remov|sunset|goes\b|end)/i;

/** Models that a text names as people write them, by id, or by the name on the wire, in the order of the text. */
export function modelsNamed(text: string, { gateway, hosts }: Models): NamedModel[] {
  const models = [...new Set(modelsIn(gateway).map(({ id }) => modelOf(id, hosts)))];
  const spans = outermost(models.flatMap((model) => placesOfWords(text, model.split("_"), "[\\s/._-]+", model)));
  return spans.map(({ start, end, what }, index) => {
    const before = text.slice(spans[index - 1]?.end ?? 0, start).replace(/[\s\S]*\n/, "");
    const [, old] = [...before.matchAll(DIRECTION)].at(-1) ?? [];
    return { model: what, isOld: old !== undefined || ENDS.test(text.slice(end, end + 40)) };
  });
}

/**
 * The offerings of a model that take the place of others: those that texts name by id, else those at the same hosts,
 * else the only one. Undefined where nobody can tell; `among` are the ones to choose from.
 */
export function offeringsOf(
  model: string,
  {
    like,
    texts,
    models,
  }: { readonly like: readonly string[]; readonly texts: readonly string[]; readonly models: Models },
): { readonly ids?: readonly string[]; readonly among: readonly string[] } {
  const { gateway, hosts } = models;
  const among = modelsIn(gateway)
    .map(({ id }) => id)
    .filter((id) => modelOf(id, hosts) === model);
  // The plain id is also the model's own name, so that it says nothing of the host.
  const named = among.filter((id) => id !== model && texts.some((text) => idsIn(text, id).length > 0));
  if (named.length === 1) return { ids: named, among };
  const same = like.flatMap((old) => among.filter((id) => hostAtEnd(id, hosts) === hostAtEnd(old, hosts)).slice(0, 1));
  if (same.length > 0 && same.length === like.length) return { ids: [...new Set(same)], among };
  return among.length === 1 ? { ids: among, among } : { among };
}
