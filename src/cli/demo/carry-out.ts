import { check, edit, prove, type Scene, type } from "./scene.ts";
import { DOCS, GATEWAY, MONOLITH, TRACKER } from "./seed.ts";

const CHAT_ISSUE = "issue/claude-sonnet-4-6/duo_chat";
const FLAG = "duo_chat_sonnet_4_6";
const FEATURES = "ai_gateway/model_selection/unit_primitives.yml";
const EXPLAIN = "duo_chat_explain_code";
const OLD = "claude_sonnet_4_5_20250929_vertex";
const NEW = "claude_sonnet_4_6_vertex";
const TASK = "implementation-plan";
const PROMPT = "ai_gateway/prompts/definitions/chat/react/claude/2.0.0.yml";
const PREFILL = /^ {2}#.*\n {2}assistant: .*\n/m;
const PAGE = "doc/models.md";
const PARAGRAPH = "Bo: support asked to be told a day ahead. They were.";

/** Of a plan: what would be done, which ids enter and leave the gateway's lists, and the sum. */
const CHANGES = /^ {2}[+~-] |^ {8}[+-] .*- "|^Plan:/;
/** Of what apply prints behind the plan: what was made and the sum. */
const RESULTS = /^✓ applied +(create|open|update|raise)|^Apply:/;

/** Of status: the features, what comes next, and the sum. */
const STANDING = /^\S|^ {2}(duo|code)_| next$|^ {4}/;

/** Where Cutover proposes changes. The pages tell what the gateway has, so the gateway comes first. */
const PROJECTS = [GATEWAY, MONOLITH, DOCS, TRACKER];

/** Chapters 4 to 8: what happens on the server, by Cutover and by people. */
export async function carryOut(scene: Scene): Promise<void> {
  await apply(scene);
  await workByHand(scene);
  await raise(scene);
  await goBack(scene);
  await finish(scene);
}

async function apply(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Plan and apply",
    "The plan compares what the file asks for with what is on the server, and says because of which line. Apply carries out that plan and decides nothing.",
  );
  await type(scene, ["plan", "--out", "plan.json"], { keep: CHANGES });
  await type(scene, ["apply", "plan.json", "--yes"], { keep: RESULTS });
  const { people, narrator } = scene;
  narrator.link("main issue   ", (await people.cleo.issue(TRACKER, "issue/claude-sonnet-4-6")).web_url);
  narrator.link("rollout issue", (await people.cleo.issue(TRACKER, CHAT_ISSUE)).web_url);
  narrator.say("Status tells where each feature stands, and who has to do what so that it goes on.");
  await type(scene, ["status"], { keep: STANDING });
  const again = await scene.shell("plan", "--detailed-exitcode");
  prove(scene, again.code === 0, "a second plan has nothing to do but wait for the merges");
}

async function workByHand(scene: Scene): Promise<void> {
  const { narrator, people } = scene;
  narrator.chapter(
    "People do their part",
    "Bo ticks a task of the rollout issue and writes a paragraph under the managed text, with his own token and without Cutover. The new version of chat's prompt is a copy, so he takes out of it what the new model refuses. Cleo merges what Cutover proposed.",
  );
  const issue = await people.bo.issue(TRACKER, CHAT_ISSUE);
  const ticked = issue.description.replace(new RegExp(`- \\[ \\](.*<!-- t:${TASK} -->)`), "- [x]$1");
  check(ticked !== issue.description, `the rollout issue has the task "${TASK}"`);
  await people.bo.describe(TRACKER, issue.iid, `${ticked}\n\n${PARAGRAPH}`);
  narrator.quote(byHand((await people.cleo.issue(TRACKER, CHAT_ISSUE)).description));
  await changePrompt(scene);
  await mergeAll(scene);
  const { first, offers } = await featureAtHead(scene, EXPLAIN);
  prove(scene, first === OLD && offers(NEW), "users may pick the new model, and nobody's default has changed yet");
  prove(scene, await isPromptKept(scene), "chat's new prompt is as Bo left it");
}

/** Bo takes the prefill out of the prompt, in the branch that Cutover made for it. */
async function changePrompt({ narrator, people }: Scene): Promise<void> {
  const requests = await people.bo.mergeRequests(GATEWAY, "opened");
  const branch = requests.find(({ title }) => title.startsWith("feat(prompts)"))?.source_branch ?? "";
  check(branch !== "", "the prompt has a merge request of its own");
  const copy = await people.bo.file(GATEWAY, PROMPT, branch);
  const gone = PREFILL.exec(copy)?.[0] ?? "";
  check(gone !== "", `${PROMPT} ends with what the model is to begin with`);
  await people.bo.write(GATEWAY, PROMPT, branch, copy.replace(gone, ""));
  narrator.quote(gone.replace(/^(?=.)/gm, "-"));
}

