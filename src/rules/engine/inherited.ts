import { findModel, type GatewayFiles, type GatewayModel } from "../../model/gateway.ts";
import { mapOf, sameData } from "../../model/plain-data.ts";
import { type Path, pointer, type Range, type SourceDocument } from "../../model/source.ts";

interface Fault {
  readonly about: { readonly offering?: string; readonly path?: Path };
}

/**
 * Faults without those that an offering has by a merge key or an alias from another one that has the same fault: it is
 * written once, and to mend it there mends both.
 */
export function withoutInherited<F extends Fault>(faults: readonly F[], gateway: GatewayFiles): F[] {
  const located = faults.map((fault) => ({ fault, ...placeIn(gateway, fault) }));
  const written = located.filter(({ path, isInherited }) => path !== undefined && !isInherited);
  return located.flatMap(({ fault, model, path, isInherited }) => {
    const isSaid =
      isInherited &&
      written.some((one) => sameData(one.path, path) && sameData(valueIn(one.model, path), valueIn(model, path)));
    return isSaid ? [] : [fault];
  });
}

interface PlaceIn {
  readonly model: GatewayModel | undefined;
  /** Route inside the offering's entry; undefined where the fault is about the whole entry, or about a feature. */
  readonly path: Path | undefined;
  readonly isInherited: boolean;
}

function placeIn(gateway: GatewayFiles, { about }: Fault): PlaceIn {
  const model = about.offering === undefined ? undefined : findModel(gateway, about.offering);
  const path = about.path?.length ? about.path : undefined;
  const isInherited =
    model !== undefined && path !== undefined && inherits(gateway.models.source, ["models", model.index], path);
  return { model, path: model && path, isInherited };
}

/** Whether what an entry has at `path` is not written in it: a merge key or an alias stands there instead. */
function inherits(source: SourceDocument, entry: Path, path: Path): boolean {
  const { nodes, text } = source;
  for (const [index, key] of path.entries()) {
    const parent = [...entry, ...path.slice(0, index)];
    if (nodes.has(pointer([...parent, key]))) continue;
    const value = nodes.get(pointer(parent))?.value;
    return merges(source, pointer(parent)) || (value !== undefined && text.startsWith("*", value.start));
  }
  return false;
}

function merges({ nodes, text }: SourceDocument, parent: string): boolean {
  return [...nodes].some(
    ([at, { key }]) =>
      key !== undefined && at.lastIndexOf("/") === parent.length && at.startsWith(parent) && textAt(text, key) === "<<",
  );
}

function textAt(text: string, { start, end }: Range): string {
  return text.slice(start, end);
}

function valueIn(model: GatewayModel | undefined, path: Path = []): unknown {
  return path.reduce((value: unknown, key) => mapOf(value)[key], model?.entry);
}
