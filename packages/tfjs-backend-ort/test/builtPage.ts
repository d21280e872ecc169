import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

/** The files of a page of one script, bundled for browsers with esbuild's defaults, and of onnxruntime-web beside it. */
export async function builtPage(entry: string): Promise<Record<string, Uint8Array | string>> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "browser",
    splitting: true, // WebGPU's runtime is loaded only where it is used
    outdir: "page",
    conditions: ["@flawlens/source"],
    write: false,
    logLevel: "error",
  });
  const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
  const wasm = ["", ".asyncify", ".jspi"].map((kind) => `ort-wasm-simd-threaded${kind}.wasm`);
  return {
    "index.html": `<!doctype html><meta charset="utf-8"><script type="module" src="/${basename(entry, ".ts")}.js"></script>`,
    ...Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), contents])),
    ...Object.fromEntries(wasm.map((name) => [name, readFileSync(join(runtime, name))])),
  };
}
