import type { GatewayFiles, GatewayModel } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { hostAtEnd } from "../model/host.ts";
import { listOf, movesOf } from "../model/move.ts";
import { hostsOf, lineOf } from "../model/offering-name.ts";
import { mapOf } from "../model/plain-data.ts";
import { formOf, readTrait, TRAITS, type Trait } from "../model/sibling-traits.ts";
import { compareVersions, hasSameModel, isPredecessor, versionOf } from "../model/siblings.ts";
import type { Workspace } from "../model/workspace.ts";
import { causeOf, type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { offeringPlace } from "./engine/offering-places.ts";
import { editingMigrations } from "./engine/open.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "sibling-drift",
  summary: "one model on several hosts, and a model beside the one before it, differ only where they must",
  severity: "warning",
  needs: "targets",
  messages: {
    hosts: '{key} of "{id}" is {value}, but it is {otherValue} on "{other}", the same model on another host',
    successor: '"{id}" has no {key}, but "{other}", which comes before it, has {otherValue}',
  },
  notes: { other: "{otherValue} here", own: "{value} here" },
  docs: {
    why: `Entries are made by copying, and a key that is forgotten is no mistake to the gateway: without \`family\` the model gets
the base prompts, without \`proxy_provider\` the proxy refuses it. Differences that hosts explain are not reported: the proxy,
retries on Fireworks, prompt folders named after a host, prefill that Claude takes up to 4.5 only.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_sonnet_4_6_vertex:
    name: Claude Sonnet 4.6
    provider: Vertex
    max_context_tokens: 200_000
    model_class_provider: litellm
    family: [claude]
    params: { model: claude-sonnet-4-6, custom_llm_provider: vertex_ai }
  claude_sonnet_4_6_bedrock:
    name: Claude Sonnet 4.6
    provider: Bedrock
    max_context_tokens: 200_000
    model_class_provider: litellm
    params: { model: bedrock/global.anthropic.claude-sonnet-4-6, custom_llm_provider: bedrock }
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_sonnet_4_6_vertex:
    name: Claude Sonnet 4.6
    provider: Vertex
    max_context_tokens: 200_000
    model_class_provider: litellm
    family: [claude]
    params: { model: claude-sonnet-4-6, custom_llm_provider: vertex_ai }
  claude_sonnet_4_6_bedrock:
    name: Claude Sonnet 4.6
    provider: Bedrock
    max_context_tokens: 200_000
    model_class_provider: litellm
    family: [claude]
    params: { model: bedrock/global.anthropic.claude-sonnet-4-6, custom_llm_provider: bedrock }
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
`,
  },
  check({ workspace, before, after, report }) {
    const hosts = hostsOf(workspace.config.data);
    const input = { workspace, before, after };
    const relatives = { hosts, replaced: replacedBy(workspace, hosts) };
    for (const { target, fault, at, present } of faultsOf(input, (gateway) => drifts(gateway, relatives))) {
      const { message, trait, model, other } = fault;
      const data = {
        key: trait.path.join("."),
        id: model.id,
        value: shown(readTrait(model, trait)),
        other: other.id,
        otherValue: shown(readTrait(other, trait)),
      };
      // An entry that no migration touches drifts because of the one that is put beside it.
      const isOurs = present || at !== fault.at;
      const cause = isOurs ? at : (causeOf(workspace, { offering: other.id, path: trait.path }) ?? at);
      const place = offeringPlace(input, target, isOurs ? other.id : model.id, trait.path);
      const related = place && [{ note: isOurs ? "other" : "own", at: place } as const];
      report({ message, at: cause, data, related });
    }
  },
});

