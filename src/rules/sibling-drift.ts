import { type GatewayFiles, type GatewayModel, modelsIn } from "../model/gateway.ts";
import { generationOf } from "../model/gateway-generation.ts";
import { wrongInModel } from "../model/gateway-values.ts";
import { groupBy } from "../model/groups.ts";
import { hostAtEnd } from "../model/host.ts";
import { hostsOf, modelOf } from "../model/offering-name.ts";
import { formOf, readTrait, TRAITS, type Trait } from "../model/sibling-traits.ts";
import { hasSameModel } from "../model/siblings.ts";
import { closestOlder, type Read, type Relatives, replacedBy, taskOf } from "./engine/earlier-versions.ts";
import { causeOf, type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { offeringPlace } from "./engine/offering-places.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "sibling-drift",
  summary: "one model on several hosts, and a model beside the one before it, differ only where they must",
  severity: "warning",
  needs: "targets",
  messages: {
    hosts: '{key} of "{id}" is {value}, but it is {otherValue} on "{other}", the same model on another host',
    successor: '"{id}" has no {key}, but "{other}", an earlier version, has {otherValue}',
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

interface Drift extends Fault {
  readonly message: "hosts" | "successor";
  readonly trait: Trait;
  readonly model: GatewayModel;
  readonly other: GatewayModel;
}

/** One finding for each entry and key: what hosts say of one model comes before what its predecessors say. */
function drifts(gateway: GatewayFiles, relatives: Relatives): Drift[] {
  const { hosts } = relatives;
  const read = reader(gateway);
  const models = modelsIn(gateway).filter((model) => isShown(model, hosts));
  const twins = groupBy(models, (model) => JSON.stringify([taskOf(model), modelOf(model.id, hosts)]));
  return TRAITS.flatMap((trait) => {
    const older = trait.between.includes("versions") ? closestOlder(models, trait, read, relatives) : undefined;
    return models.flatMap((model): Drift[] => {
      const key = JSON.stringify([taskOf(model), modelOf(model.id, hosts)]);
      const same = (twins.get(key) ?? []).filter(({ id }) => hasSameModel(id, model.id, hosts));
      const twin = trait.between.includes("hosts") ? otherHost(model, trait, same, { hosts, read }) : undefined;
      const other = twin ?? (isForgotten(model, trait, read) ? older?.get(model.id) : undefined);
      if (other === undefined) return [];
      const about = { offering: model.id, path: trait.path };
      const at = modelPlace(gateway, model, trait.path);
      const message = twin ? "hosts" : "successor";
      return [{ key: JSON.stringify([model.id, trait.path]), at, about, message, trait, model, other }];
    });
  });
}

function reader(gateway: GatewayFiles): Read {
  const generation = generationOf(gateway);
  const wrong = new Map(
    gateway.models.entries.map((model) => [
      model,
      wrongInModel(model, generation)
        .filter(({ value }) => value !== undefined)
        .map(({ path }) => path),
    ]),
  );
  const isWrong = (model: GatewayModel, { path }: Trait): boolean =>
    (wrong.get(model) ?? []).some((one) => path.every((key, index) => index >= one.length || one[index] === key));
  return (model, trait) => (isWrong(model, trait) ? undefined : formOf(model, trait));
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
  { hosts, read }: { readonly hosts: ReadonlySet<string>; readonly read: Read },
): GatewayModel | undefined {
  const isApart = ({ id }: GatewayModel) => trait.apart !== undefined && hostAtEnd(id, hosts) === trait.apart;
  const form = (one: GatewayModel) => (isApart(one) ? undefined : read(one, trait));
  const own = form(model);
  if (own === undefined) return undefined;
  const group = twins.filter((one) => form(one) !== undefined);
  const forms = group.map(form);
  const votes = (one: GatewayModel) => forms.filter((each) => each === form(one)).length;
  const isWritten = (one: GatewayModel) => (form(one) === trait.absent ? 0 : 1);
  // Between two that differ the one that says something is right: keys are forgotten more often than made up.
  const [best] = [...group].sort((a, b) => votes(b) - votes(a) || isWritten(b) - isWritten(a));
  const known = trait.known?.(model, hosts);
  // What is wrong whatever the others say is not theirs to report.
  if (known !== undefined && own !== known && own !== trait.absent) return undefined;
  const wanted = known ?? (best && form(best));
  return own === wanted ? undefined : group.find((one) => one.id !== model.id && form(one) === wanted);
}

/** True where an entry lacks what the models before it may have. */
function isForgotten(model: GatewayModel, trait: Trait, read: Read): boolean {
  return read(model, trait) === trait.absent && !isWrittenOut(model, trait);
}

function isWrittenOut(model: GatewayModel, trait: Trait): boolean {
  return trait.absent !== "" && readTrait(model, trait) !== undefined;
}

function shown(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value).replaceAll('","', '", "');
}
