import { secretsIn } from "../model/secret.ts";
import { defineRule } from "./engine/rule.ts";

/** Characters of a secret that are shown, and how long it must be for that: of a password they would be half of it. */
const SHOWN = 4;
const LONG = 16;

export default defineRule({
  id: "secret-in-text",
  summary: "no token, key or password stands in a file",
  severity: "error",
  messages: {
    begins: 'this looks like {kind}, "{begin}…"; whoever can read the repository has it',
    hidden: "this looks like {kind}; whoever can read the repository has it",
  },
  notes: { revoke: "revoke it, since history keeps it; what needs a secret takes it from a variable of its own" },
  docs: {
    why: `A migration is copied into issues, merge requests and logs, and git forgets nothing. The gateway has its keys from its
environment; \`params.api_key\` and headers are no place for one. Keys, values and comments are looked through; what stands
for a secret, such as \`$TOKEN\`, is let be. Messages and the lines that lint shows never hold the secret itself.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
summary: Better at long agentic work.
# to try it: curl -H "Authorization: Bearer 9fK2xQ7vLm4Tz8Rw1Yb6Nc3d"
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
summary: Better at long agentic work.
# to try it: curl -H "Authorization: Bearer $GATEWAY_TOKEN"
`,
  },
  check({ workspace, report }) {
    // Also what is complete or cancelled: a secret stays one. The text as it is written holds keys and comments too.
    for (const { file, source } of [workspace.config, ...workspace.migrations]) {
      for (const { kind, range } of secretsIn(source.text)) {
        const begin = source.text.slice(range.start, range.start + SHOWN);
        const tells = range.end - range.start >= LONG && /\w/.test(begin);
        report({ message: tells ? "begins" : "hidden", at: { file, range }, data: { kind, begin }, hint: "revoke" });
      }
    }
  },
});
