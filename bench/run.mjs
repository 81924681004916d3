// Runs one benchmark: `node bench/run.mjs replay [arguments]`. It is bundled first, since Node 20 reads no TypeScript.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [name, ...rest] = process.argv.slice(2);
const outfile = join(here, "../node_modules/.cache/bench", `${name}.mjs`);
await mkdir(dirname(outfile), { recursive: true });
await build({
  entryPoints: [join(here, name, "main.ts")],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "warning",
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(rest, join(here, ".."));
