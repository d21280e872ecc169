// TensorFlow.js's own tests against this package's backend in a page of a headless browser, on onnxruntime-web:
//   node --import tsx conformance/browser.mjs [--only <part of the tests' names>] [--provider wasm|webgpu]
//     [--browser chromium|firefox|webkit]
// Fails if a test fails that exceptions.mjs does not list, one of those passes, or none ran. TensorFlow.js leaves out
// its tests of dataSync() for backends that read by promises only. CHROMIUM, FIREFOX and MINIBROWSER name other
// programs than Debian's; Firefox and WebKit need Debian's packages firefox-esr, libavcodec59 (a test of a
// video), webkit2gtk-driver, gstreamer1.0-libav and xvfb.
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { openBrowser } from "../../../scripts/browsers/openBrowser.ts";
import { chromiumFile, chromiumOptions, hasChromium } from "../../../scripts/chromium.ts";
import { bundlePageSpecs } from "./bundle.mjs";
import { exceptions, pageExceptions, webGpuExceptions } from "./exceptions.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    provider: { type: "string", default: "wasm" },
    browser: { type: "string", default: "chromium" },
  },
});
if (values.browser === "chromium" && !hasChromium) {
  console.error(
    `conformance: expected a browser at ${chromiumFile}, got none; name it by CHROMIUM`,
  );
  process.exit(2);
}
const cache = join(import.meta.dirname, "../node_modules/.cache/conformance");
mkdirSync(cache, { recursive: true });
const specs = join(cache, "page.js");
await bundlePageSpecs(specs);

const start = performance.now();
const server = createServer(serve);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const onWebGpu = values.provider === "webgpu";
const given = { threads: 1, provider: values.provider, filter: values.only };
const run = `globalThis.runSpecs(${JSON.stringify(given)})`;
const { name, counts, failures } = await (values.browser === "chromium" ? inChromium() : inOther());
server.close();

const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
console.table({ [`ort in a page of ${name}, ${values.provider}`]: { ...counts, seconds } });
const known = { ...exceptions, ...pageExceptions, ...(onWebGpu && webGpuExceptions) };
const listed = failures.filter(({ name }) => name in known);
for (const { name } of listed) console.log(`\nlisted: ${name}\n  ${known[name]}`);
const unlisted = failures.filter(({ name }) => !(name in known));
for (const { name, messages } of unlisted) console.log(`\n${name}\n${messages.join("\n")}`);
// Only a whole run on the processor can tell that a listed test passes.
const whole = values.only === "" && !onWebGpu;
const stale = whole ? Object.keys(known).filter((name) => !listed.some((f) => f.name === name)) : []; // prettier-ignore
for (const name of stale)
  console.log(`\npasses, or is not there, and must leave the list: ${name}`);
process.exit(counts.passed === 0 || unlisted.length > 0 || stale.length > 0 ? 1 : 0);

async function inChromium() {
  const args = chromiumOptions.args.filter((arg) => !onWebGpu || arg !== "--disable-gpu");
  if (onWebGpu)
    args.push("--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader"); // prettier-ignore
  const browser = await chromium.launch({ ...chromiumOptions, args });
  try {
    const page = await browser.newPage();
    page.on("pageerror", ({ message }) => console.error(`the page: ${message}`));
    page.on("crash", () => console.error("the page crashed"));
    await page.goto(url);
    await page.waitForFunction("globalThis.runSpecs", undefined, { timeout: 120_000 });
    return { name: `Chromium ${browser.version()}`, ...(await page.evaluate(run)) };
  } finally {
    await browser.close();
  }
}

async function inOther() {
  const browser = await openBrowser(values.browser);
  try {
    await browser.goto(url);
    await browser.until("globalThis.runSpecs", 120);
    return { name: browser.name, ...(await browser.evaluate(run)) };
  } finally {
    await browser.close();
  }
}

/** The page, its tests and onnxruntime-web, isolated across origins so that a page may have threads. */
function serve({ url }, response) {
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  if (url === "/") {
    response.setHeader("Content-Type", "text/html");
    return response.end('<!doctype html><meta charset="utf-8"><script src="/page.js"></script>');
  }
  const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
  const file = url === "/page.js" ? specs : join(runtime, url.slice(1));
  if (!/^\/[\w.-]+$/.test(url) || !existsSync(file)) return response.writeHead(404).end();
  response.setHeader(
    "Content-Type",
    file.endsWith(".wasm") ? "application/wasm" : "text/javascript",
  );
  response.end(readFileSync(file));
}
