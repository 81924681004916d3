import { listOf, type Move } from "../../model/move.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { itemAt, type Place, valueAt } from "./place.ts";

/** Where an entry names an offering that it brings to its features: as default, as choice, as the model of a size. */
export function goalPlaces(document: MigrationDocument, { path, offer, sizes, entry }: Move, id: string): Place[] {
  const to = listOf<string>(entry.to).indexOf(id);
  const offered = offer.findIndex((item) => item.id === id);
  const size = Object.entries(sizes).find(([, value]) => value.to === id)?.[0];
  return [
    ...(to === -1 ? [] : [itemAt(document, [...path, "to"], entry.to, to)]),
    ...(offered === -1 ? [] : [valueAt(document, [...path, "offer", offered])]),
    ...(size === undefined ? [] : [valueAt(document, [...path, "sizes", size])]),
  ];
}
