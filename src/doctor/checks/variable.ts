import type { Check } from "../check.ts";
import { type LabelHome, placeOf, type VariableFacts } from "../facts.ts";
import { type Found, ok, unknown, wrong } from "../finding.ts";
import { seenProject, setting } from "../projects.ts";
import { best, type Subject } from "../subject.ts";

/** Tokens that can write; those of plan and of notes are for merge requests. */
const SECRET: readonly string[] = ["CUTOVER_TOKEN", "GITLAB_TOKEN"];
const WANTED: readonly string[] = ["CUTOVER_TOKEN", "CUTOVER_PLAN_TOKEN", "CUTOVER_NOTE_TOKEN"];

export const variable: Check = {
  id: "variable",
  chapter: "pipeline",
  summary: "CI/CD variables with tokens are masked, and that of apply is for protected branches alone",
  find: (subject) => [...handedOut(subject), ...settings(subject)],
};

/** What this job itself was given says most: it needs no right to know it. */
function handedOut({ protectedRef, examined }: Subject): Found[] {
  if (protectedRef !== false) return [];
  return examined
    .filter(({ job }) => job === "write")
    .map(({ variable: name }) =>
      wrong("error", name, "this job is not of a protected branch and was given the token of apply", exposed(name)),
    );
}

function settings(subject: Subject): Found[] {
  const { home: own, question } = subject;
  // Without pipelines nobody is told of variables, and without a project there are none.
  if (own === undefined || seenProject(subject, own.project) === undefined) return [];
  if (setting(subject, own.project, "pipelines") === false) return [];
  const { variables: homes } = question;
  const looked = homes.flatMap((home) => {
    const known = best(subject, ({ variables }) => variables.get(placeOf(home)));
    return known === undefined ? [] : [{ home, known }];
  });
  const found = looked.flatMap(({ home, known }) => (known.value ?? []).flatMap((one) => faultsOf(home, one)));
  const hidden = looked.flatMap(({ home, known }) =>
    known.value !== undefined || (home.kind === "group" && known.trouble.kind === "missing")
      ? []
      : [
          unknown(placeOf(home), "CI/CD variables", known, {
            fix: "look by hand: Settings > CI/CD > Variables; CUTOVER_TOKEN has to be masked and protected, the others masked",
            who: home.kind === "group" ? `an Owner of ${home.path}` : `a Maintainer of ${home.path}`,
          }),
        ],
  );
  const names = new Set(looked.flatMap(({ known }) => (known.value ?? []).map(({ key }) => key)));
  const isOwnRead = looked.some(({ home, known }) => home.kind === "project" && known.value !== undefined);
  const absent = isOwnRead ? WANTED.filter((name) => !names.has(name)) : [];
  return [
    ...found,
    ...hidden,
    ...(hidden.length === 0 ? absent.map((name) => absence(own.project, name)) : unsure(own.project, absent)),
    ...sound(names, found, own.project),
  ];
}

function faultsOf(home: LabelHome, { key, protected: isProtected, masked }: VariableFacts): Found[] {
  const where = `${key} (${home.kind} ${home.path})`;
  const who = home.kind === "group" ? `an Owner of ${home.path}` : `a Maintainer of ${home.path}`;
  const found: Found[] = [];
  if (SECRET.includes(key) && !isProtected)
    found.push(
      wrong(
        "error",
        where,
        "not protected: pipelines of merge requests see it, so whoever opens one can write with it",
        { ...exposed(key), who },
      ),
    );
  if (!SECRET.includes(key) && isProtected)
    found.push(
      wrong("warn", where, "protected: pipelines of merge requests, which it is for, do not see it", {
        fix: "take the protection off: Settings > CI/CD > Variables",
        who,
      }),
    );
  if (!masked)
    found.push(
      wrong("error", where, "not masked: a job that prints it shows it to whoever may read the log", {
        fix: "mask it: Settings > CI/CD > Variables",
        who,
      }),
    );
  return found;
}

function exposed(name: string): { fix: string; who: string } {
  return {
    fix: `protect ${name}: Settings > CI/CD > Variables; and make a new token, since this one may be known`,
    who: "a Maintainer of the project that has it",
  };
}

function absence(home: string, name: string): Found {
  return wrong("warn", home, `no CI/CD variable ${name} in the project or a group above it`, {
    fix: `add it, masked${name === "CUTOVER_TOKEN" ? " and protected" : ""}: Settings > CI/CD > Variables`,
    who: `a Maintainer of ${home}`,
  });
}

/** What the project lacks a group may have that nobody of us can look into. */
function unsure(home: string, names: readonly string[]): Found[] {
  if (names.length === 0) return [];
  const message = `it has no CI/CD variables ${names.join(", ")}; whether a group above it has them cannot be read`;
  const fix = "add them, masked, and CUTOVER_TOKEN protected too: Settings > CI/CD > Variables";
  return [{ severity: "unknown", where: home, message, fix, who: `a Maintainer of ${home}` }];
}

function sound(names: ReadonlySet<string>, faults: readonly Found[], home: string): Found[] {
  const good = [...names].filter((name) => !faults.some(({ where }) => where.startsWith(`${name} `)));
  return good.length === 0 ? [] : [ok(home, `${good.sort().join(", ")}: set as they should be`)];
}
