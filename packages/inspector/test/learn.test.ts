// The page lets a detector learn from marks: in headless Chromium, beside Node, which does the same.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readTrainable } from "@flawlens/detector";
import { readHead, refineHead, withHead } from "@flawlens/fcdd";
import type { HeadExample } from "@flawlens/fcdd";
import { loadDetector } from "@flawlens/inference/node";
import { randomStream } from "@flawlens/sampling";
import axe from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumFile, chromiumOptions, hasChromium } from "../../../scripts/chromium.ts";
import { inspectorFile, inspectorPage, openRunFiles, serveInspector } from "../src/index.ts";
import type { Serving } from "../src/index.ts";
import { examplesToLearn } from "../src/page/logic/examplesToLearn.ts";
import { tinyRun } from "./tinyRun.ts";

const missing = [
  ...(hasChromium ? [] : [`no browser at ${chromiumFile} (set CHROMIUM)`]),
  ...(existsSync(inspectorPage) ? [] : ["the page is not built (npx turbo run build)"]),
];
if (missing.length > 0) console.warn(`learning in the page is not tested: ${missing.join("; ")}`);

describe.skipIf(missing.length > 0)("the page lets a detector learn", () => {
  let folder = "";
  let manifest: Awaited<ReturnType<typeof tinyRun>>;
  let serving: Serving;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "flawlens-learn-"));
    manifest = await tinyRun(folder);
    serving = await serveInspector({ run: await openRunFiles(folder) });
    browser = await chromium.launch(chromiumOptions);
    page = await opened();
    await page.goto(serving.url);
    await scored(page);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await serving?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function opened(): Promise<Page> {
    const page = await browser.newPage({ colorScheme: "light", viewport: { width: 900, height: 700 } }); // prettier-ignore
    page.setDefaultTimeout(90_000); // beside other tests, a browser that trains gets little of two cores
    page.on("pageerror", (error) => expect.unreachable(error.message));
    return page;
  }

  const samplesOf = (split: string) => manifest.samples.filter((sample) => sample.split === split);
  const shown = () => samplesOf("test");
  const scored = (page: Page) =>
    page.waitForSelector(`.grid li:nth-child(${shown().length}) .verdict:text-matches("al$")`);

  /** Verdicts by the name of the image, as the page shows them. */
  const verdicts = async (of: Page) => {
    const cards = await of.locator(".card").allInnerTexts();
    const entries = cards.map((text) => [
      /test-\w+-\d/.exec(text)?.[0],
      /normal|anomalous|undecided/.exec(text)?.[0],
    ]);
    return Object.fromEntries(entries) as Record<string, string>;
  };

  /** The same as Node computes them. */
  const expected = async (bytes: Uint8Array) => {
    const detector = await loadDetector(bytes, { threads: 1 });
    const found: Record<string, string> = {};
    for (const { id, image } of shown())
      found[id] = (await detector.predictImage(join(folder, image))).verdict;
    await detector.release();
    return found;
  };

  const mark = async (of: Page, id: string, key: "a" | "n") => {
    await of.getByRole("button", { name: `${id}.png` }).click();
    await of.keyboard.press(key);
    await of.keyboard.press("Escape");
  };

  /** Lets it learn by the key, and waits until all images are scored again. */
  const learn = async (of: Page) => {
    await of.keyboard.press("l");
    await of.waitForSelector("h2:text('The detector has learned')");
    await of.waitForSelector(".learn caption:not(:has-text('not yet scored'))");
    await scored(of);
  };

  /** Known, before, after and changed, by row. */
  const rows = async (of: Page) => {
    const texts = await of.locator(".learn tbody tr").allInnerTexts();
    return texts.map((text) => text.split("\t").map((cell) => cell.trim()));
  };

  const saved = async (of: Page) => {
    const [download] = await Promise.all([
      of.waitForEvent("download") as Promise<Download>,
      of.locator(".learn").getByRole("button", { name: "Save detector" }).click(),
    ]);
    return new Uint8Array(await readFile(await download.path()));
  };

  test("mends what was marked, keeps what it knew, and writes what Node makes of the same images", async () => {
    const before = await verdicts(page);
    expect(before).toMatchObject({ "test-bright-0": "anomalous", "test-normal-0": "normal" });
    const ids = ["test-stain-1", "test-stain-2"];
    for (const id of ids) {
      expect(before[id]).toBe("anomalous"); // false alarms: training showed no stain
      await mark(page, id, "n");
    }
    await learn(page);
    const [marked, others] = await rows(page);
    expect(marked).toEqual(["Marked images", "2 of 2", "2", "0", "2"]);
    expect(others.slice(0, 3)).toEqual(["Other images", "6 of 6", "1"]);
    const bytes = await saved(page);
    const after = await verdicts(page);
    expect(after).toMatchObject({ "test-bright-0": "anomalous", "test-normal-0": "normal", "test-stain-1": "normal" }); // prettier-ignore
    expect(after).toEqual(await expected(bytes));

    const file = new Uint8Array(await readFile(join(folder, "detector.onnx")));
    const own = await readTrainable(bytes);
    expect(own.metadata.learned).toBe(2);
    const node = await readTrainable(await learnedByNode(file, ids));
    // A hundred steps of Adam by at most 0.001 each, of sums in another order, which rounding moves apart.
    for (const [name, { data }] of Object.entries(node.tensors))
      for (const [i, value] of data.entries())
        expect(Math.abs(Number(value) - Number(own.tensors[name].data[i]))).toBeLessThan(2e-4);
    const { metadata } = await readTrainable(file);
    const thresholds = await loadDetector(bytes, { threads: 1 });
    expect(thresholds.metadata.validation).toMatchObject({ normal: 6, anomalous: 3 });
    expect(thresholds.validation?.labels).toHaveLength(9);
    expect(thresholds.metadata.any.threshold).not.toBe(metadata.any.threshold);
    await thresholds.release();
  }, 120_000);

  test("has nothing that axe finds, light and dark and narrow, while the outcome is shown", async () => {
    await page.evaluate(axe.source);
    const violations = async () =>
      (await page.evaluate(
        `axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => id + nodes[0].html))`,
      )) as string[];
    expect(await violations()).toEqual([]);
    await page.keyboard.press("d");
    await page.setViewportSize({ width: 380, height: 700 });
    expect(await violations()).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(380);
    await page.setViewportSize({ width: 900, height: 1200 });
  });

  test("goes back to the detector before, and to its verdicts", async () => {
    await page.locator(".learn").getByRole("button", { name: "Go back" }).click();
    const file = new Uint8Array(await readFile(join(folder, "detector.onnx")));
    const before = await expected(file);
    await expect.poll(() => verdicts(page)).toEqual(before);
    expect(await page.locator(".learn").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Save detector" }).isDisabled()).toBe(true);
  });

  test("leaves the detector as it was, if it is cancelled", async () => {
    const before = await verdicts(page);
    await page.keyboard.press("l");
    await page.locator(".learn").getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Learning was cancelled.").waitFor({ state: "attached" });
    expect(await page.locator(".learn").count()).toBe(0);
    expect(await verdicts(page)).toEqual(before);
    expect(await page.getByRole("button", { name: "Save detector" }).isDisabled()).toBe(true);
  });

  test("learns as one file from a disk, without validation images, and then promises nothing", async () => {
    const other = await opened();
    await other.goto(pathToFileURL(inspectorFile).href);
    const images = shown().map(({ image }) => join(folder, image));
    await other.setInputFiles("#files", [join(folder, "detector.onnx"), ...images]);
    await scored(other);
    await mark(other, "test-bright-0", "a"); // of which type?
    await other.getByRole("button", { name: "Learn from marks" }).click();
    await other.getByText("Say which types the marked images show").waitFor();
    for (const i of [0, 1, 2]) await mark(other, `test-stain-${i}`, "n");
    await learn(other);
    expect(await other.locator(".learn").innerText()).toContain("1 marked image is left out");
    expect(await other.locator(".learn").innerText()).toContain("the file promises no rate of false alarms"); // prettier-ignore
    const bytes = await saved(other);
    const detector = await loadDetector(bytes, { threads: 1 });
    expect(detector.validation).toBeNull();
    expect(detector.metadata.validation).toMatchObject({ normal: 0, expectedFalseAlarmFraction: null }); // prettier-ignore
    await detector.release();
    expect(await verdicts(other)).toEqual(await expected(bytes));
    await other.close();
  }, 120_000);

  /** The run's detector after the same learning in Node. */
  async function learnedByNode(bytes: Uint8Array, ids: string[]) {
    const known = samplesOf("train").map(({ id, label, defectTypes }) => ({
      id,
      label: label as 0 | 1,
      types: defectTypes,
    }));
    const { marked, others } = examplesToLearn(["square", "other"], {
      marks: new Map(ids.map((id) => [id, { label: 0, types: [] }])),
      training: known,
      page: [],
    });
    const detector = await loadDetector(bytes, { threads: 1 });
    const examples: HeadExample[] = [];
    for (const [i, { id, labels }] of [...marked, ...others].entries()) {
      const { image } = manifest.samples.find((sample) => sample.id === id) ?? { image: "" };
      const { data } = await detector.read(join(folder, image));
      const { features } = await detector.raw(new Uint8Array(data), ["features"]);
      if (features) examples.push({ id, features, labels, marked: i < marked.length });
    }
    await detector.release();
    const head = await readHead(bytes);
    const run = refineHead(head, { examples, steps: 100, random: randomStream(1) });
    for (;;) {
      const next = await run.next();
      if (next.done) return withHead(bytes, head, next.value, { marked: marked.length });
    }
  }
});
