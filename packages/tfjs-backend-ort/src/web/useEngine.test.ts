import { join } from "node:path";
import { chromium } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumFile, chromiumOptions, hasChromium } from "../../../../scripts/chromium.ts";
import { served } from "../../../inference/test/served.ts";
import { builtPage } from "../../test/builtPage.ts";
import { exported, train } from "../../test/pageNetwork.ts";
import { exportOnnx } from "../export/exportOnnx.ts";
import { useEngine as useNodeEngine } from "../engine/useEngine.ts";

if (!hasChromium)
  console.warn(`skipped: there is no browser at ${chromiumFile}; CHROMIUM names another place`);

interface Found extends Awaited<ReturnType<typeof train>> {
  engine: object;
  inWorker: object;
  file: number[];
  refused: string;
  again: string;
  unique: number[];
  delegated: object;
}

let found: Found;
const errors: string[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  const { url, close } = await served(await builtPage(join(import.meta.dirname, "../../test/page.ts"))); // prettier-ignore
  const browser = await chromium.launch(chromiumOptions);
  try {
    const page = await browser.newPage();
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.goto(url);
    await page.waitForFunction("globalThis.trainInPage");
    found = await page.evaluate<Found>(`trainInPage(["webgpu", "wasm"])`);
  } finally {
    await browser.close();
    await close();
  }
}, 60_000);

describe.skipIf(!hasChromium)("the engine in a page of headless Chromium", () => {
  test("trains as in Node: the losses and the numbers of a filter, and nothing is left behind", async () => {
    await useNodeEngine("ort");
    const { losses, filter } = await train();
    expect(found.losses).toHaveLength(5);
    expect(losses[4]).toBeLessThan(losses[0]);
    // Sums of some hundred float32 in another order, and steps of Adam after them.
    for (const [i, loss] of losses.entries())
      expect(Math.abs(found.losses[i] / loss - 1)).toBeLessThan(1e-4);
    for (const [i, value] of filter.entries())
      expect(Math.abs(found.filter[i] - value)).toBeLessThan(1e-4);
    expect(found.tensors[1]).toBe(found.tensors[0]);
    expect(errors).toEqual([]);
  });

  test("trains alike in a worker of the page", () => {
    expect(found.inWorker).toEqual({ provider: "wasm", losses: found.losses });
  });

  test("exports the file that Node exports, to the last byte", async () => {
    await useNodeEngine("ort");
    expect(found.file).toEqual([...(await exported(exportOnnx))]);
  });

  test("says what it runs on, and what did not start", () => {
    expect(found.engine).toEqual({
      name: "ort",
      provider: "wasm",
      threads: expect.any(Number),
      refused: [{ provider: "webgpu", reason: "this browser has no WebGPU here" }],
    });
  });

  test("refuses to read a value that is pending, with the way out", () => {
    expect(found.refused).toContain("got one that is pending; in a page values arrive later: read it by await tensor.data()"); // prettier-ignore
  });

  test("has TensorFlow.js compute what ONNX Runtime does not, and counts it", () => {
    expect(found).toMatchObject({ unique: [3, 1], delegated: { Unique: 1 } });
  });

  test("takes options at its first use only", () => {
    expect(found.again).toContain("expected options at the engine's first use");
  });
});