interface Relatives {
  readonly hosts: ReadonlySet<string>;
  /** By new offering, the old ones that migrations move away from. */
  readonly replaced: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Drift extends Fault {
  readonly message: "hosts" | "successor";
  readonly trait: Trait;
  readonly model: GatewayModel;
  readonly other: GatewayModel;
}

/** One finding for each entry and key: what hosts say of one model comes before what its predecessors say. */
function drifts(gateway: GatewayFiles, relatives: Relatives): Drift[] {
  const { hosts } = relatives;
  const models = gateway.models.entries.filter((model) => isShown(model, hosts));
  const lines = groupBy(models, ({ id }) => lineOf(id, hosts));
  return models.flatMap((model) => {
    const line = (lines.get(lineOf(model.id, hosts)) ?? []).filter((one) => hasSameTask(one, model));
    const twins = line.filter(({ id }) => hasSameModel(id, model.id, hosts));
    const older = predecessorsOf(model, line, models, relatives);
    return TRAITS.flatMap((trait): Drift[] => {
      const twin = trait.between.includes("hosts") ? otherHost(model, trait, twins, hosts) : undefined;
      const other = twin ?? (trait.between.includes("versions") ? predecessor(model, trait, older) : undefined);
      if (other === undefined) return [];
      const key = JSON.stringify([model.id, trait.path]);
      const at = modelPlace(gateway, model, trait.path);
      const about = { offering: model.id, path: trait.path };
      return [{ key, at, about, message: twin ? "hosts" : "successor", trait, model, other }];
    });
  });
}

/** Self-hosted names and aliases for the proxy are nobody's siblings. */
function isShown({ id, entry }: GatewayModel, hosts: ReadonlySet<string>): boolean {
  return !id.endsWith("_alias") && (typeof entry["provider"] === "string" || hostAtEnd(id, hosts) !== undefined);
}

/** The same model on another host with what most of its hosts say, where this entry says something else. */
function otherHost(
  model: GatewayModel,
  trait: Trait,
  twins: readonly GatewayModel[],
  hosts: ReadonlySet<string>,
): GatewayModel | undefined {
  const isApart = ({ id }: GatewayModel) => trait.apart !== undefined && hostAtEnd(id, hosts) === trait.apart;
  const form = (one: GatewayModel) => (isApart(one) ? undefined : formOf(one, trait));
  const own = form(model);
  if (own === undefined) return undefined;
  const group = twins.filter((one) => form(one) !== undefined);
  const forms = group.map(form);
  const votes = (one: GatewayModel) => forms.filter((each) => each === form(one)).length;
  const isWritten = (one: GatewayModel) => (form(one) === trait.absent ? 0 : 1);
  // Between two that differ the one that says something is right: keys are forgotten more often than made up.
  const [best] = [...group].sort((a, b) => votes(b) - votes(a) || isWritten(b) - isWritten(a));
  const wanted = trait.known?.(model, hosts) ?? (best && form(best));
  return own === wanted ? undefined : group.find((one) => one.id !== model.id && form(one) === wanted);
}

/** The closest model before this one that has the key, where this one lacks it. */
function predecessor(model: GatewayModel, trait: Trait, older: readonly GatewayModel[]): GatewayModel | undefined {
  if (formOf(model, trait) !== trait.absent || isWrittenOut(model, trait)) return undefined;
  return older.find((one) => formOf(one, trait) !== trait.absent);
}

/** Earlier versions in its line, and what a migration moves away from; the closest first. */
function predecessorsOf(
  model: GatewayModel,
  line: readonly GatewayModel[],
  models: readonly GatewayModel[],
  { hosts, replaced }: Relatives,
): GatewayModel[] {
  const earlier = line.filter(({ id }) => isPredecessor(id, model.id, hosts));
  const left = [...(replaced.get(model.id) ?? [])].flatMap((id) => models.find((one) => one.id === id) ?? []);
  const all = [...new Set([...earlier, ...left.filter((one) => hasSameTask(one, model))])];
  return all.sort((a, b) => compareVersions(versionOf(b.id, hosts), versionOf(a.id, hosts)));
}

function isWrittenOut(model: GatewayModel, trait: Trait): boolean {
  return trait.absent !== "" && readTrait(model, trait) !== undefined;
}

/** Old and new offerings of moves at one host, by one maker. */
function replacedBy(workspace: Workspace, hosts: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { data } of editingMigrations(workspace)) {
    const replaced = Object.keys(data.replaces ?? {});
    for (const { from, to } of movesOf(data)) {
      for (const id of listOf<string>(to)) {
        const old = [...listOf<string>(from), ...replaced].filter((one) => isRelated(one, id, hosts));
        found.set(id, new Set([...(found.get(id) ?? []), ...old]));
      }
    }
  }
  return found;
}

function isRelated(old: string, id: string, hosts: ReadonlySet<string>): boolean {
  const maker = (one: string) => one.split("_")[0];
  return old !== id && maker(old) === maker(id) && hostAtEnd(old, hosts) === hostAtEnd(id, hosts);
}

/** Completion models have prompts and stops by the way they are asked. */
function hasSameTask(a: GatewayModel, b: GatewayModel): boolean {
  const task = ({ entry }: GatewayModel) => mapOf(entry["params"])["completion_type"];
  return task(a) === task(b);
}

function shown(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value).replaceAll('","', '", "');
}
