// Makes the pictures of the site from real runs on the artificial images, with headless Chromium: docs/figures.
//   node --import tsx scripts/site/figures.ts [--runs FOLDER] [--only NAME,...]
//
// --runs FOLDER   where the runs are made, and where they are taken from if they are there already
// --only NAME     makes these pictures alone, by the names of their files
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { chromiumOptions } from "../chromium.ts";
import { makePhotos } from "../snippets/makePhotos.ts";
import { offlineHub } from "./offlineHub.ts";
import { root } from "./packages.ts";

const sharp = createRequire(join(root, "packages/report/package.json"))("sharp");
const figures = join(root, "docs/figures");
const flawlens = [join(root, "packages/cli/bin/flawlens.js")];
const { values } = parseArgs({ options: { runs: { type: "string" }, only: { type: "string" } } });
const runs = resolve(values.runs ?? join(root, "node_modules/.cache/flawlens/runs"));
const env = { ...process.env, ...offlineHub() };

mkdirSync(runs, { recursive: true });
mkdirSync(figures, { recursive: true });
if (!existsSync(join(runs, "new-photos"))) {
  await makePhotos(runs, { size: 256, train: { normal: 40, anomalous: 12 }, few: 8 });
  for (const name of ["good", "few", "types"])
    renameSync(join(runs, name), join(runs, `photos-${name}`));
  renameSync(join(runs, "new"), join(runs, "new-photos"));
}
train("good", "--data", "photos-good");
train("few", "--data", "photos-few", "--set", "inputSize=128"); // minutes instead of a quarter of an hour
train("types", "--data", "photos-types");
const predict = ["predict", "--model", "out/good/detector.onnx", "new-photos", "--quiet"];
run(...predict, "--json", "predictions.json");

const browser = await chromium.launch(chromiumOptions);
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 720 } });
  const pictures: Record<string, (name: string) => Promise<void>> = {
    "report-types": (name) => section(page, "types", "MultiTypeFCDD", name),
    "report-oddest": (name) => section(page, "good", "The oddest images", name),
    "report-examples": (name) => section(page, "types", "Examples", name),
    "report-decisions": (name) => section(page, "types", "What was called what", name),
    "report-maps": (name) => section(page, "types", "One map for each type", name),
    "report-suspects": (name) => section(page, "few", "Suspects", name),
    overlays: (name) => overlays(page, name),
    live: (name) => live(page, name),
    inspector: (name) => inspector(page, name),
    server: (name) => server(page, name),
  };
  for (const name of values.only?.split(",") ?? Object.keys(pictures)) await pictures[name](name);
} finally {
  await browser.close();
}

function train(name: string, ...args: string[]): void {
  if (!existsSync(join(runs, `out/${name}/results.json`)))
    run("train", ...args, "--out", `out/${name}`, "--overwrite");
}

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [...flawlens, ...args], {
    cwd: runs,
    env,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`figures: flawlens ${args[0]} ended with ${status}`);
}

/** Keeps what the page shows as a picture of less than 100 kB. */
async function keep(page: Page, name: string, clip?: Clip): Promise<void> {
  const file = join(figures, `${name}.webp`);
  await sharp(await page.screenshot({ clip }))
    .webp({ quality: 80 })
    .toFile(file);
  const kilobytes = statSync(file).size / 1000;
  console.log(`${name}.webp, ${Math.round(kilobytes)} kB`);
  if (kilobytes > 100) throw new Error(`figures: expected at most 100 kB, got ${kilobytes}`);
}

interface Clip {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A report from one of its headings on. */
async function section(page: Page, run: string, heading: string, name: string): Promise<void> {
  await page.goto(pathToFileURL(join(runs, `out/${run}/report.html`)).href);
  await page
    .getByRole("heading", { name: heading })
    .first()
    .evaluate((element) => {
      element.scrollIntoView();
    });
  await keep(page, name);
}

/** The new photographs above what `flawlens predict` drew of them. */
async function overlays(page: Page, name: string): Promise<void> {
  const column = (file: string) => {
    const [photo, drawn] = [`new-photos/${file}`, `out/predictions/new-photos/${file}`];
    const pictures = [photo, drawn].map((path) => `<img src="${pathToFileURL(join(runs, path))}">`);
    return `<figure>${pictures.join("")}</figure>`;
  };
  const files = readdirSync(join(runs, "new-photos")).toSorted();
  const style = "body{margin:0;display:flex}figure{margin:0}img{display:block;width:142px}";
  const html = join(runs, "overlays.html");
  writeFileSync(html, `<style>${style}</style>${files.map(column).join("")}`);
  await page.goto(pathToFileURL(html).href);
  await keep(page, name, { x: 0, y: 0, width: 142 * files.length, height: 2 * 142 });
}

/** The page of `flawlens train --live` when it has looked at the example images twice. */
async function live(page: Page, name: string): Promise<void> {
  const train = ["train", "--data", "photos-types", "--out", "out/live", "--overwrite", "--live"];
  await page.setViewportSize({ width: 1000, height: 1080 });
  await serving([...train, "--set", "checkpointEverySteps=20"], async (url) => {
    await page.goto(url);
    await page.waitForFunction(
      () => document.querySelectorAll("svg.chart").length > 1 && document.querySelectorAll('.pair img[alt^="The map"]').length > 3, // prettier-ignore
      undefined,
      { timeout: 900_000 },
    );
    await keep(page, name);
  });
}

/** The page of `flawlens inspect` with its worst image open. */
async function inspector(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await serving(["inspect", "out/types"], async (url) => {
    await page.goto(url);
    await page.waitForFunction(() => !/of \d+ images scored/.test(document.body.innerText), undefined, { timeout: 120_000 }); // prettier-ignore
    await keep(page, name);
  });
}

/** The page of `flawlens serve` with one of two detectors and new photographs open. */
async function server(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  const models = ["good", "types"].flatMap((run) => ["--model", `${run}=out/${run}/detector.onnx`]);
  await serving(["serve", ...models, "--port", "0"], async (url) => {
    await page.goto(url);
    await page.getByText("types", { exact: true }).first().click();
    const files = readdirSync(join(runs, "new-photos")).map((file) => join(runs, "new-photos", file)); // prettier-ignore
    await page.locator('input[type="file"]').first().setInputFiles(files);
    await page.waitForFunction(() => !/waiting|Loading|of \d+ images scored|images added/.test(document.body.innerText), undefined, { timeout: 120_000 }); // prettier-ignore
    await keep(page, name);
  });
}

/** Runs a command that serves a page while `use` looks at its address, and ends it. */
async function serving(args: string[], use: (url: string) => Promise<void>): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [...flawlens, ...args], {
    cwd: runs,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    const url = await new Promise<string>((found, failed) => {
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (part: Buffer) => {
          said += part.toString();
          const address = /http:\/\/\S+/.exec(said)?.[0];
          if (address) found(address);
        });
      child.once("close", () => failed(new Error(`figures: ${args[0]} ended: ${said}`)));
    });
    await use(url);
  } finally {
    child.kill("SIGINT");
  }
}
