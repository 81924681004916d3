import type { Forge } from "../forge/port.ts";
import type { Observed, ObservedNote } from "../model/observed.ts";
import { basisOf, digestOf } from "../plan/digest.ts";
import type { Cause, Change } from "../plan/plan.ts";
import type { Outcome } from "./outcome.ts";
import type { Scene } from "./scene.ts";
import { type Write, watched } from "./watched.ts";

/** One line of the record of what a run did. It names objects and digests, and never text of them. */
export interface AuditStep {
  /** `intent` stands before each write, `outcome` behind each change that was tried. */
  readonly phase: "intent" | "outcome";
  readonly change: string;
  readonly key: string;
  readonly kind: Change["kind"];
  readonly action: Change["action"];
  readonly migration: string;
  /** `migrations/a.yaml:12`, or who or what else asked for it. */
  readonly cause: string;
  /** What the forge was asked for; absent where nothing was written. */
  readonly write?: Write["name"] | undefined;
  readonly url?: string | undefined;
  /** Digest of the object as it was read right before, and as the forge answered. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly status?: Outcome["status"] | undefined;
  /** Left out where the object is confidential. */
  readonly message?: string | undefined;
}

export type Auditor = (step: AuditStep) => Promise<void>;

/** What a line of the record says of the change itself. */
type About = Pick<AuditStep, "change" | "key" | "kind" | "action" | "migration" | "cause" | "url">;

/** A forge that tells of each write before it is made; what cannot be told is not made. */
interface TracedForge {
  readonly forge: Forge;
  readonly end: (outcome: Pick<AuditStep, "status" | "message" | "url">) => Promise<void>;
}

export function tracedForge(untold: Forge, about: About, audit: Auditor): TracedForge {
  const seen = new Map<string, string>();
  let last: Pick<AuditStep, "write" | "before" | "after"> = {};
  const forge = watched(untold, async ({ name, at }, carryOut) => {
    last = { write: name, before: at && seen.get(digestOf(at)) };
    await audit({ ...about, phase: "intent", ...last });
    const result = await carryOut();
    last = { ...last, after: digestAfter(result) };
    return result;
  });
  const read: typeof forge.read = async (at, paths) => {
    const found = await forge.read(at, paths);
    if (found !== undefined) seen.set(digestOf(at), basisOf(found));
    return found;
  };
  return {
    forge: { ...forge, read },
    end: ({ status, message, url }) =>
      audit({ ...about, phase: "outcome", ...last, url: url ?? about.url, status, message }),
  };
}

/** What one change does to the forge, as it does it. */
interface Trace {
  readonly scene: Scene;
  readonly end: (outcome: Outcome) => Promise<void>;
}

export function traceOf(scene: Scene, change: Change, audit: Auditor): Trace {
  const { forge, end } = tracedForge(scene.forge, aboutOf(change), audit);
  return {
    scene: { ...scene, forge },
    end: ({ status, message, url }) => end({ status, message: change.confidential ? undefined : message, url }),
  };
}

function aboutOf({ id, key, kind, action, migration, cause, url }: Change): About {
  return { change: id, key, kind, action, migration, cause: causeText(cause), url };
}

function causeText(cause: Cause): string {
  if ("file" in cause) return `${cause.file}:${cause.line}`;
  return "person" in cause ? `person: ${cause.person}` : `template: ${cause.template}`;
}

function digestAfter(result: unknown): string | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  return "kind" in result ? basisOf(result as Observed) : digestOf((result as ObservedNote).body);
}