async function isPromptKept({ people }: Scene): Promise<boolean> {
  return !PREFILL.test(await people.bo.file(GATEWAY, PROMPT, "main"));
}

async function raise(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "One step up",
    "Ana raises two things in the file: explaining code gets the new default, and chat's flag is released to team members. Nothing but such an edit ever raises a percentage.",
  );
  await edit(scene, `  ${EXPLAIN}:\n    stage: selectable`, `  ${EXPLAIN}:\n    stage: default`);
  await edit(scene, "    ramp: standard", "    ramp: standard\n    step: 1");
  await type(scene, ["plan"], { keep: CHANGES });
  await type(scene, ["apply", "--yes"], { keep: RESULTS });
  await mergeAll(scene);
  scene.narrator.say("The flag waited for the merge; now it goes.");
  await type(scene, ["apply", "--yes"], { keep: RESULTS });
  const flag = await scene.people.bo.flag(MONOLITH, FLAG);
  const [strategy, ...more] = flag.strategies;
  const teamOnly = strategy?.name === "gitlabUserList" && more.length === 0;
  prove(scene, flag.active && teamOnly, "the flag is on for team members only");
  prove(scene, (await featureAtHead(scene, EXPLAIN)).first === NEW, `explaining code uses ${NEW}`);
  const row = (await scene.people.bo.file(DOCS, PAGE, "main")).split("\n").find((line) => line.includes(EXPLAIN)) ?? "";
  prove(scene, row.split(" | ")[2]?.startsWith("Claude Sonnet 4.6") === true, "the page for users says so too");
  await proveKept(scene);
}

async function goBack(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Back again",
    "The new answers are too long for the button, so Ana lowers the stage. The old default comes back; users may still pick the new model.",
  );
  await edit(scene, `  ${EXPLAIN}:\n    stage: default`, `  ${EXPLAIN}:\n    stage: selectable`);
  await type(scene, ["apply", "--yes"], { keep: RESULTS });
  await mergeAll(scene);
  const { first, offers } = await featureAtHead(scene, EXPLAIN);
  prove(scene, first === OLD && offers(NEW), `explaining code uses ${OLD} again, and users may still pick ${NEW}`);
  await proveKept(scene);
}

async function finish(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Nothing left to do",
    "The server says what the file says. This time the plan is empty, and its exit code says so to a pipeline.",
  );
  const last = await type(scene, ["plan", "--detailed-exitcode"], { first: 10 });
  check(await isPromptKept(scene), "the prompt is Bo's to the end");
  prove(scene, last.startsWith("Nothing to do"), "nothing to do, and nothing to wait for");
}

/** Cleo merges every open merge request. */
async function mergeAll({ narrator, people }: Scene): Promise<void> {
  for (const project of PROJECTS) {
    for (const { iid, title } of await people.cleo.mergeRequests(project, "opened")) {
      await people.cleo.merge(project, iid);
      narrator.proof(`merged ${project}!${iid} "${title}"`);
    }
  }
}

async function proveKept(scene: Scene): Promise<void> {
  const { description } = await scene.people.bo.issue(TRACKER, CHAT_ISSUE);
  const kept = byHand(description);
  const stands = description.endsWith(`\n\n${PARAGRAPH}`) && kept.includes("[x]");
  const rewritten = description.includes("| Step asked for | step 1 of 4");
  prove(
    scene,
    stands && rewritten,
    "the issue says that step 1 was asked for, and Bo's tick and paragraph are still there:",
  );
  scene.narrator.quote(kept);
}

/** The ticked tasks and Bo's paragraph in a body, as a reader sees them. */
function byHand(description: string): string {
  const lines = description.split("\n").filter((line) => line.includes("[x]") || line === PARAGRAPH);
  return lines.map((line) => line.replace(/\s*<!--.*?-->/g, "")).join("\n");
}

/** What the head of the gateway says of a feature: its first default, and which ids users may pick. */
async function featureAtHead(
  { people }: Scene,
  feature: string,
): Promise<{ readonly first: string | undefined; readonly offers: (id: string) => boolean }> {
  const text = await people.cleo.file(GATEWAY, FEATURES, "main");
  const entry = text.split(/^ {2}- /m).find((one) => one.startsWith(`feature_setting: "${feature}"`)) ?? "";
  const list = /selectable_models:\n((?: {6}- .*\n)+)/.exec(entry)?.[1] ?? "";
  return { first: /default_models:\n\s+- "([^"]+)"/.exec(entry)?.[1], offers: (id) => list.includes(`"${id}"`) };
}
