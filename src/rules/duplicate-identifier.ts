import type { GatewayFiles, GatewayModel } from "../model/gateway.ts";
import { faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { type Overruled, overruledEntries, removeEntry } from "./engine/overruled.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "duplicate-identifier",
  summary: "every gitlab_identifier stands once in models.yml",
  severity: "error",
  needs: "targets",
  messages: {
    overruled: 'this entry has no effect: "{id}" is declared again, and the gateway takes the last without a word',
  },
  notes: {
    last: "this is the entry that counts",
    merge: "they differ in {keys}; put what should hold into the last one and remove this one",
    remove: "remove the entry, which says the same as the one that counts",
  },
  docs: {
    why: `The gateway loads models.yml into a map and does not look for equal ids. Whoever edits the entry that was overruled
wonders why nothing happens; that has gone unnoticed for months.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_haiku_4_5
    params: { max_tokens: 4096 }
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
    params: { max_tokens: 8192 }
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
    params: { max_tokens: 8192 }
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, fault } of faultsOf({ workspace, before, after }, overruledModels)) {
      const { name: id, entry, last, differing: keys, gateway } = fault;
      const edit = keys === "" ? removeEntry(gateway.models.source, ["models"], entry.index, last.index) : undefined;
      report({
        message: "overruled",
        at,
        data: { id, keys },
        related: [{ note: "last", at: modelPlace(gateway, last) }],
        hint: keys === "" ? undefined : "merge",
        fix: edit && { title: "remove", safety: "safe", edits: [edit] },
      });
    }
  },
});

interface Fault extends Overruled<GatewayModel> {
  readonly gateway: GatewayFiles;
  readonly at: ReturnType<typeof modelPlace>;
  readonly about: { readonly offering: string };
}

function overruledModels(gateway: GatewayFiles): Fault[] {
  return overruledEntries(gateway.models.entries, ({ id }) => id).map((one) => {
    return { ...one, gateway, at: modelPlace(gateway, one.entry), about: { offering: one.name } };
  });
}
