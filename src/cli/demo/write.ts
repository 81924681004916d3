import { edit, prove, type Scene, type } from "./scene.ts";
import { MIGRATION_FILE } from "./workspace.ts";

/** Chapters 1 to 3: nothing of this touches the server's objects. */
export async function write(scene: Scene): Promise<void> {
  introduce(scene);
  await lint(scene);
  await compile(scene);
}

function introduce({ narrator, url, workspace }: Scene): void {
  narrator.chapter(
    "A company and its GitLab",
    "Acme's AI gateway knows Claude Sonnet 4.5 and is to move to 4.6. Its GitLab is a server inside this program, so everything below really happens and nothing outside is touched.",
  );
  narrator.link("server", url);
  narrator.link("workspace", workspace);
  narrator.say(
    "Ana writes one file that says where each feature should stand. This is the part about two of the four:",
  );
  narrator.quote(EXCERPT);
}

const EXCERPT = `features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
    flag: { name: duo_chat_sonnet_4_6, ... }
    ramp: standrad
  duo_chat_explain_code:
    stage: selectable
    ...`;

async function lint(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Lint",
    "A name was mistyped. Lint finds it while the file is being written, and says what was meant.",
  );
  const found = await type(scene, ["lint"], { code: 1, lines: 8 });
  prove(scene, found.out.includes('did you mean "standard"?'), "the typo was found, and the right name with it");
  await edit(scene, "    ramp: standrad", "    ramp: standard");
  const clean = await type(scene, ["lint"], { lines: 4 });
  prove(
    scene,
    !/error|warning/.test(clean.out.replace(/\b(no|0) (errors|warnings|problems)\b/g, "")),
    `${MIGRATION_FILE} is clean`,
  );
}

async function compile(scene: Scene): Promise<void> {
  scene.narrator.chapter(
    "Compile",
    "The migration becomes the files, flags and issues it asks for, in a folder, so that they can be read before anybody decides. The gateway's file is edited, not printed anew: comments and order stay.",
  );
  await type(scene, ["compile"], { lines: 8 });
  const diff = await readText(scene, ".cutover/files/ai-gateway/ai_gateway/model_selection/models.yml.diff");
  scene.narrator.command("cat .cutover/files/ai-gateway/ai_gateway/model_selection/models.yml.diff", diff, {
    from: /^@@/,
    lines: 16,
  });
  const removed = diff.split("\n").filter((line) => /^-(?!--)/.test(line));
  prove(scene, removed.length === 0, "the new entry is added behind its predecessor, and no other line changes");
}

async function readText({ fs, workspace }: Scene, path: string): Promise<string> {
  return new TextDecoder().decode(await fs.readFile(`${workspace}/${path}`));
}
