import pLimit from "p-limit";
import { type Reading, ShapeError, type Source, type SourceFile } from "../../deadlines/source.ts";
import { ForgeError } from "../../forge/port.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { readCached, writeCached } from "./cache.ts";
import { type Github, openGithub } from "./github.ts";

/** What became of one source. */
export interface SourceRead {
  readonly source: Source;
  /** Absent where it could not be read, or not be understood. */
  readonly reading?: Reading;
  /** Why: one line that names the file, and a hint. */
  readonly trouble?: Trouble;
  /** Address that its repository was found at, where it has another name by now. */
  readonly movedTo?: string;
  /** How many of its files could not be kept for the next time. */
  readonly unkept: number;
}

interface Trouble {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What became of one file. */
interface FileRead {
  /** Absent where it is not there. */
  readonly text?: string;
  readonly movedTo?: string;
  readonly isUnkept?: boolean;
}

const CONCURRENCY = 4;

/**
 * Reads all sources at once, each by itself: one that cannot be read, or is written in another way than it was, keeps no
 * other one from being read. `read` is called after each of them.
 */
export async function readSources(
  io: Io,
  root: string,
  sources: readonly Source[],
  read: () => void,
): Promise<readonly SourceRead[]> {
  const github = await openGithub(io);
  const limit = pLimit(CONCURRENCY);
  return Promise.all(
    sources.map(async (source) => {
      const files = await Promise.allSettled(
        source.files.map((file) => limit(() => readFile(io, root, github, source, file))),
      );
      read();
      return settle(io, source, files);
    }),
  );
}

async function readFile(
  io: Io,
  root: string,
  github: Github,
  { repository }: Source,
  { path, optional = false }: SourceFile,
): Promise<FileRead> {
  const url = `${github.url}/repos/${repository}/contents/${path}`;
  const cached = await readCached(io, root, url);
  const found = await github.read({ repository, path, etag: cached?.etag });
  if (found.state === "missing") {
    if (optional) return {};
    throw new ForgeError("missing", `${repository} has no ${path}`, MISSING);
  }
  const moved = found.movedTo === undefined ? {} : { movedTo: found.movedTo };
  if (found.state === "unchanged") return { ...moved, ...(cached && { text: cached.text }) };
  const { text, etag } = found;
  const isKept = etag !== undefined && (await writeCached(io, root, url, { text, etag }));
  return { ...moved, text, isUnkept: !isKept };
}

const MISSING =
  "it stands elsewhere by now, or the repository is not public any more: a newer version of cutover may know; GITHUB_API_URL is to be GitHub's";

function settle(io: Io, source: Source, files: readonly PromiseSettledResult<FileRead>[]): SourceRead {
  const texts = new Map<string, string>();
  let unkept = 0;
  let movedTo: string | undefined;
  for (const [index, file] of files.entries()) {
    const path = source.files[index]?.path ?? "";
    if (file.status === "rejected") {
      if (io.signal?.aborted) throw new UserError(EXIT.failed, "interrupted");
      return { source, trouble: troubleOf(source, file.reason), unkept };
    }
    if (file.value.text !== undefined) texts.set(path, file.value.text);
    if (file.value.isUnkept) unkept += 1;
    movedTo ??= file.value.movedTo;
  }
  if (texts.size === 0) {
    const paths = source.files.map(({ path }) => path);
    return {
      source,
      trouble: { message: `${source.repository} has none of ${paths.join(", ")}`, hint: MISSING },
      unkept,
    };
  }
  const moved = movedTo === undefined ? {} : { movedTo };
  try {
    return { source, reading: source.read(texts), unkept, ...moved };
  } catch (error) {
    return { source, trouble: troubleOf(source, error), unkept, ...moved };
  }
}

/** Whatever is neither of the server nor of the text is a mistake of ours, and keeps its stack. */
function troubleOf({ repository }: Source, error: unknown): Trouble {
  if (error instanceof ForgeError) return { message: error.message, hint: error.hint };
  if (!(error instanceof ShapeError)) throw error;
  const line = error.line === undefined ? "" : `:${error.line}`;
  return {
    message: `${repository}/${error.path}${line}: ${error.message}`,
    hint: "it is written in another way than it was: a newer version of cutover may know it",
  };
}
