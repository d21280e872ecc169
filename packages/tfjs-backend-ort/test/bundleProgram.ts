import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

/** A folder beside the package, so that what is not bundled is found from there. */
export function bundleFolder(): string {
  const cache = join(import.meta.dirname, "../node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "bundles-"));
}

/**
 * What an ES module needs where TensorFlow.js is bundled into it: its core calls `require("util")`. The README
 * tells users to do the same.
 */
export const ESM_BANNER =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Bundles a program for Node into one file, with esbuild's defaults. */
export async function bundleProgram(
  program: string,
  outfile: string,
  options: BuildOptions = {},
): Promise<void> {
  const format = outfile.endsWith(".cjs") ? "cjs" : "esm";
  await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format,
    banner: format === "esm" ? { js: ESM_BANNER } : {},
    conditions: ["@flawlens/source"],
    logLevel: "error",
    outfile,
    ...options,
  });
}
