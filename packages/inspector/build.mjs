// Builds the inspector twice: as files to serve (dist/page), and as one file to open from a disk (dist/inspector.html);
// and the live page of a training (dist/live).
import { createHash } from "node:crypto";
import { appendFile, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, createLogger, defaultClientConditions } from "vite";

const pages = {
  inspector: join(import.meta.dirname, "src/page"),
  live: join(import.meta.dirname, "src/page/live"),
};
const require = createRequire(import.meta.url);

/** Builds a page as files to serve. */
export async function buildPage(outDir, { conditions = [], page = "inspector" } = {}) {
  await build({
    configFile: false,
    root: pages[page],
    base: "./",
    customLogger: logger(),
    define: { "process.env.NODE_ENV": '"production"' },
    resolve: {
      conditions: [...conditions, ...defaultClientConditions],
      // The page computes as Node does; the runtime with WebGPU would add 27 MB.
      alias: [{ find: /^onnxruntime-web(\/webgpu)?$/, replacement: "onnxruntime-web/wasm" }],
    },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    worker: { format: "es", rolldownOptions: { output: { codeSplitting: false } } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2023",
      // What others wrote is in the page: their licences go with it.
      license: { fileName: "licenses.md" },
      modulePreload: false,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
}

/** Tells nothing of modules for Node that are left out of the page again, because it uses nothing of them. */
function logger() {
  const logger = createLogger("warn");
  const { warn } = logger;
  logger.warn = (text, options) => {
    if (!text.includes("has been externalized for browser compatibility")) warn(text, options);
  };
  return logger;
}

/** What only workers have, which the list of licences leaves out; ONNX Runtime's package has no licence file. */
function licensesOfWorkers() {
  const [mit, apache] = ["those of preact above", "those of the file LICENSE of this package"];
  return [
    ["onnxruntime-web (MIT)", "Copyright (c) Microsoft Corporation", mit],
    [
      "@tensorflow/tfjs-core, @tensorflow/tfjs-backend-cpu (Apache-2.0)",
      "Copyright Google LLC",
      apache,
    ],
    ["long (Apache-2.0)", "Copyright Daniel Wirtz", apache],
    ["seedrandom (MIT)", "Copyright David Bau", mit],
  ]
    .map(([name, copyright, terms]) => `\n## ${name}\n\n${copyright}; the same terms as ${terms}\n`)
    .join("");
}

/** Puts a built page into one file: style, scripts and, compressed, the WebAssembly. */
export async function buildFile(page, file) {
  const assets = join(page, "assets");
  const names = await readdir(assets);
  const text = (pattern) =>
    readFile(
      join(
        assets,
        names.find((name) => pattern.test(name)),
      ),
      "utf8",
    );
  const scriptText = async (pattern) => (await text(pattern)).replaceAll("</script", "<\\/script");
  const script = await scriptText(/^index-.*\.js$/);
  const worker = await scriptText(/^main-.*\.js$/);
  const learner = await scriptText(/^learn-.*\.js$/);
  const style = await text(/\.css$/);
  const wasm = gzipSync(
    await readFile(require.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")),
    { level: 9 },
  ).toString("base64");
  const hashOf = (part) => `'sha256-${createHash("sha256").update(part).digest("base64")}'`;
  const html = (await readFile(join(page, "index.html"), "utf8"))
    .replace(/<script[^>]*><\/script>/, "")
    .replace(/<link rel="stylesheet"[^>]*>/, "")
    .replace("script-src 'self'", () => `script-src ${hashOf(script)}`)
    .replace("style-src 'self'", () => `style-src ${hashOf(style)}`)
    .replace("worker-src 'self'", "worker-src data:")
    .replace("</head>", () => `<style>${style}</style></head>`)
    .replace(
      "</body>",
      () =>
        `<script type="application/octet-stream" id="wasm">${wasm}</script><script type="application/octet-stream" id="worker">${worker}</script><script type="application/octet-stream" id="learner">${learner}</script><script type="module">${script}</script></body>`,
    );
  await writeFile(file, html);
}

if (process.argv[1] === import.meta.filename) {
  const dist = join(import.meta.dirname, "dist");
  for (const page of ["page", "live"]) await rm(join(dist, page), { recursive: true, force: true });
  await buildPage(join(dist, "page"));
  await appendFile(join(dist, "page/licenses.md"), licensesOfWorkers());
  await buildFile(join(dist, "page"), join(dist, "inspector.html"));
  await buildPage(join(dist, "live"), { page: "live" });
}
