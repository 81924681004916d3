import type { Check } from "../check.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { best, type Subject } from "../subject.ts";

export const epics: Check = {
  id: "epics",
  chapter: "tracker",
  summary: "the licence has the epics that cutover.yaml asks for, and the initiative is one of them",
  find(subject) {
    const { group, initiative } = subject.question;
    const known = best(subject, (facts) => facts.group?.value?.epics);
    if (group === undefined || known === undefined) return [];
    if (known.value === undefined) return [unknown(group, "whether it has epics", known)];
    if (known.value === "none") return [noEpics(subject, group)];
    if (initiative === undefined) return [ok(group, "it has epics")];
    if (known.value === "flat")
      return [
        wrong("warn", group, `its epics cannot stand under another: nothing is put under ${initiative}`, {
          fix: "epics under epics need Ultimate; else take gitlab.tracker.initiative out of cutover.yaml",
          who: "whoever buys the licence",
        }),
      ];
    return [initiativeFinding(subject, group, initiative)];
  },
};

/** Issues take the place of epics; that is a fault where epics are asked for. */
function noEpics({ config }: Subject, group: string): Found {
  const { tracker } = config.gitlab ?? {};
  if (tracker?.group === undefined && tracker?.initiative === undefined)
    return ok(group, "it has no epics: issues take their place");
  const key = tracker.initiative === undefined ? "gitlab.tracker.group" : "gitlab.tracker.initiative";
  return wrong("error", group, `no epics in the licence, or they are switched off, but ${key} asks for them`, {
    fix: `epics need Premium, those under an epic Ultimate; else take ${key} out of cutover.yaml: issues take their place`,
    who: "whoever buys the licence",
  });
}

function initiativeFinding(subject: Subject, group: string, initiative: string): Found {
  const found = best(subject, (facts) => facts.group?.value?.initiative);
  const where = initiative.startsWith("&") ? `${group}${initiative}` : initiative;
  if (found?.value === undefined) return unknown(where, "the initiative", found ?? { value: undefined });
  if (found.value) return ok(where, "the initiative is there");
  return wrong("error", where, "no such epic, or these tokens may not see it", {
    fix: "correct gitlab.tracker.initiative in cutover.yaml",
    who: "whoever changes cutover.yaml",
  });
}
