import { join } from "node:path";
import { EXIT } from "../exit.ts";
import { edit, prove, type Scene, type } from "./scene.ts";
import { MIGRATION, TYPO } from "./workspace.ts";

const DIFF = ".cutover/files/ai-gateway/ai_gateway/model_selection/models.yml.diff";

/** Chapters 1 to 3: nothing of this touches the server's objects. */
export async function write(scene: Scene): Promise<void> {
  introduce(scene);
  await lint(scene);
  await compile(scene);
}

function introduce({ narrator, url }: Scene): void {
  narrator.chapter(
    "A company and its GitLab",
    "Acme's AI gateway uses Claude Sonnet 4.5 and is to move to 4.6. Its GitLab is a server inside this program, so everything below really happens and nothing outside is touched.",
  );
  narrator.link("server", url);
  narrator.say(
    "Ana writes a file that says where each feature should stand. This is the part about two of four features:",
  );
  const features = MIGRATION.slice(MIGRATION.indexOf("  duo_chat:"), MIGRATION.indexOf("  code_generations:"));
  narrator.quote(features.replace(...TYPO));
}

async function lint(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Lint",
    "A name was mistyped. Lint finds it while the file is being written, and says what was meant.",
  );
  const found = await type(scene, ["lint"], { first: 10 }, EXIT.problems);
  prove(scene, found.includes('did you mean "standard"?'), "the typo was found, and the right name with it");
  await edit(scene, `    ${TYPO[1]}`, `    ${TYPO[0]}`);
  const clean = await type(scene, ["lint"], { first: 4 });
  prove(scene, clean.startsWith("no problems found"), "with that mended, the file is clean");
}

async function compile(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Compile",
    "The migration becomes the files, flags and issues it asks for, in a folder, so that they can be read before anybody decides. The gateway's file is edited, not printed anew: comments and order stay.",
  );
  await type(scene, ["compile"], { first: 8 });
  const diff = new TextDecoder().decode(await scene.fs.readFile(join(scene.workspace, DIFF)));
  scene.narrator.command(`cat ${DIFF}`, diff, { first: 21 });
  const gone = diff.split("\n").filter((line) => /^-(?!--)/.test(line));
  prove(scene, gone.length === 0, "the new entry stands behind its predecessor, and no other line changes");
}
