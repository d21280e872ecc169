// Bundles a page that trains (test/page.ts) by esbuild and by vite with their defaults, without polyfills of Node, runs
// each in headless Chromium, and says the losses and the sizes:
//   node --import tsx packages/tfjs-backend-ort/bench/pageBundles.ts
// Fails if one does not train, or their losses differ.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { build } from "vite";
import { chromiumOptions } from "../../../scripts/chromium.ts";
import { served } from "../../inference/test/served.ts";
import { builtPage } from "../test/builtPage.ts";

const entry = join(import.meta.dirname, "../test/page.ts");
const rows: Record<string, { losses: string; kB: number; "kB, gzip": number }> = {};
for (const [name, make] of Object.entries({ esbuild: () => builtPage(entry), vite: byVite })) {
  const files = await make();
  const { url, close } = await served(files);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction("globalThis.trainInPage");
    const { losses } = await page.evaluate<{ losses: number[] }>(`trainInPage(["wasm"])`);
    const script = Buffer.from(files["page.js"]);
    rows[name] = {
      losses: losses.map((loss) => loss.toFixed(5)).join(" "),
      kB: Math.round(script.length / 1000),
      "kB, gzip": Math.round(gzipSync(script).length / 1000),
    };
  } finally {
    await browser.close();
    await close();
  }
}
console.table(rows);
process.exit(rows.esbuild.losses === rows.vite.losses ? 0 : 1);

/** The files that vite writes for a page; it finds the runtime's WebAssembly by itself. */
async function byVite(): Promise<Record<string, Uint8Array | string>> {
  const built = await build({
    root: join(import.meta.dirname, ".."),
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@flawlens/source", "module", "browser"] },
    build: {
      write: false,
      rollupOptions: { input: entry, output: { entryFileNames: "page.js" } },
    },
  });
  const { output } = [built].flat()[0] as { output: { fileName: string; code?: string; source?: string | Uint8Array }[] }; // prettier-ignore
  return {
    "index.html":
      '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
    ...Object.fromEntries(output.map(({ fileName, code, source }) => [fileName, code ?? source!])),
  };
}
