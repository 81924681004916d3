import { describe, expect, test } from "vitest";
import { secretsIn } from "../../src/model/secret.ts";

/** Secrets are put together here, so that no scanner takes this file for a leak. */
const BODY = "aB3dE5fG7hJ9kL1mN2pQ";

function foundIn(text: string): string[] {
  return secretsIn(text).map(({ kind, range }) => `${kind}: ${text.slice(range.start, range.end)}`);
}

describe("a secret", () => {
  test.each([
    ["a GitLab token", `glpat-${BODY}`],
    ["a GitLab token", `gldt-${BODY}`],
    ["a GitLab token", `glrt-${BODY}`],
    ["a GitLab token", `glffct-${BODY}`],
    ["a GitLab token", `glcbt-64_${BODY}`],
    ["a GitLab token", `glpat-${BODY}.01.abc12defg`],
    ["an Anthropic key", `sk-ant-api03-${BODY}`],
    ["an OpenAI key", `sk-proj-${BODY}`],
    ["a Google key", `AIza${BODY}${BODY.slice(0, 15)}`],
    ["an AWS key", `AKIA${"IOSF9DNN7ABCD1FG"}`],
    ["a GitHub token", `ghp_${BODY}${BODY}`],
    ["a Slack token", `xoxb-${"123456789012"}-abcdef`],
    ["a Fireworks key", `fw_${BODY}`],
    ["a JSON web token", `eyJ${"hbGciOiJIUzI1NiJ9"}.eyJ${"zdWIiOiIxMjM0In0"}.abcDEF123ghi`],
    ["a private key", `-----BEGIN ${"RSA"} PRIVATE KEY-----\nMIIabc/x=\n-----END RSA PRIVATE KEY-----`],
  ])("is %s", (kind, secret) => {
    expect(foundIn(`see ${secret}, and "${secret}"`)).toEqual([`${kind}: ${secret}`, `${kind}: ${secret}`]);
  });

  test.each([
    ["https://bob:hunter22@host.example/x", "a password in an address: hunter22"],
    ["https://x.example/y?a=1&private_token=abcd1234efgh&b=2", "a token in an address: abcd1234efgh"],
    [`Authorization: Bearer ${BODY}`, `a bearer token: ${BODY}`],
    ["authorization: Basic dXNlcjpwYXNzMTIz", "a name and a password: dXNlcjpwYXNzMTIz"],
    [`api_key: "${BODY}"`, `a secret: ${BODY}`],
    [`password: >-\n        ${BODY}`, `a secret: ${BODY}`],
    [`{ client_secret: ${BODY} }`, `a secret: ${BODY}`],
    ["token = 5f4dcc3b5aa765d61d8327deb882cf99", "a secret: 5f4dcc3b5aa765d61d8327deb882cf99"],
    ["curl -u ana:Tr0ub4dor3xyz9Q https://x.example", "a password on a command line: Tr0ub4dor3xyz9Q"],
    ["curl -s -X POST --user 'ana:hunter22' https://x.example", "a password on a command line: hunter22"],
    ["curl --user=ana:correct-horse-battery x", "a password on a command line: correct-horse-battery"],
    ["curl -uana:hunter22 x", "a password on a command line: hunter22"],
    [`https://hooks.slack.com/services/T00A/B00B/${BODY}`, `a Slack webhook: T00A/B00B/${BODY}`],
  ])("stands in %s", (text, found) => {
    expect(foundIn(text)).toEqual([found]);
  });
});

test.each([
  "glpat-xxxxxxxxxxxxxxxxxxxx",
  "Bearer $TOKEN_OF_THE_GATEWAY_1",
  "Bearer <your-token>",
  "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
  "https://example.com/a/very/long/address?x=1&y=claude-sonnet-4-5@20250929#part",
  "https://host.example:8443/path@x",
  "git@gitlab.com:acme/x.git",
  "max_tokens: 64_000",
  "token: claude_sonnet_4_5_20250929_vertex",
  "api_key: null",
  "api_key: ${ANTHROPIC_API_KEY}",
  "secret: projects/1234/secrets/anthropic-key-2",
  "first_token: 2026-05-18T09:00:00Z",
  "password: correct-horse-battery",
  "a task-force-to-move-sk-learn-to-version-2",
  "Basic understanding of things",
  "curl -u ana:$PASSWORD https://x.example",
  "curl -u ana:PASSWORD https://x.example",
  "curl -u user:password https://x.example",
  "curl -u <name>:<password> https://x.example",
  "curl -u ana https://host.example:8443/path",
  "curl https://x.example; docker run -u app:developers image",
  "docker run --user app:developers image",
  "anthropic-beta: context-1m-2025-08-07",
  "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
])("%s is none", (text) => {
  expect(foundIn(text)).toEqual([]);
});

test("a text of a megabyte is looked through in a moment", () => {
  const text = ["a:", "token:", "http://", "sk-", "x-", "?token", "-----BEGIN PRIVATE KEY-----"]
    .map((part) => part.repeat(150_000 / part.length))
    .join("");
  const before = performance.now();
  secretsIn(text);
  expect(performance.now() - before).toBeLessThan(5000);
});
