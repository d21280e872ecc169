// Clocks a training step of the quickstart's network in a page of headless Chromium, on this engine and on the other
// backends of TensorFlow.js, and compares the losses with those of Node:
//   node --import tsx bench/browser/main.ts [batch] [side in pixels] [steps]
// Headless Chromium has no graphics card: webgl and webgpu run on its driver that computes on the processor.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { build, type Plugin } from "esbuild";
import { chromium } from "playwright-core";
import { medianSorted } from "simple-statistics";
import { served } from "../../packages/inference/test/served.ts";
import { chromiumFile, chromiumOptions } from "../../scripts/chromium.ts";
import { clockSteps, type Clocking } from "./clockSteps.ts";

const [batch = 8, side = 64, steps = 8] = process.argv.slice(2).map(Number);
const BACKENDS = ["ort wasm", "ort webgpu", "wasm", "webgl", "cpu"];
/** Options that give headless Chromium WebGPU and WebGL without a card. */
const GPU = [
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-webgpu-adapter=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** What reads files, pictures and model weights, of which the network of the page needs nothing. */
const NODE = new Set([...builtinModules, "sharp", "onnxruntime-node", "@huggingface/hub"]);
const withoutNode: Plugin = {
  name: "without Node",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith("node:") || NODE.has(path) ? { path, namespace: "node" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "node" }, () => ({ contents: "module.exports = {};" }));
  },
};

await useEngine("ort");
const node = await clockSteps({ batch, side, steps });
const rows: Record<string, object> = { "ort in Node": row(node) };
const { url, close } = await served(await files());
try {
  for (const backend of BACKENDS) {
    const browser = await chromium.launch({
      ...chromiumOptions,
      executablePath: chromiumFile,
      args: [...chromiumOptions.args.filter((arg) => arg !== "--disable-gpu"), ...GPU],
    });
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(600_000);
      await page.goto(url);
      await page.waitForFunction("globalThis.clockInPage");
      const given = JSON.stringify({ backend, batch, side, steps });
      rows[backend] = row(await page.evaluate<Clocking>(`clockInPage(${given})`));
    } finally {
      await browser.close();
    }
  }
} finally {
  await close();
}
console.log(`the quickstart's network, batch ${batch}, ${side} px`);
console.table(rows);

/** The median of the steps after the third. */
function row({ ms, losses, note }: Clocking) {
  if (ms.length === 0) return { note };
  const off = Math.max(...losses.map((loss, i) => Math.abs(loss / node.losses[i] - 1)));
  const median = medianSorted(ms.slice(3).toSorted((a, b) => a - b));
  return { "ms a step": Math.round(median), "first, ms": Math.round(ms[0]), "losses differ by": off.toExponential(1), note }; // prettier-ignore
}

/** The page, its bundle and the WebAssembly files beside it. */
async function files(): Promise<Record<string, Uint8Array | string>> {
  const outdir = mkdtempSync(join(tmpdir(), "flawlens-page-"));
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "page.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    splitting: true,
    mainFields: ["module", "main"],
    conditions: ["@flawlens/source"],
    plugins: [withoutNode],
    outdir,
    write: false,
    logLevel: "error",
  });
  rmSync(outdir, { recursive: true });
  const wasm = [
    folderOf("onnxruntime-web", ["ort-wasm-simd-threaded", "ort-wasm-simd-threaded.asyncify", "ort-wasm-simd-threaded.jspi"]), // prettier-ignore
    folderOf("@tensorflow/tfjs-backend-wasm", ["tfjs-backend-wasm", "tfjs-backend-wasm-simd", "tfjs-backend-wasm-threaded-simd"]), // prettier-ignore
  ].flat();
  return {
    "index.html":
      '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
    ...Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), contents])),
    ...Object.fromEntries(wasm.map((file) => [basename(file), readFileSync(file)])),
  };
}

/** The WebAssembly files of a package of the engine's. */
function folderOf(name: string, files: string[]): string[] {
  const require = createRequire(import.meta.resolve("@flawlens/tfjs-backend-ort/package.json"));
  const main = dirname(require.resolve(name));
  const dist = [main, join(main, "../dist"), join(main, "..")].find((place) => existsSync(join(place, `${files[0]}.wasm`))); // prettier-ignore
  return files.map((file) => join(dist!, `${file}.wasm`)).filter((file) => existsSync(file));
}
