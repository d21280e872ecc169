import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { chromiumFile, chromiumOptions, hasChromium } from "../../../../scripts/chromium.ts";
import { convDetector } from "../../test/convDetector.ts";
import { picture } from "../../test/pictures.ts";
import { png } from "../../test/png.ts";
import { served } from "../../test/served.ts";
import type { Prediction } from "../core/prediction.ts";
import type { PredictOptions } from "../run/detector.ts";
import { loadDetector } from "../node/loadDetector.ts";

const absent = !hasChromium;
if (absent)
  console.warn(`skipped: there is no browser at ${chromiumFile}; CHROMIUM names another place`);

const lookAt = { polygons: [[{ x: 0, y: 0 }, { x: 90, y: 10 }, { x: 60, y: 90 }]] }; // prettier-ignore
const tiling = { size: 64, overlap: 16 };
const sizes: Record<string, [height: number, width: number]> = { "small.png": [64, 64], "odd.png": [157, 203], "large.png": [700, 900], "low.png": [30, 41], "strip.png": [64, 400] }; // prettier-ignore
const cases: { url: string; as: string; options?: PredictOptions }[] = [
  { url: "/small.png", as: "file" },
  { url: "/odd.png", as: "file" },
  { url: "/odd.png", as: "bitmap" },
  { url: "/odd.png", as: "canvas", options: { lookAt } },
  { url: "/large.png", as: "file" },
  { url: "/low.png", as: "image data" },
  { url: "/strip.png", as: "file", options: { tiling, batchSize: 3 } },
];

interface Told extends Pick<Prediction, "score" | "verdict" | "lookedFraction" | "regions"> {
  scores: number[];
}

let told: Told[];
let isolated: boolean;
let refused: string[];
let detectorFile: Uint8Array;
const images = Object.fromEntries(
  Object.entries(sizes).map(([name, [height, width]], i) => [
    name,
    png(picture(height, width, i), height, width),
  ]),
);

beforeAll(async () => {
  if (absent) return;
  detectorFile = await convDetector();
  const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "../../test/page.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@flawlens/source"],
    write: false,
    logLevel: "error",
  });
  const wasm = "ort-wasm-simd-threaded.wasm";
  const { url, close } = await served({
    ...images,
    "detector.onnx": detectorFile,
    "index.html":
      '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
    "page.js": outputFiles[0].contents,
    [wasm]: readFileSync(join(runtime, wasm)),
  });
  const browser = await chromium.launch(chromiumOptions);
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction("globalThis.predictAll");
    const result = await page.evaluate<{ told: Told[]; isolated: boolean }>(
      `predictAll(${JSON.stringify(cases)})`,
    );
    ({ told, isolated } = result);
    refused = await page.evaluate<string[]>("refusals()");
  } finally {
    await browser.close();
    await close();
  }
}, 120_000);

test.skipIf(absent)(
  "a browser gives the scores of Node to 1e-5, and the same regions",
  async () => {
    const detector = await loadDetector(detectorFile, { threads: 1 });
    for (const [i, { url, options }] of cases.entries()) {
      const own = await detector.predictImage(images[url.slice(1)], options);
      const { regions, ...other } = told[i];
      expect(other.verdict).toBe(own.verdict);
      expect(other.lookedFraction).toBe(own.lookedFraction);
      const scores = Object.values(own.types).map(({ score }) => score);
      for (const [k, score] of [own.score, ...scores].entries())
      expect(Math.abs(score - [other.score, ...other.scores][k])).toBeLessThanOrEqual(1e-5 * Math.abs(score)); // prettier-ignore
      expect(own.regions.length).toBeGreaterThan(0);
      expect(regions.map(({ type, box }) => ({ type, box }))).toEqual(
        own.regions.map(({ type, box }) => ({ type, box })),
      );
    }
    await detector.release();
  },
);

test.skipIf(absent)("the page had threads", () => expect(isolated).toBe(true));

test.skipIf(absent)("what cannot be used is refused in words, by name", () => {
  expect(refused).toEqual([
    "readPixels: expected an image that this browser reads, got a.png of type image/png and 8 bytes",
    "readPixels: expected a file, canvas, bitmap, video frame or pixels, got [object Object]",
    "readPixels: expected an image with pixels, got 0 x 0; wait until it is loaded",
    "loadDetector: expected a file to fetch at /missing.onnx, got 404 Not Found",
    expect.stringMatching(
      /^loadDetector: cannot use the blob: .*expected an ONNX model, got 11 bytes/,
    ),
    "loadDetector: expected providers among wasm, webgpu, got webgl",
  ]);
});
