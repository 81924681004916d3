import { modelOf } from "../model/offering-name.ts";
import { snapshotOf } from "../model/siblings.ts";

/** Snapshot date behind a model's name, with what a host puts behind that. */
const SNAPSHOT = /^([-@])(\d{4})(-?)(\d{2})\3(\d{2})(-v\d+(?::\d+)?)?/;

/**
 * What a host calls a new model, made of what it calls an older one: `model` is the wire name of `oldId`. The snapshot is
 * that of the new id, if it has one. Undefined where the old wire name does not hold the old model.
 */
export function newWireName(
  model: string,
  oldId: string,
  newId: string,
  hosts: ReadonlySet<string>,
): string | undefined {
  const [old, next] = [modelOf(oldId, hosts), modelOf(newId, hosts)];
  for (const spell of [dashed, dotted]) {
    const start = model.indexOf(spell(old));
    const rest = model.slice(start + spell(old).length);
    // The `gpt-5` in `gpt-5.1` is another model.
    if (start === -1 || /^[.\w]/.test(rest)) continue;
    const spelled = dashed(old) === dotted(old) ? usual(next) : spell(next);
    return `${model.slice(0, start)}${spelled}${rest.replace(SNAPSHOT, (...parts) => snapshot(newId, parts))}`;
  }
  return undefined;
}

/** What the maker itself calls a model, without a snapshot: only Claude has no dots. */
export function usual(model: string): string {
  return model.startsWith("claude") ? dashed(model) : dotted(model);
}

function snapshot(id: string, [, before, , dash, , , behind = ""]: readonly unknown[]): string {
  const date = snapshotOf(id);
  if (date === undefined) return "";
  return `${before}${[date.slice(0, 4), date.slice(4, 6), date.slice(6)].join(String(dash))}${behind}`;
}

function dashed(model: string): string {
  return model.replaceAll("_", "-");
}

function dotted(model: string): string {
  return model.replace(/(?<=_\d+)_(?=\d+(_|$))/g, ".").replaceAll("_", "-");
}
