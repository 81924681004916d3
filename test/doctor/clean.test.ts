import { expect, it } from "vitest";
import { startStand, TOKENS } from "./stand.ts";

it("acme, set up as the guides say, has a clean bill", async () => {
  const { examine } = await startStand();
  const { code, counts, findings } = await examine();
  expect(code).toBe(0);
  const others = findings.filter(({ severity }) => severity !== "ok");
  // The variables of a group are for its owners alone, and no token of Cutover's should be one.
  expect(others.map(({ severity, check, where }) => `${severity} ${check} ${where}`)).toEqual([
    "unknown variable group acme",
  ]);
  expect(counts.ok).toBeGreaterThan(30);
});

it("no token is ever printed, nor any value of a variable", async () => {
  const { run } = await startStand({
    projects: [{ path: "acme/ai", variables: [{ key: "CUTOVER_TOKEN", value: "acme-secret" }] }],
    users: [{ username: "cutover-notes", name: "N", tokens: [{ token: "acme-old-notes", expires_at: "2026-11-01" }] }],
  });
  for (const format of ["pretty", "json"]) {
    const { out, err } = await run(["doctor", "--format", format], {
      env: { ...TOKENS, CUTOVER_NOTE_TOKEN: "acme-old-notes" },
    });
    for (const token of ["acme-secret", "acme-old-notes", ...Object.values(TOKENS)])
      expect(out + err).not.toContain(token);
  }
});

it("a server that echoes what it was sent makes no token known", async () => {
  const { run } = await startStand();
  const echo: typeof fetch = async (_input, init) => {
    const token = new Headers(init?.headers).get("private-token");
    return Response.json({ message: `401 Unauthorized: ${token} is no token of ours` }, { status: 401 });
  };
  const { out, err, code } = await run(["doctor"], { fetch: echo });
  expect(out).toContain("the server does not take the token");
  for (const token of Object.values(TOKENS)) expect(out + err).not.toContain(token);
  expect(code).toBe(1);
});

it("it asks, and writes nothing", async () => {
  const { sandbox, examine } = await startStand();
  await examine();
  const log = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { method: string; path: string }[];
  const writes = log.filter(({ method, path }) => method !== "GET" && !path.endsWith("/graphql"));
  expect(writes).toEqual([]);
  // Three tokens, four projects, and each label for itself.
  expect(log.length).toBeLessThan(65);
});

it("colour brings signs, its absence words", async () => {
  const { run } = await startStand();
  const plain = (await run(["doctor"])).out;
  expect(plain).toContain("  ok       acme/ai main: protected");
  expect(plain).not.toContain("✓");
  expect((await run(["doctor", "--color"])).out).toContain("✓");
});
