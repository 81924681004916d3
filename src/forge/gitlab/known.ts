import type { Known, Trouble } from "../../doctor/facts.ts";
import { ForgeError } from "../port.ts";

const KINDS: ReadonlySet<string> = new Set(["unreachable", "unauthenticated", "forbidden", "missing"]);

/** What a read gives, or why the server did not give it. */
export async function known<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return { trouble: troubleOf(error) };
  }
}

function troubleOf({ kind, message, hint }: ForgeError): Trouble {
  return { kind: KINDS.has(kind) ? (kind as Trouble["kind"]) : "other", reason: message, hint };
}
