import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadDetector, openDetectorFile } from "@flawlens/inference/node";
import { createServer, listen, modelFile } from "@flawlens/server";
import axe from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumFile, chromiumOptions, hasChromium } from "../../../scripts/chromium.ts";
import { png } from "../../inference/test/png.ts";
import { side, tinyFile, tinyMetadata } from "../../inference/test/tinyDetector.ts";
import { tinyDescriber } from "./tinyDescriber.ts";
import { inspectorFile, inspectorPage, openRunFiles, serveInspector } from "../src/index.ts";
import type { Serving } from "../src/index.ts";

const missing = [
  ...(hasChromium ? [] : [`no browser at ${chromiumFile} (set CHROMIUM)`]),
  ...(existsSync(inspectorPage) ? [] : ["the page is not built (npx turbo run build)"]),
];
if (missing.length > 0) console.warn(`the inspector is not tested: ${missing.join("; ")}`);

/** Names that a page must never take for its own markup. */
const red = '<img src=x onerror="globalThis.hacked=1">';
const green = "</script><script>globalThis.hacked=1</script>";
const levels = [0, 30, 90, 130, 200, 255];
const { red: redCalibration, green: greenCalibration } = tinyMetadata().calibration;
const metadata = tinyMetadata({
  method: "<b>method</b>",
  types: [red, green],
  calibration: { [red]: redCalibration, [green]: greenCalibration },
  dataset: { name: "<i>data</i>", hash: "0" },
});
/** Sums: normal 10, 20, 30 and 90; anomalous 70 and 120. */
const validation = {
  labels: [0, 0, 0, 0, 1, 1] as (0 | 1)[],
  parts: [0, 1, 2, 3, 4, 5],
  scores: [
    [10, 20, 30, 90, 70, 120],
    [0, 0, 0, 0, 0, 0],
  ],
  shows: [
    [0, 0, 0, 0, 1, 1],
    [0, 0, 0, 0, 0, 0],
  ] as (0 | 1)[][],
};

