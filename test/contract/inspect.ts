import type { WatchedRequest } from "../../src/sandbox/watch.ts";
import { checkAnswer } from "./answers.ts";
import { checkRequest } from "./check.ts";
import type { Tally } from "./tally.ts";

export interface Inspector {
  readonly tally: Tally;
  readonly complaints: Set<string>;
  look(request: WatchedRequest): void;
}

/** Holds requests and their answers against the contract. At a rehearsal, where wrong calls are made on purpose, only the answers count. */
export function createInspector(isRehearsal: boolean): Inspector {
  const tally: Tally = { requests: {}, answers: 0 };
  const complaints = new Set<string>();
  return {
    tally,
    complaints,
    look(request) {
      const checked = checkRequest(request, request.userAgent?.startsWith("cutover") ? "client" : "person");
      if (!checked) return;
      tally.requests[checked.call] = (tally.requests[checked.call] ?? 0) + 1;
      if (!isRehearsal) for (const complaint of checked.complaints) complaints.add(complaint);
      if (request.answer === undefined || !isSuccess(request.status)) return;
      const wrong = checkAnswer(checked.call, request.target, request.answer);
      if (wrong) tally.answers += 1;
      for (const complaint of wrong ?? []) complaints.add(complaint);
    },
  };
}

/** 202 tells of a note that was none. */
function isSuccess(status: number | null): boolean {
  return status === 200 || status === 201;
}
