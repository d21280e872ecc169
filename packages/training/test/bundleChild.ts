import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** `trainInChild.ts` as one file that plain Node runs; its path. */
export async function bundleChild(): Promise<string> {
  const folder = fileURLToPath(new URL("../node_modules/.cache/flawlens/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}trainInChild.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL("trainInChild.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@flawlens/source"],
    mainFields: ["module", "main"], // tfjs and its gradients from one copy
    external: ["onnxruntime-node", "onnxruntime-web"],
    ignoreAnnotations: true, // tfjs's would drop the kernels and gradients that importing registers
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}
