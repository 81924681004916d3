import { join } from "node:path";
import { realPathOf } from "../../load/real-path.ts";
import { writeWhole } from "../../load/write.ts";
import { isMap } from "../../model/plain-data.ts";
import type { Io } from "../io.ts";

/** A text as it was last sent, so that it need not be sent again. */
interface Cached {
  readonly text: string;
  readonly etag: string;
}

/** Where the texts of sources are kept inside a workspace; git leaves `.cutover` out. */
const FOLDER = ".cutover/deadlines";

/** A header can hold nothing else. */
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]*"$/;

/** What was kept of an address; undefined where that is nothing, or nothing that can be used. */
export async function readCached({ fs }: Io, root: string, url: string): Promise<Cached | undefined> {
  try {
    const kept: unknown = JSON.parse(new TextDecoder().decode(await fs.readFile(pathOf(root, url))));
    if (!isMap(kept) || kept["url"] !== url) return undefined;
    const { text, etag } = kept;
    return typeof text === "string" && typeof etag === "string" && ETAG.test(etag) ? { text, etag } : undefined;
  } catch {
    return undefined;
  }
}

/** False where it cannot be kept: then it is sent whole the next time. */
export async function writeCached({ fs }: Io, root: string, url: string, { text, etag }: Cached): Promise<boolean> {
  const path = pathOf(root, url);
  try {
    // A link in a repository must not lead what is written here elsewhere.
    if ((await realPathOf(fs, path)) !== pathOf(await fs.realpath(root), url)) return false;
    await writeWhole(fs, path, `${JSON.stringify({ url, etag, text })}\n`);
    return true;
  } catch {
    return false;
  }
}

function pathOf(root: string, url: string): string {
  return join(root, FOLDER, `${url.replace(/^https?:\/\//, "").replace(/[^\w.-]+/g, "-")}.json`);
}
