import { ForgeError } from "../port.ts";

/** What a read gives, or undefined where the server says 404. */
export async function missing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ForgeError && error.kind === "missing") return undefined;
    throw error;
  }
}
