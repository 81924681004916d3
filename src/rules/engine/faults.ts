import type { GatewayFiles } from "../../model/gateway.ts";
import { type Move, movesOf } from "../../model/move.ts";
import { type Path, pointer } from "../../model/source.ts";
import type { TargetView } from "../../model/target.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { goalPlaces } from "./goals.ts";
import { withoutInherited } from "./inherited.ts";
import { editingMigrations } from "./open.ts";
import { keyAt, type Place, valueAt } from "./place.ts";

/** What a fault is about, to find the migration that brings it about. */
export type About = (
  | { readonly offering: string }
  | { readonly feature: string /** Offerings that are at fault in its entry. */; readonly ids?: readonly string[] }
) & {
  /** Route inside the entry of the offering or feature. */
  readonly path?: Path;
  /** The key at `path` is at fault, and not its value. */
  readonly isKey?: boolean;
};

/** Something wrong in the gateway's files, as found on one side of the edits. */
export interface Fault {
  /** Tells this fault from all others; equal on both sides of the edits. */
  readonly key: string;
  /** Where it stands in the files that it was found in. */
  readonly at: Place;
  readonly about: About;
}

/** A fault of the result. */
export interface Found<F extends Fault> {
  readonly target: string;
  readonly fault: F;
  /** Where it stands already, or else the place in a migration that brings it about. */
  readonly at: Place;
  /** True where it stands in the files already; `fault` is then what was found there. */
  readonly present: boolean;
}

/** What `find` sees on the side of the result. What the migrations mend is not reported. */
export function faultsOf<F extends Fault>(
  input: { readonly workspace: Workspace; readonly before: TargetView; readonly after: TargetView },
  find: (gateway: GatewayFiles, target: string) => readonly F[],
): Found<F>[] {
  return [...input.after.gateways].flatMap(([target, gateway]) => {
    const old = input.before.gateways.get(target);
    const present = new Map((old === undefined ? [] : find(old, target)).map((fault) => [fault.key, fault]));
    return withoutInherited(find(gateway, target), gateway).map((fault): Found<F> => {
      const known = present.get(fault.key);
      if (known !== undefined) return { target, fault: known, at: known.at, present: true };
      return { target, fault, at: causeOf(input.workspace, fault.about) ?? fault.at, present: false };
    });
  });
}

/** The closest place in a migration that makes the result what it is; undefined where none touches it. */
export function causeOf(workspace: Workspace, about: About): Place | undefined {
  const places = editingMigrations(workspace).flatMap((document) =>
    "offering" in about ? offeringCause(document, about) : featureCauses(document, about),
  );
  return places.sort((a, b) => a.distance - b.distance)[0]?.place;
}

interface Candidate {
  readonly place: Place;
  /** The smaller, the more exactly it names what is at fault. */
  readonly distance: number;
}

function offeringCause(
  document: MigrationDocument,
  { offering, path = [], isKey }: Extract<About, { readonly offering: string }>,
): Candidate[] {
  const { offerings, replaces } = document.data;
  const bases: Path[] = [
    ...(Object.hasOwn(offerings ?? {}, offering) ? [["offerings", offering]] : []),
    ...(Object.hasOwn(replaces ?? {}, offering) ? [["replaces", offering]] : []),
  ];
  return bases.map((base) => {
    const exact = document.source.nodes.has(pointer([...base, ...path]));
    const find = path.length === 0 || isKey ? keyAt : valueAt;
    const place = find(document, [...base, ...path]);
    return { place, distance: exact ? 0 : 1 };
  });
}

function featureCauses(
  document: MigrationDocument,
  { feature, ids = [], path, isKey }: Extract<About, { readonly feature: string }>,
): Candidate[] {
  return movesOf(document.data)
    .filter((move) => move.feature === feature)
    .flatMap((move) => [
      ...ids.flatMap((id) => goalPlaces(document, move, id)).map((place) => ({ place, distance: 0 })),
      ...(path === undefined ? [] : patchedAt(document, move, path, isKey)),
      { place: keyAt(document, move.path), distance: 1 },
    ]);
}

/** Where `entry` of a move writes the key at `path`. */
function patchedAt(document: MigrationDocument, move: Move, path: Path, isKey: boolean | undefined): Candidate[] {
  const patched = [...move.path, "entry", ...path];
  if (!document.source.nodes.has(pointer(patched))) return [];
  return [{ place: isKey ? keyAt(document, patched) : valueAt(document, patched), distance: 0 }];
}
