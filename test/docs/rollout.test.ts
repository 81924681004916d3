import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Meddler } from "../apply/acme.ts";
import { steadyFs } from "../steady.ts";
import { expectPage } from "./pasted.ts";
import { startSonnet } from "./sonnet.ts";

const RUN = "f8613054-9b08-48de-b9ec-28a78e184a1d";
const ABORT = ["rollout", "abort", "sonnet/duo_chat", "--reason", "answers are cut off since 02:10"];

const story = await startSonnet();
const { acme } = story;
afterAll(() => acme.remove());

it("docs/rollout.md shows what rollout prints", async () => {
  await story.apply();
  await story.merge();
  for (const step of [1, 2]) {
    await story.migrate((text) => `${text.replace(/^ {4}step: .*\n/m, "")}    step: ${step}\n`);
    await story.apply();
  }
  const released = acme.save();
  const shown = new Map<string, string>();
  const run = async (argv: readonly string[], meddle?: Meddler) => {
    const ran = await acme.run(argv, { meddle, io: { unique: () => RUN, fs: steadyFs } });
    return `${ran?.out}${ran?.err}`;
  };
  shown.set("abort", await run(ABORT));
  const [note] = (await acme.person("GET", "projects/acme%2Fai/issues/1/notes?activity_filter=only_comments")) as {
    readonly body: string;
  }[];
  shown.set("comment", `${note?.body}\n`);
  shown.set("unknown", await run(["rollout", "abort", "sonnet/chat", "--reason", "cut off"]));
  const record = await readFile(join(acme.folder, ".cutover/audit.jsonl"), "utf8");
  shown.set("record", record.split("\n").findLast((line) => /duo_chat:abort.*"outcome"/.test(line)) ?? "");
  shown.set("plan", await story.plan());
  shown.set("resume", await run(["rollout", "resume", "sonnet/duo_chat", "--reason", "it was the network"]));
  shown.set("raise", await story.plan());
  acme.restore(released);
  shown.set("hold", await run(["rollout", "hold", "sonnet/duo_chat", "--reason", "incident 4711"]));
  acme.restore(released);
  const unwritable: Meddler = (sent, go) =>
    /issues\/1/.test(sent.path) && sent.method !== "GET" ? Response.json({ message: "403" }, { status: 403 }) : go();
  shown.set("unwritten", await run(ABORT, unwritable));
  acme.restore(released);
  shown.set("events", await run([...ABORT, "--format", "json"]));
  for (const text of shown.values()) expect(text).not.toBe("");
  await expectPage("rollout", shown);
});
