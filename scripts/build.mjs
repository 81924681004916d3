// Bundles src/ into dist/, or the folder that is named: one small entry and a lazy chunk per command, so that `lint`
// loads no network code.
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";

const [outdir = "dist"] = process.argv.slice(2);

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: ["src/main.ts"],
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
  // Some dependencies are CommonJS and ask for node's own modules with require().
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
await chmod(`${outdir}/main.js`, 0o755);
