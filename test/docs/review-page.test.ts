import { afterEach, it } from "vitest";
import { type Desk, desk, type Request } from "../cli/review/desk.ts";
import { expectPage } from "./pasted.ts";

let acme: Desk;

afterEach(() => acme.close());

it("docs/review.md shows what is written and printed", async () => {
  acme = await desk();
  const shown = new Map<string, string>();
  const noteOf = async ({ iid }: Request, key: string) => {
    const note = (await acme.notes(iid)).find(({ body }) => body.includes(` ${key} `));
    return (note?.body ?? "").replace(/^(<!-- .{40})\S*/, "$1…").replaceAll(acme.server.url, "http://gitlab");
  };
  const request = await acme.open("sonnet");
  await acme.planJob(request);
  shown.set("note", await noteOf(request, "review/plan"));
  const sha = await acme.merge(request);
  const body = { kind: "status", status: 403, body: { message: "403 Forbidden" }, before: true, times: 9 };
  const fault = { ...body, match: { method: "POST", path: "/projects/acme/docs/merge_requests$" } };
  await fetch(`${acme.server.url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });
  await acme.applyJob(sha);
  shown.set("unfinished", await noteOf(request, "review/applied"));
  await fetch(`${acme.server.url}/_sandbox/faults`, { method: "DELETE" });
  await acme.applyJob(sha);
  shown.set("result", await noteOf(request, "review/applied"));
  await acme.migrate((text) => text.replace("at the same price", "at a lower price"));
  const later = await acme.open("text");
  await acme.planJob(later);
  await acme.migrate((text) => text.replace("at the same price", "for nothing"));
  shown.set("stopped", (await acme.applyJob(await acme.merge(later))).err);
  await expectPage("review", shown);
});