describe.skipIf(missing.length > 0)("the page", () => {
  let [folder, bytes] = ["", new Uint8Array()];
  let serving: Serving;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "flawlens-page-"));
    bytes = await tinyFile(metadata, validation);
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "detector.onnx"), bytes);
    const words = await tinyDescriber(["<u>red</u> part", "green part"]);
    await writeFile(join(folder, "describer.onnx"), words);
    for (const level of levels) await writeFile(imageAt(level), redImage(level));
    const samples = levels.map((level) => ({
      id: `${level}`,
      category: "square",
      split: "test",
      label: level === 30 ? 1 : 0,
      defectTypes: level === 30 ? [red] : [],
      image: `images/${level}.png`,
      mask: level === 30 ? "images/255.png" : null,
    }));
    const manifest = {
      name: "squares",
      root: ".",
      layout: "x",
      defectTypes: [red],
      categories: ["square"],
      samples,
    };
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
    serving = await serveInspector({ run: await openRunFiles(folder) });
    browser = await chromium.launch(chromiumOptions);
    page = await browser.newPage({ colorScheme: "light", viewport: { width: 1024, height: 768 } });
    page.on("pageerror", (error) => expect.unreachable(error.message));
    // With more than two cores the runtime has threads.
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setHardwareConcurrencyOverride", { hardwareConcurrency: 6 });
    await page.goto(serving.url);
    await allScored(page);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await serving?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const allScored = (page: Page) =>
    page.waitForSelector(`.grid li:nth-child(${levels.length}) .verdict:text-matches("al$")`);
  const imageAt = (level: number) => join(folder, `images/${level}.png`);

  /** Verdicts by the name of the image, as the page shows them. */
  const verdicts = async (of = page) => {
    const cards = await of.locator(".card").allInnerTexts();
    return Object.fromEntries(
      cards.map((text) => [
        /(\d+)\.png/.exec(text)?.[1],
        /normal|anomalous|undecided/.exec(text)?.[0],
      ]),
    );
  };

  /** The same as Node computes them. */
  const expected = async (file: Uint8Array) => {
    const detector = await loadDetector(file, { threads: 1 });
    const found: Record<string, string> = {};
    for (const level of levels)
      found[level] = (await detector.predictImage(imageAt(level))).verdict;
    await detector.release();
    return found;
  };

  const saved = async (button: string): Promise<Uint8Array> => {
    const [download] = await Promise.all([
      page.waitForEvent("download") as Promise<Download>,
      page.getByRole("button", { name: button }).click(),
    ]);
    return readFile(await download.path());
  };

  const violations = async (options = {}) => {
    const found = (await page.evaluate(
      `axe.run(${JSON.stringify({ resultTypes: ["violations"], ...options })})`,
    )) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  };

  test("gives Node's verdicts, by a worker", async () => {
    expect(page.workers()).toHaveLength(1);
    expect(await verdicts()).toEqual(await expected(bytes));
  });

  test("gives them as one file from a disk", async () => {
    const other = await browser.newPage();
    await other.goto(pathToFileURL(inspectorFile).href);
    await other.setInputFiles("#files", [join(folder, "detector.onnx"), ...levels.map(imageAt)]);
    await allScored(other);
    expect(await verdicts(other)).toEqual(await expected(bytes));
    await other.close();
  });

  test("lists the detectors of a server, whose token it asks for, and opens one by a click", async () => {
    const token = "0123456789abcdef";
    const models = { "left.1": modelFile(join(folder, "detector.onnx")) };
    const server = await createServer({ models, static: inspectorPage, token });
    const { url, close } = await listen(server, { port: 0 });
    const other = await browser.newPage();
    await other.goto(url);
    await other.getByLabel("Token").fill(token);
    await other.keyboard.press("Enter");
    await other.getByRole("button", { name: "left.1" }).click();
    await other.waitForSelector("text=left.1.onnx");
    expect(await other.locator("aside").innerText()).toMatch(/4 normal\s+and\s+2 anomalous/);
    await other.close();
    await close();
  });

  test("shows names with markup as text", async () => {
    const text = await page.locator("body").innerText();
    for (const name of ["<b>method</b>", "<i>data</i>"]) expect(text).toContain(name);
    expect(await page.locator("option").allInnerTexts()).toEqual(
      expect.arrayContaining([red, green]),
    );
    await page.keyboard.press("j"); // the highest: of type red
    await page.waitForSelector(".detail table");
    expect(await page.locator(".detail").innerText()).toContain(red);
    // The whole image is red: its embedding is that of the first text, whose cosine is 1.
    await expect
      .poll(() => page.locator("td.words").allInnerTexts())
      .toContain("<u>red</u> part (1.00)");
    expect(
      await page.locator("img[src=x], b:text('method'), i:text('data'), u:text('red')").count(),
    ).toBe(0);
    expect(await page.evaluate("globalThis.hacked")).toBeUndefined();
  });

  test("has nothing that axe finds, with an image open, light and dark", async () => {
    await page.evaluate(axe.source); // as the console would: the page's own rules forbid foreign scripts
    expect(await violations()).toEqual([]);
    await page.keyboard.press("d");
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await violations({ runOnly: ["color-contrast"] })).toEqual([]);
  });

  test("moves the threshold by keys; verdicts, tables and the expected false alarms follow, and the file too", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("h");
    await page.keyboard.press("End");
    await expect.poll(async () => Object.values(await verdicts())).not.toContain("anomalous");
    // By hand: 85 is reached by one of 4 normal and one of 2 anomalous validation images.
    await page.getByRole("spinbutton").fill("85");
    await page.keyboard.press("Enter");
    const aside = async () => (await page.locator("aside").innerText()).replaceAll(/\s+/g, " ");
    await expect.poll(aside).toContain("40 % of new normal images"); // (1 + 1)/(4 + 1)
    expect(await aside()).toContain("normal 3 1 anomalous 1 1");
    const file = await saved("Save detector");
    expect((await openDetectorFile(file)).metadata.any.threshold).toBe(85);
    expect(await verdicts()).toEqual(await expected(file));
  });

  test("saves what is marked as a manifest to train on", async () => {
    await page.getByRole("button", { name: /images\/255\.png|255\.png/ }).click();
    await page.keyboard.press("n");
    const manifest = JSON.parse(new TextDecoder().decode(await saved("Save marks (1)"))) as {
      samples: { id: string; label: number; split: string }[];
    };
    expect(manifest.samples.find(({ id }) => id === "255")).toMatchObject({
      label: 0,
      split: "train",
    });
  });
});

/** An image whose red is of one level. */
function redImage(level: number): Uint8Array {
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < data.length; i += 3) data[i] = level;
  return png(data, side, side);
}
