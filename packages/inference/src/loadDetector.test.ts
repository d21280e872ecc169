import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { png } from "../test/png.ts";
import { side, tinyDetector, tinyMetadata } from "../test/tinyDetector.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import { loadDetector } from "./loadDetector.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-inference-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function saved(metadata: DetectorMetadata | Record<string, never>): Promise<string> {
  const file = join(folder, "detector.onnx");
  await writeFile(file, tinyDetector({ flawlens: JSON.stringify(metadata) }));
  return file;
}

/** Black, but for a block of 4x4 pixels of one colour at the top right. */
function image(red: number, green: number) {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < 4; y++)
    for (let x = 4; x < 8; x++) data.set([red, green, 0], (y * side + x) * 3);
  return {
    data,
    height: side,
    width: side,
    channels: 3 as const,
    original: { height: 16, width: 16 },
  };
}

describe("loadDetector", () => {
  test("predicts what the tiny network gives by hand", async () => {
    const detector = await loadDetector(await saved(tinyMetadata()), { threads: 1 });
    const [prediction, black] = await detector.predict([image(200, 240), image(0, 0)]);

    // red: maps [0, 200; 0, 0], score 50 < 100; green: maps [0, 240; 0, 0], score 60 >= 50
    expect(prediction.types.red).toMatchObject({
      score: 50,
      threshold: 100,
      predictedLabel: 0,
      normalizedScore: 0.25,
    });
    expect(prediction.types.green).toMatchObject({ score: 60, threshold: 50, predictedLabel: 1 });
    expect(prediction.types.green.normalizedScore).toBeCloseTo(0.6, 12);
    // any: the sum, 110 >= 80, of a range of 200
    expect(prediction).toMatchObject({ score: 110, threshold: 80, predictedLabel: 1 });
    expect(prediction.normalizedScore).toBeCloseTo(30 / 200 + 0.5, 12);
    expect(prediction.types.red.map).toEqual({
      data: Float32Array.of(0, 200, 0, 0),
      height: 2,
      width: 2,
    });
    expect([...prediction.map.data]).toEqual([0, 440, 0, 0]);

    const { anomalyMap } = prediction.types.green;
    expect(anomalyMap).toMatchObject({ height: 16, width: 16 });
    expect(anomalyMap.data[15]).toBe(240);
    expect(anomalyMap.data[15 * 16]).toBe(0);
    expect(prediction.anomalyMap.data[15]).toBe(440);
    expect(prediction.anomalyMap).toBe(prediction.anomalyMap); // made once

    // green only: red's score is under its threshold although its map is not
    expect(prediction.regions).toHaveLength(1);
    const [region] = prediction.regions;
    expect(region.type).toBe("green");
    expect(region.peak).toEqual({ x: 12, y: 0, value: 240 });
    expect(region.box).toMatchObject({ y: 0 });
    expect(region.box.x + region.box.width).toBe(16);

    expect(black).toMatchObject({ score: 0, predictedLabel: 0, regions: [] });
    await detector.release();
  });

  test("gives the same for files as for images, in order, at any batch size", async () => {
    const detector = await loadDetector(await saved(tinyMetadata()), { threads: 1 });
    const images = [10, 60, 110, 160, 210].map((red) => image(red, 255 - red));
    const files = await Promise.all(
      images.map(async ({ data }, i) => {
        const file = join(folder, `${i}.png`);
        await writeFile(file, png(data, side, side));
        return file;
      }),
    );
    const oneByOne = await detector.predict(images);
    const batched = await detector.predict(files, { batchSize: 2 });
    expect(batched.map(({ types }) => types.red.score)).toEqual([2.5, 15, 27.5, 40, 52.5]);
    expect(batched.map(({ score }) => score)).toEqual(oneByOne.map(({ score }) => score));
    expect(batched[4].anomalyMap).toMatchObject({ height: side, width: side }); // the file's own pixels
    expect(await detector.predict([])).toEqual([]);
    await detector.release();
  });

  test("scores without maps as it does with them", async () => {
    const detector = await loadDetector(await saved(tinyMetadata()), { threads: 1 });
    const images = [image(1, 2), image(250, 3)];
    const scores = await detector.score(images, { batchSize: 2 });
    const predictions = await detector.predict(images);
    for (const [i, { score, types }] of scores.entries()) {
      expect(score).toBe(predictions[i].score);
      expect(types.red.score).toBe(predictions[i].types.red.score);
    }
    expect(scores[0]).not.toHaveProperty("map");
    await detector.release();
  });

  test("gives the file's raw outputs, only those asked for", async () => {
    const detector = await loadDetector(await saved(tinyMetadata()), { threads: 1 });
    const all = await detector.raw(image(200, 240).data);
    expect([...all.scores]).toEqual([50, 60]);
    expect([...all.maps]).toEqual([0, 200, 0, 0, 0, 240, 0, 0]);
    expect(all.mapSize).toEqual([2, 2]);
    expect(all.anomalyMaps).toHaveLength(2 * side * side);
    const some = await detector.raw(image(200, 240).data, ["scores"]);
    expect(some).toMatchObject({ maps: new Float32Array(0), mapSize: [0, 0] });
    expect([...some.scores]).toEqual([50, 60]);
    await expect(detector.raw(new Uint8Array(5))).rejects.toThrow(
      "raw: expected a batch of N x 8 x 8 x 3 bytes, got 5",
    );
    await detector.release();
  });

  test("a type without a threshold has no label, yet counts towards any defect; any may lack one too", async () => {
    const metadata = tinyMetadata();
    metadata.calibration.green = {
      threshold: null,
      scoreRange: [0, 100],
      mapRange: [0, 100],
      mapThreshold: null,
    };
    const detector = await loadDetector(await saved(metadata), { threads: 1 });
    const [prediction] = await detector.predict([image(100, 240)]);
    expect(prediction.types.green).toMatchObject({ threshold: null, predictedLabel: null });
    expect(prediction).toMatchObject({ score: 85, predictedLabel: 1, regions: [] });
    await detector.release();

    metadata.any.threshold = null;
    const undecided = await loadDetector(await saved(metadata), { threads: 1 });
    const [{ predictedLabel, normalizedScore }] = await undecided.score([image(100, 240)]);
    expect(predictedLabel).toBeNull();
    expect(normalizedScore).toBeCloseTo((85 - 120) / 200 + 0.5, 12); // from the middle, 120
    await undecided.release();
  });

  test("places maps by the receptive fields where the file says so", async () => {
    const metadata = tinyMetadata({ receptiveField: { offset: 3, stride: 2 } });
    const detector = await loadDetector(await saved(metadata), { threads: 1 });
    const [prediction] = await detector.predict([
      { ...image(200, 0), original: { height: 8, width: 8 } },
    ]);
    const row = prediction.types.red.anomalyMap.data.subarray(0, 8);
    expect([...row]).toEqual([0, 0, 0, 0, 100, 200, 200, 200]); // cells centred on pixels 3 and 5
    await detector.release();
  });

  test.each([
    {
      of: "no file",
      bytes: null,
      message: /expected a file to read at .*broken\.onnx, got ENOENT/,
    },
    {
      of: "a text file",
      bytes: Buffer.from("hello"),
      message: /cannot use .*broken\.onnx: .*expected an ONNX model, got 5 bytes/,
    },
    {
      of: "a truncated file",
      bytes: tinyDetector({}).subarray(0, 200),
      message: /expected a whole ONNX model, got 200 bytes that end inside/,
    },
    {
      of: "another model",
      bytes: tinyDetector({}),
      message: /expected a FlawLens detector, got an ONNX model without the metadata key flawlens/,
    },
    {
      of: "another format",
      bytes: tinyDetector({ flawlens: '{"format":2}' }),
      message: /expected detector format 1, got 2/,
    },
  ])("refuses $of", async ({ bytes, message }) => {
    const file = join(folder, "broken.onnx");
    if (bytes) await writeFile(file, bytes);
    await expect(loadDetector(file)).rejects.toThrow(message);
    await rm(file, { force: true });
  });

  test("refuses a graph whose bytes are damaged, naming the file", async () => {
    const bytes = tinyDetector({ flawlens: JSON.stringify(tinyMetadata()) });
    bytes.set(new TextEncoder().encode("Cost"), Buffer.from(bytes).indexOf("Cast"));
    const file = join(folder, "damaged.onnx");
    await writeFile(file, bytes);
    await expect(loadDetector(file)).rejects.toThrow(
      /expected a model that ONNX Runtime runs on cpu, got .*damaged\.onnx: .*Cost/,
    );
  });

  test("refuses a graph without the outputs of a detector", async () => {
    const bytes = Buffer.from(tinyDetector({ flawlens: JSON.stringify(tinyMetadata()) }));
    for (let at = bytes.indexOf("scores"); at >= 0; at = bytes.indexOf("scores", at))
      bytes.write("scares", at);
    const file = join(folder, "scares.onnx");
    await writeFile(file, bytes);
    await expect(loadDetector(file)).rejects.toThrow(/got none named scores; export/);
  });

  test("refuses an unknown provider, an image of another size, a batch size of 0", async () => {
    const file = await saved(tinyMetadata());
    await expect(loadDetector(file, { providers: ["abacus"] })).rejects.toThrow(
      /expected providers among cpu.*, got abacus/,
    );
    const detector = await loadDetector(file);
    await expect(detector.predict([{ ...image(0, 0), height: 4 }])).rejects.toThrow(
      "predict: expected RGB images of 8x8, got images[0] of 4x8 with 192 bytes",
    );
    await expect(detector.predict([], { batchSize: 0 })).rejects.toThrow(
      "predict: expected a batch size of at least 1, got 0",
    );
    await detector.release();
  });
});
