// Compares what a page of Firefox or WebKit computes with Node: a detector's scores and regions (@flawlens/inference/web),
// and the losses, filter and exported file of a small training (@flawlens/tfjs-backend-ort/web), in the page and in a
// worker of it:
//   node --import tsx scripts/browsers/numbers.ts firefox|webkit
// Exits with 1 where they differ. What runs by itself does the same in Chromium (loadDetector.test.ts, useEngine.test.ts).
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadDetector } from "@flawlens/inference/node";
import type { Prediction } from "@flawlens/inference/node";
import { exportOnnx, useEngine } from "@flawlens/tfjs-backend-ort";
import { convDetector } from "../../packages/inference/test/convDetector.ts";
import { picture } from "../../packages/inference/test/pictures.ts";
import { png } from "../../packages/inference/test/png.ts";
import { served } from "../../packages/inference/test/served.ts";
import { builtPage } from "../../packages/tfjs-backend-ort/test/builtPage.ts";
import { exported, train } from "../../packages/tfjs-backend-ort/test/pageNetwork.ts";
import { openBrowser, type BrowserName } from "./openBrowser.ts";

const packages = join(import.meta.dirname, "../../packages");
const sharp = createRequire(join(packages, "datasets/package.json"))("sharp");

const raw = { width: 203, height: 157, channels: 3 } as const;
const images: Record<string, Uint8Array> = {
  "odd.png": png(picture(157, 203, 1), 157, 203),
  "large.png": png(picture(700, 900, 2), 700, 900),
  "strip.png": png(picture(64, 400, 4), 64, 400),
  "odd.jpg": await sharp(picture(157, 203, 1), { raw })
    .jpeg({ quality: 90 })
    .toBuffer(),
  "turned.jpg": await sharp(picture(157, 203, 1), { raw })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer(),
};
const tiling = { size: 64, overlap: 16 };
const cases = [
  { url: "/odd.png", as: "file" },
  { url: "/odd.png", as: "bitmap" },
  { url: "/odd.png", as: "canvas" },
  { url: "/odd.png", as: "image data" },
  { url: "/large.png", as: "file" },
  { url: "/strip.png", as: "file", options: { tiling, batchSize: 3 } },
  { url: "/odd.jpg", as: "file" },
  { url: "/turned.jpg", as: "file" },
];

const browser = await openBrowser(process.argv[2] as BrowserName);
let failed = 0;
try {
  await detect();
  await learn();
} finally {
  await browser.close();
}
process.exit(failed > 0 ? 1 : 0);

async function detect(): Promise<void> {
  const file = await convDetector();
  const page = await builtPage(join(packages, "inference/test/page.ts"));
  const { url, close } = await served({ ...page, ...images, "detector.onnx": file });
  await browser.goto(url);
  await browser.until("window.predictAll");
  const { told, isolated } = await browser.evaluate<{ told: (Prediction & { scores: number[] })[]; isolated: boolean }>(`window.predictAll(${JSON.stringify(cases)})`); // prettier-ignore
  await close();
  tell("the page is isolated", isolated);
  const detector = await loadDetector(file, { threads: 1 });
  for (const [i, { url, as, options }] of cases.entries()) {
    const own = await detector.predictImage(images[url.slice(1)], options);
    const other = told[i];
    const scores = [own.score, ...Object.values(own.types).map(({ score }) => score)];
    const found = [other.score, ...other.scores];
    const off = Math.max(...scores.map((score, k) => Math.abs(found[k] / score - 1)));
    const boxes = ({ regions }: Pick<Prediction, "regions">) => regions.map(({ type, box }) => ({ type, box })); // prettier-ignore
    const same = own.verdict === other.verdict && isDeepStrictEqual(boxes(own), boxes(other));
    tell(`${url} as ${as}: scores differ by ${off.toExponential(1)}, ${own.regions.length} regions`, off <= 1e-5 && same); // prettier-ignore
  }
  await detector.release();
}

async function learn(): Promise<void> {
  const { url, close } = await served(await builtPage(join(packages, "tfjs-backend-ort/test/page.ts"))); // prettier-ignore
  await useEngine("ort");
  const node = await train();
  const file = [...(await exported(exportOnnx))];
  for (const cores of [2, 6]) {
    await browser.goto(url);
    await browser.until("window.trainInPage");
    await browser.evaluate(`Object.defineProperty(navigator, "hardwareConcurrency", { value: ${cores} }) && 0`); // prettier-ignore
    const found = await browser.evaluate<Awaited<ReturnType<typeof train>> & { engine: { threads: number }; inWorker: { losses: number[] }; file: number[] }>(`window.trainInPage(["wasm"])`); // prettier-ignore
    const off = Math.max(...node.losses.map((loss, i) => Math.abs(found.losses[i] / loss - 1)));
    const inWorker = Math.max(...node.losses.map((loss, i) => Math.abs(found.inWorker.losses[i] / loss - 1))); // prettier-ignore
    const filter = Math.max(...node.filter.map((value, i) => Math.abs(found.filter[i] - value)));
    tell(`training by ${found.engine.threads} threads: losses differ by ${off.toExponential(1)}, in a worker by ${inWorker.toExponential(1)}, numbers of the filter by ${filter.toExponential(1)}`, Math.max(off, inWorker, filter) < 1e-4); // prettier-ignore
    tell("the exported file is Node's, to the last byte", isDeepStrictEqual(found.file, file));
  }
  await close();
}

function tell(claim: string, holds: boolean): void {
  if (!holds) failed++;
  console.log(`${holds ? "passes" : "FAILS"}: ${browser.name}: ${claim}`);
}
