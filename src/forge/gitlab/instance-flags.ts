import type { FlagPatch, NewFlag } from "../../model/effect.ts";
import { INSTANCE, type Locator, type ObservedFlag } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { type Gates, gateChanges, NO_GATES, readGates, strategiesFrom, wipes } from "./instance-gates.ts";
import { type Fields, listOf, text } from "./shape.ts";
import { sameStrategies } from "./strategies.ts";

interface LiveFlag {
  readonly gates: Gates;
  readonly defined: boolean;
  /** `default_enabled` of its definition. */
  readonly byDefault: boolean;
}

/**
 * The flags of these names that the server's code defines, or that something is stored of. Throws ForgeError "forbidden"
 * for whoever is no administrator.
 */
export async function readInstanceFlags(client: Client, names: readonly string[]): Promise<ObservedFlag[]> {
  const live = await readLive(client);
  return names.flatMap((name) => {
    const found = live.get(name);
    return found === undefined ? [] : [observed(client, name, found)];
  });
}

export async function readInstanceFlag(client: Client, { id }: Locator): Promise<ObservedFlag | undefined> {
  return (await readInstanceFlags(client, [id]))[0];
}

/**
 * A flag of the server comes with the code that defines it: there is nothing to make, and nothing is written for one that
 * is to be off. Throws ForgeError "refused" for a name that nothing defines, which the server would keep all the same.
 */
export async function createInstanceFlag(client: Client, { name, active, strategies }: NewFlag): Promise<ObservedFlag> {
  return updateInstanceFlag(client, { kind: "flag", home: INSTANCE, id: name }, { active, strategies });
}

/**
 * Sets who is reached. What others set on the flag (`foreign`) stays where that can be: turning it off or on for
 * everybody takes it away, and so does taking a percentage back altogether.
 */
export async function updateInstanceFlag(
  client: Client,
  { id: name }: Locator,
  { active, strategies }: FlagPatch,
): Promise<ObservedFlag> {
  const live = (await readLive(client)).get(name);
  if (live?.defined !== true) throw notDefined(name);
  const wanted = active ? strategies : [];
  const list = wanted.find((strategy) => strategy.kind === "user_list");
  if (list?.kind === "user_list")
    throw new ForgeError("refused", `a flag of the server cannot reach the user list "${list.list}"`);
  const changes = gateChanges(live.gates, wanted, live.byDefault);
  for (const change of changes) {
    await client.http.write({ method: "POST", url: client.rest(endpointOf(name)), body: change });
  }
  const found = (await readLive(client)).get(name) ?? { ...live, gates: NO_GATES };
  const foreign = wipes(changes) ? [] : live.gates.foreign;
  const reached = strategiesFrom(found.gates, found.byDefault);
  if (sameStrategies(reached, wanted) && found.gates.foreign.join() === foreign.join()) {
    return observed(client, name, found);
  }
  throw new ForgeError(
    "conflict",
    `flag "${name}" of the server is not as it was written`,
    "somebody may have changed it in the same moment; look with `cutover plan`",
  );
}

/** Forgets what is stored of a flag; from then on its definition counts, and without one it is gone. */
export async function removeInstanceFlag(client: Client, { id: name }: Locator): Promise<void> {
  await client.http.write({ method: "DELETE", url: client.rest(endpointOf(name)), accept: [404] });
  if ((await readLive(client)).get(name)?.gates.stored !== true) return;
  throw new ForgeError("conflict", `the server still keeps gates of flag "${name}"`, "look with `cutover plan`");
}

/** All flags by name: two calls, neither of which is paged. */
async function readLive(client: Client): Promise<Map<string, LiveFlag>> {
  const [definitions, features] = await Promise.all([
    readList(client, "features/definitions"),
    readList(client, "features"),
  ]);
  const live = new Map<string, LiveFlag>();
  for (const definition of definitions) {
    const byDefault = definition.values["default_enabled"] === true;
    live.set(text(definition, "name"), { gates: NO_GATES, defined: true, byDefault });
  }
  for (const feature of features) {
    const name = text(feature, "name");
    live.set(name, { ...(live.get(name) ?? { defined: false, byDefault: false }), gates: readGates(feature) });
  }
  return live;
}

async function readList({ http, rest }: Client, endpoint: string): Promise<Fields[]> {
  const answer = await http.read({ method: "GET", url: rest(endpoint), accept: [403] });
  if (answer.status !== 403) return listOf(answer.body, `GET /${endpoint}`);
  throw new ForgeError(
    "forbidden",
    "the flags of the server are for its administrators alone",
    "use an administrator's token, or gitlab.flags.backend: chatops, whose commands a person sends",
  );
}

function observed({ url }: Client, name: string, { gates, byDefault }: LiveFlag): ObservedFlag {
  const strategies = strategiesFrom(gates, byDefault);
  const { foreign } = gates;
  return {
    kind: "flag",
    locator: { kind: "flag", home: INSTANCE, id: name },
    url: `${url}/api/v4/features`,
    name,
    description: "",
    active: strategies.length + foreign.length > 0,
    strategies,
    foreign: foreign.length,
    ...(foreign.length > 0 && { foreignGates: foreign }),
  };
}

function endpointOf(name: string): string {
  return `features/${encodeURIComponent(name)}`;
}

function notDefined(name: string): ForgeError {
  return new ForgeError(
    "refused",
    `no code of the server defines flag "${name}", and it would be kept under that name all the same`,
    "deploy its definition first, or correct its name",
  );
}
