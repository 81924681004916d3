import { afterEach, expect, it } from "vitest";
import { type Journey, journey } from "./journey.ts";
import { flagOf, issuesOf, raiseTo } from "./people.ts";
import { standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

const CATALOG = "cutover.yaml";

/** What is there already: an upgrade with its flag half way up and merge requests open. */
async function halfWay(): Promise<Journey> {
  one = await journey({ migration: standing("rollout") });
  one.server.seed({
    groups: [{ path: "acme", labels: ["Model moves", "group::chat"] }],
    projects: [{ path: "acme/moved" }, { path: "acme/flags", user_lists: { "team-members": "1" } }],
  });
  await one.apply();
  await one.mergeAll();
  for (const step of [1, 2]) await raiseTo(one, step);
  await one.edit("stage: rollout", "stage: default");
  await one.apply();
  one.forget();
  return one;
}

/** How everything stands that could be there twice. */
async function stand(journey: Journey): Promise<string[]> {
  const issues = await Promise.all(["acme/ai", "acme/moved"].map((project) => issuesOf(journey, project)));
  const flags = await Promise.all(["acme/monolith", "acme/flags"].map((home) => flagOf(journey, undefined, home)));
  return [
    ...issues.flat().map(({ title, labels }) => `${title} [${labels}]`),
    `flag: ${flags.map((one) => one ?? "not there").join(" and ")}`,
  ];
}

type Edit = readonly [before: string, after: string, file?: string];

const CHAT = "title: Duo Chat\n    maturity: ga\n    team:";
const TEN = "      - { percentage: 10, soak";

const TAKEN_UP: Record<string, readonly Edit[]> = {
  "the label of everything": [[`labels: ["AI Model Migration", "group`, `labels: ["Model moves", "group`, CATALOG]],
  "another label": [[`"group::ai framework"]`, `"group::chat"]`, CATALOG]],
  "the team of a feature": [[`${CHAT} chat\n    dri: "@bo"`, `${CHAT} code\n    dri: "@dee"`, CATALOG]],
  "a step that reaches less": [["percentage: 10, soak", "percentage: 5, soak", CATALOG]],
  "a step that reaches more": [["percentage: 5, soak", "percentage: 9, soak", CATALOG]],
  "a step more": [
    ["      - { percentage: 9, soak", `      - { percentage: 1, soak: 1d, gates: [latency, errors] }\n${TEN}`, CATALOG],
  ],
  "the initiative": [[`initiative: "&12"`, `initiative: "&11"`, CATALOG]],
  "no initiative": [[`, initiative: "&11"`, "", CATALOG]],
  "the milestone": [[`milestone: "19.7"`, `milestone: "19.8"`]],
  "the owner": [[`owner: "@ana"`, `owner: "@cleo"`]],
};

it("what the catalog says changes half way and is taken up", async () => {
  const journey = await halfWay();
  for (const [name, edits] of Object.entries(TAKEN_UP)) {
    journey.say(`Another change: ${name}`);
    for (const [from, to, file] of edits) await journey.edit(from, to, file);
    await journey.apply();
    for (const line of await stand(journey)) journey.say(line);
  }
  expect(await stand(journey)).toHaveLength(3);
  await expect(journey.story()).toMatchFileSnapshot("golden/catalog.txt");
});

interface Move {
  readonly edit: Edit;
  /** What apply ends with. */
  readonly code: number;
}

const PAGE = "acme/docs, format: markdown, path: doc/models.md, region: migrations";
const MOVES: Record<string, Move> = {
  "the tracker": { edit: ["project: acme/ai, initiative", "project: acme/moved, initiative", CATALOG], code: 1 },
  "the flags' project": {
    edit: ["project: acme/monolith }\n  tier", "project: acme/flags }\n  tier", CATALOG],
    code: 0,
  },
  "the flags' backend": {
    edit: ["flags: { backend: project, project: acme/monolith }", "flags: { backend: chatops }", CATALOG],
    code: 0,
  },
  "the flag's name": { edit: ["name: duo_chat_sonnet_4_6", "name: duo_chat_sonnet_next"], code: 1 },
  "a target's branch": {
    edit: ["project: acme/ai-gateway\n    branch: main", "project: acme/ai-gateway\n    branch: stable", CATALOG],
    code: 1,
  },
  "a target's project": { edit: [PAGE, PAGE.replace("docs", "ai"), CATALOG], code: 0 },
  "a target's name": { edit: ["  feature-page:", "  models-page:", CATALOG], code: 0 },
};

it("something is to live elsewhere: nothing is made twice or lost in silence, and it can be taken back", async () => {
  const journey = await halfWay();
  await journey.call("POST", "projects/acme%2Fai-gateway/repository/branches?branch=stable&ref=main");
  await journey.call("POST", "projects/acme%2Fai/repository/files/doc%2Fmodels.md", {
    branch: "main",
    commit_message: "Add a page",
    content: "<!-- cutover:region migrations -->\n<!-- /cutover:region migrations -->\n",
  });
  const before = await stand(journey);
  for (const [
    name,
    {
      edit: [from, to, file],
      code,
    },
  ] of Object.entries(MOVES)) {
    journey.say(`Another place: ${name}`);
    await journey.edit(from, to, file);
    const { left } = await journey.apply({ code });
    expect(left.join("\n")).toMatch(/conflict|unmanaged|is not in acme\/flags any more/);
    expect(await stand(journey)).toEqual(before);
    await journey.edit(to, from, file);
    await journey.apply();
    expect(await stand(journey)).toEqual(before);
  }
  await expect(journey.story()).toMatchFileSnapshot("golden/elsewhere.txt");
});

it("flags are to live elsewhere and to go up at once: the one of before is told of", async () => {
  const journey = await halfWay();
  await journey.edit("project: acme/monolith }\n  tier", "project: acme/flags }\n  tier", CATALOG);
  await journey.edit("step: 2", "step: 3");
  expect(await journey.plan()).toContain(
    "unmanaged: flag duo_chat_sonnet_4_6, taken to step 2 before, is not in acme/flags any more and is made anew; where gitlab.flags was changed, look after the one of before",
  );
});
