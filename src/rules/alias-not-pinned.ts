import { isBare } from "../model/bare.ts";
import { type GatewayFiles, type GatewayModel, wireName } from "../model/gateway.ts";
import { hostAtEnd } from "../model/host.ts";
import { hostsOf } from "../model/offering-name.ts";
import { compareVersions, snapshotOf } from "../model/siblings.ts";
import { pointer } from "../model/source.ts";
import type { TargetView } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { replace } from "./engine/fix.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "alias-not-pinned",
  summary: "wire names are snapshots, not aliases that the provider moves",
  severity: "warning",
  needs: "targets",
  messages: {
    known: 'params.model "{wire}" of "{id}" is an alias that the provider may move; the id means "{snapshot}"',
    dated: 'params.model "{wire}" of "{id}" is an alias that the provider may move; write the snapshot, "{form}"',
    latest: 'params.model "{wire}" of "{id}" is an alias that the provider moves; write the name of one version',
  },
  notes: { pin: 'write "{snapshot}"' },
  docs: {
    why: `An alias stands for another model overnight: answers change without a release, and what the evaluation measured is not
what users get. Names that the provider gives no date, such as those of Claude from 4.6 on, are pinned as they are. Entries
that serve the proxy alone (ids that end in \`_alias\`, or a comment \`# proxy endpoint only\` above) may be aliases.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_5_20251101:
    name: Claude Opus 4.5
    provider: Anthropic
    model_class_provider: anthropic
    max_context_tokens: 200_000
    params: { model: claude-opus-4-5 }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_5_20251101:
    name: Claude Opus 4.5
    provider: Anthropic
    model_class_provider: anthropic
    max_context_tokens: 200_000
    params: { model: claude-opus-4-5-20251101 }
`,
  },
  check({ workspace, before, after, report }) {
    const hosts = hostsOf(workspace.config.data);
    for (const { fault, at } of faultsOf({ workspace, before, after }, (gateway) => aliases(gateway, hosts))) {
      const { id, wire, snapshot, form } = fault;
      if (snapshot !== undefined) {
        const text = textOf(at.file, workspace, before);
        const written = text.slice(at.range.start, at.range.end).replace(/^["']|["']$/g, "");
        const isThere = written === wire && isBare(text, at.range.start);
        const edits = [replace(at, JSON.stringify(snapshot))];
        const fix = isThere ? ({ title: "pin", safety: "unsafe", edits } as const) : undefined;
        report({ message: "known", at, data: { wire, id, snapshot }, fix });
      } else if (form !== undefined) report({ message: "dated", at, data: { wire, id, form } });
      else report({ message: "latest", at, data: { wire, id } });
    }
  },
});

/** Ends of names that no provider pins. */
const MOVING = /[-@](latest|default)$/;

/** Where a finding is shown may be the entry's name: the entry is new then, and its wire name is not. */
function textOf(file: string, { migrations }: Workspace, { gateways }: TargetView): string {
  const sources = [
    ...migrations.map(({ source }) => source),
    ...[...gateways.values()].map(({ models }) => models.source),
  ];
  return sources.find((source) => source.file === file)?.text ?? "";
}

interface Alias extends Fault {
  readonly id: string;
  readonly wire: string;
  /** What the date in the id says it stands for. */
  readonly snapshot: string | undefined;
  /** What a snapshot of it looks like; undefined where it could be any model. */
  readonly form: string | undefined;
}

function aliases(gateway: GatewayFiles, hosts: ReadonlySet<string>): Alias[] {
  return gateway.models.entries.flatMap((model): Alias[] => {
    const { id, entry } = model;
    const wire = wireName(entry);
    if (wire === undefined || isExempt(gateway, model, hosts)) return [];
    const form = snapshotForm(wire, hostAtEnd(id, hosts));
    if (form === undefined && !MOVING.test(wire)) return [];
    const date = snapshotOf(id);
    const snapshot = date === undefined ? undefined : form?.replace("YYYYMMDD", date);
    const path = ["params", "model"];
    const at = modelPlace(gateway, model, path);
    return [{ key: id, at, about: { offering: id, path }, id, wire, snapshot, form }];
  });
}

/** Aliases for the proxy are on purpose, and what a self-hosted name stands for is its owner's. */
function isExempt(
  { models: { source } }: GatewayFiles,
  { id, index, entry }: GatewayModel,
  hosts: ReadonlySet<string>,
) {
  const above = source.nodes.get(pointer(["models", index]))?.above ?? [];
  const isSelfHosted = typeof entry["provider"] !== "string" && hostAtEnd(id, hosts) === undefined;
  return isSelfHosted || id.endsWith("_alias") || above.some((comment) => /proxy endpoint only/i.test(comment));
}

/** First and last version of Claude whose snapshots have dates. */
const DATED: readonly [readonly number[], readonly number[]] = [[3], [4, 5]];

const CLAUDE = /^claude(?:-[a-z]+)?-(\d)(?:-(\d{1,2}))?(?:-[a-z]+)?(?:-v\d)?$/;
const GPT = /^(gpt-\d+(\.\d+)?o?(-mini|-nano|-pro)?|o\d(-mini|-pro)?)$/;

/** How a snapshot is written at that host, for names that have a date at the provider and lack it here. */
function snapshotForm(wire: string, host: string | undefined): string | undefined {
  const [prefix = "", name = wire] = /^((?:vertex_ai|anthropic|openai)\/)?(.*)$/.exec(wire)?.slice(1) ?? [];
  if (GPT.test(name) && (host === undefined || host === "openai")) return `${wire}-YYYY-MM-DD`;
  const bare = name.replace(MOVING, "");
  const [, major, minor] = CLAUDE.exec(bare) ?? [];
  if (major === undefined) return undefined;
  const version = [Number(major), Number(minor ?? 0)];
  if (compareVersions(version, DATED[0]) < 0 || compareVersions(version, DATED[1]) > 0) return undefined;
  const isVertex = host === "vertex" || prefix === "vertex_ai/";
  return `${prefix}${bare.replace(/-0$/, "")}${isVertex ? "@" : "-"}YYYYMMDD`;
}
