import { join, resolve } from "node:path";
import type { Auditor, AuditStep } from "../../apply/audit.ts";
import { openAppend } from "../../load/append.ts";
import { realPathOf } from "../../load/real-path.ts";
import { WriteRefusal } from "../../load/write.ts";
import { formatInstant } from "../../model/duration.ts";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { Live } from "../live-plan.ts";

/** One line of the file. */
export interface AuditEntry extends AuditStep {
  /** ISO instant. */
  readonly at: string;
  /** Id of the run; the events of `--format json` name it too. */
  readonly run: string;
  readonly user: string;
  readonly server: string;
  /** Commit of the workspace, where CI tells it. */
  readonly commit?: string | undefined;
}

const DEFAULT = join(".cutover", "audit.jsonl");

/** Opens the record of what runs did, to which each step adds a line before the next one is taken. */
export async function openAudit(
  io: Io,
  live: Pick<Live, "root" | "session" | "access">,
  run: string,
  file: string | undefined,
): Promise<Auditor> {
  const path = file === undefined ? await ownRecord(io, live.root) : resolve(io.cwd, file);
  const append = await openAppend(io.fs, path);
  const facts = { run, user: live.session.user, server: live.access.url, commit: io.env.CI_COMMIT_SHA };
  return async (step) => {
    const entry: AuditEntry = { at: formatInstant(io.clock.now()), ...facts, ...step };
    try {
      await append(concealed(JSON.stringify(entry)));
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? ` (${error.code})` : "";
      throw new UserError(
        EXIT.failed,
        `the record of all writes cannot be written any more, and without it nothing is: "${path}"${reason}`,
        "make room there or name another file with --audit, and run apply again: it goes on where this run ended",
      );
    }
  };
}

/** The file that nobody has named: a link in its place comes with the repository, and may lead to any file of the user. */
async function ownRecord({ fs }: Io, root: string): Promise<string> {
  const path = join(root, DEFAULT);
  const real = await realPathOf(fs, path);
  if (real === join(await fs.realpath(root), DEFAULT)) return path;
  throw new WriteRefusal(
    `"${path}" leads elsewhere, to "${real}": no record is kept there`,
    "delete the link, or name a file with --audit",
  );
}
