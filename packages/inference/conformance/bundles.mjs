// Bundles a page that runs a detector with esbuild, vite and webpack, opens each bundle in Chromium, and checks that
// it predicts. Needs built packages and a browser: CHROMIUM, or /usr/bin/chromium.
// npx turbo run build --filter=@flawlens/inference && node --import tsx packages/inference/conformance/bundles.mjs
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build as esbuild } from "esbuild";
import { chromium } from "playwright-core";
import { build as vite } from "vite";
import webpack from "webpack";
import { chromiumFile, chromiumOptions, hasChromium } from "../../../scripts/chromium.ts";

const here = import.meta.dirname;
if (!hasChromium) {
  console.log(`skipped: there is no browser at ${chromiumFile}`);
  process.exit(0);
}

// Beside the package, so that bundlers find it and its peers by name.
const folder = mkdtempSync(join(here, "../node_modules/.bundles-"));
const require = createRequire(import.meta.url);
const runtime = dirname(require.resolve("onnxruntime-web"));

const program = `
import { loadDetector } from "@flawlens/inference"; // the condition "browser" chooses the page's part
globalThis.predict = async () => {
  const detector = await loadDetector("/detector.onnx");
  const data = new Uint8Array(8 * 8 * 3).fill(200);
  const { score, explanation } = await detector.predictImage({ data, height: 8, width: 8 });
  await detector.release();
  return { score, explanation };
};
`;

const bundlers = {
  async esbuild(out) {
    const entry = join(folder, "page.js");
    await esbuild({ entryPoints: [entry], bundle: true, minify: true, format: "esm", platform: "browser", outdir: out, logLevel: "warning" }); // prettier-ignore
    // esbuild leaves files that are named by a URL where they are: the one that is used is copied.
    const wasm = "ort-wasm-simd-threaded.wasm";
    writeFileSync(join(out, wasm), readFileSync(join(runtime, wasm)));
    return "page.js";
  },
  async vite(out) {
    writeFileSync(join(folder, "index.html"), '<script type="module" src="/page.js"></script>');
    await vite({ root: folder, logLevel: "warn", build: { outDir: out, emptyOutDir: true, modulePreload: false, chunkSizeWarningLimit: 1e4 } }); // prettier-ignore
    const html = readFileSync(join(out, "index.html"), "utf8");
    return /src="\/([^"]+)"/.exec(html)[1];
  },
  async webpack(out) {
    const stats = await new Promise((resolve, reject) =>
      webpack(
        { mode: "production", entry: join(folder, "page.js"), output: { path: out, filename: "page.js", publicPath: "/" }, performance: { hints: false } }, // prettier-ignore
        (error, stats) => (error ? reject(error) : resolve(stats)),
      ),
    );
    if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
    return "page.js";
  },
};

const browser = await chromium.launch(chromiumOptions);
let failed = false;
try {
  writeFileSync(join(folder, "page.js"), program);
  const detector = await detectorFile();
  for (const [name, bundle] of Object.entries(bundlers)) {
    const out = join(folder, name);
    const script = await bundle(out);
    const { url, close } = await served(out, { "detector.onnx": detector, "index.html": `<!doctype html><script type="module" src="/${script}"></script>` }); // prettier-ignore
    const page = await browser.newPage();
    const told = [];
    page.on("pageerror", (error) => told.push(error.message));
    page.on("requestfailed", (request) => told.push(request.url()));
    try {
      await page.goto(url);
      await page.waitForFunction("globalThis.predict", { timeout: 20_000 });
      const { score, explanation } = await page.evaluate("predict()");
      const bytes = readFileSync(join(out, script)).length;
      if (score !== 400) throw new Error(`expected the score 400, got ${score}`);
      console.log(`${name}: ${explanation} (${script}, ${(bytes / 1000).toFixed(0)} kB)`);
    } catch (error) {
      failed = true;
      console.error(`${name}: ${error.message} ${told.join("; ")}`);
    } finally {
      await page.close();
      await close();
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** The tiny detector of the tests: the score is the mean of red and green, 200 each. */
async function detectorFile() {
  const { tinyFile } = await import("../test/tinyDetector.ts");
  return tinyFile();
}

/** Serves a folder, and files that are not in it. */
async function served(folder, files) {
  const types = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" }; // prettier-ignore
  const there = new Set(readdirSync(folder, { recursive: true }));
  const server = createServer(({ url }, response) => {
    const name = decodeURIComponent(url.slice(1)) || "index.html";
    const body = files[name] ?? (there.has(name) ? readFileSync(join(folder, name)) : undefined);
    response.writeHead(body ? 200 : 404, { "Content-Type": types[name.split(".").at(-1)] ?? "application/octet-stream", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }); // prettier-ignore
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
