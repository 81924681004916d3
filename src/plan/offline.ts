import type { Locator } from "../model/observed.ts";
import { wholeHold } from "./hold.ts";
import { imagine, isImagined, namesOf } from "./imagine.ts";
import type { Asked } from "./imagine-input.ts";
import { makePlan } from "./make-plan.ts";
import type { Change, Conflict, Effect, Endpoint, FieldValue, Notice, NoticeKind, Offline, Plan } from "./plan.ts";
import type { PlanInput } from "./world.ts";

/** What can be known of the forge alone, by a look at it. */
const LIVE: ReadonlySet<NoticeKind> = new Set(["early", "declined", "orphaned", "forged", "copy", "unknown"]);

/**
 * The plan that takes the base, as if all of it had been applied, to what is wanted: what a merge request changes, without
 * a look at the forge. Conflicts and notices that the base has as well are left out.
 */
export function planOffline(wanted: Omit<PlanInput, "observation">, base: Asked, offline: Offline): Plan {
  const { scope, user } = wanted;
  const observation = imagine({ base, wanted, scope, user });
  const plan = makePlan({ ...wanted, observation });
  const before = makePlan({ ...wanted, ...base, observation, only: undefined, take: undefined });
  const said = new Set([...before.conflicts, ...before.notices].map(({ message }) => message));
  const isNew = ({ message }: Conflict | Notice) => !said.has(message);
  const tell = telling(namesOf(observation));
  return {
    ...plan,
    offline,
    changes: plan.changes.map((change) => told(change, tell)),
    held: plan.held.map((change) => told(change, tell)),
    conflicts: plan.conflicts.filter(isNew).map((one) => toldOf(one, tell)),
    notices: [
      ...plan.notices.filter((one) => isNew(one) && !LIVE.has(one.kind)).map((one) => toldOf(one, tell)),
      ...letGo(wanted, base),
    ],
    // Nobody has looked.
    things: {},
  };
}

/** What was held at the base counts as done there, and is not: it is done once nothing holds any more. */
function letGo(wanted: Omit<PlanInput, "observation">, base: Asked): Notice[] {
  const { policy, instant, migrations } = wanted;
  const held = wholeHold({ hold: undefined, policy: base.policy, instant });
  const isHeld = held !== undefined && wholeHold({ hold: undefined, policy, instant }) === undefined;
  const resumed = migrations.filter(({ name, formerly, status }) => {
    const before = base.migrations.find((one) => one.name === name || one.name === formerly);
    return before?.status === "paused" && status === "active";
  });
  const rest = "what it has kept back until now is done too, and is not told here";
  return [
    ...(isHeld ? [{ kind: "held", message: `${held} holds no more: ${rest}` } as const] : []),
    ...resumed.map(
      ({ name }) => ({ kind: "held", migration: name, message: `${name} is not paused any more: ${rest}` }) as const,
    ),
  ];
}

type Tell = (text: string) => string;

/** Texts in which nothing is named by a place that was made up. */
function telling(names: ReadonlyMap<string, string>): Tell {
  const longest = [...names].sort(([a], [b]) => b.length - a.length);
  return (text) =>
    /[#&!]\w+\//.test(text) ? longest.reduce((all, [name, said]) => all.replaceAll(name, said), text) : text;
}

function toldOf<T extends Conflict | Notice>(one: T, tell: Tell): T {
  const reference = "reference" in one && one.reference !== undefined ? { reference: tell(one.reference) } : {};
  const fix = "fix" in one ? { fix: tell(one.fix) } : {};
  return { ...one, message: tell(one.message), ...fix, ...reference, url: realUrl(one.url) };
}

function told(change: Change, tell: Tell): Change {
  const { summary, fields, at, url, effect } = change;
  return {
    ...change,
    summary: tell(summary),
    fields: fields.map((field) => ({
      ...field,
      ...(field.before !== undefined && { before: toldValue(field.before, tell) }),
      ...(field.after !== undefined && { after: toldValue(field.after, tell) }),
    })),
    at: at === undefined || isImagined(at) ? undefined : at,
    url: realUrl(url),
    effect: realEffect(effect),
  };
}

function toldValue(value: FieldValue, tell: Tell): FieldValue {
  return typeof value === "string" ? tell(value) : value;
}

function realUrl(url: string | undefined): string | undefined {
  return url?.startsWith("cutover:") ? undefined : url;
}

function realEffect(effect: Effect): Effect {
  if (effect.do !== "relate") return effect;
  return { ...effect, from: realEnd(effect.from), to: realEnd(effect.to) };
}

function realEnd(end: Endpoint): Endpoint {
  const place: Locator | undefined = "key" in end ? undefined : end;
  return place !== undefined && isImagined(place) ? { key: place.id } : end;
}
