import { describe, expect, test } from "vitest";
import { cellNetwork } from "../../test/cellNetwork.ts";
import { createDetector } from "./createDetector.ts";
import type { Pixels } from "../images/pixels.ts";

const read = () => Promise.reject(new Error("pixels are given"));
const detectorOf = (network: ReturnType<typeof cellNetwork>) =>
  createDetector<never>({ ...network, read });

/** Grey of one level, with boxes of others: [x, y, width, height, level]. */
function image(
  height: number,
  width: number,
  ...boxes: [number, number, number, number, number][]
): Pixels {
  // prettier-ignore
  const data = new Uint8Array(height * width * 3).fill(20);
  for (const [x, y, w, h, level] of boxes)
    for (let row = y; row < y + h; row++)
      data.fill(level, (row * width + x) * 3, (row * width + x + w) * 3);
  return { data, height, width };
}

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

const strip = { height: 256, width: 4096 };
const tiling = { size: 256, overlap: 32 };

describe("tiles of a strip of 256 x 4096 px", () => {
  test("show a defect across the borders of tiles as one region, where the whole strip shows it", async () => {
    const network = cellNetwork({ height: 256, width: 256 });
    // Tiles begin at 0, 213, 427, ...: the first defect spans three, the second lies in one.
    const picture = image(strip.height, strip.width, [200, 100, 300, 40, 240], [3000, 8, 40, 24, 180]); // prettier-ignore
    const tiled = await detectorOf(network).predictImage(picture, { tiling, batchSize: 4 });
    const whole = await detectorOf(cellNetwork(strip)).predictImage(picture);
    expect(network.seen()).toBe(19);
    expect([tiled.score, whole.score]).toEqual([240, 240]);
    expect(tiled.map).toMatchObject({ height: 32, width: 512 });
    expect(tiled.anomalyMap).toMatchObject(strip);
    expect(tiled.regions).toHaveLength(2);
    for (const [i, { box }] of tiled.regions.entries())
      for (const key of ["x", "y", "width", "height"] as const)
        // to a cell on either side
        expect(Math.abs(box[key] - whole.regions[i].box[key])).toBeLessThanOrEqual(12);
  });

  test("show no seam where the network says more of one tile than of the next", async () => {
    const jump = 60;
    const network = cellNetwork({ height: 256, width: 256 }, { bias: (n) => (n % 2) * jump });
    const { map } = await detectorOf(network).predictImage(image(256, 4096), { tiling });
    const steps = Array.from({ length: 511 }, (_, x) => Math.abs(map.data[x + 1] - map.data[x]));
    // Neighbours share 42 or 43 pixels, five cells: no step is larger than a fifth and rounding.
    expect(Math.max(...steps)).toBeLessThan(jump / 5 + 1);
    expect(Math.max(...map.data)).toBeCloseTo(20 + jump, 4);
  });

  test("give the same in any batches, and among images that need one tile", async () => {
    const pictures = [image(256, 4096, [900, 50, 90, 90, 210]), image(100, 256, [16, 16, 32, 32, 150]), image(256, 600)]; // prettier-ignore
    const inBatches = (batchSize: number) =>
      all(detectorOf(cellNetwork({ height: 256, width: 256 })).predict(pictures, { tiling, batchSize })); // prettier-ignore
    const [one, ...others] = await Promise.all([1, 3, 7, 64].map(inBatches));
    expect(one.map(({ score }) => score)).toEqual([210, 150, 20]);
    for (const predictions of others)
      for (const [i, { map, regions }] of predictions.entries())
        expect({ map, regions }).toEqual({ map: one[i].map, regions: one[i].regions });
  });

  test.each([
    { tiling: { size: 4, overlap: 0 }, says: "expected tiles of at least 8 whole pixels, got 4" },
    {
      tiling: { size: 64, overlap: 64 },
      says: "expected an overlap of whole pixels from 0 and below 64, got 64",
    },
    { tiling: { size: 8, overlap: 7 }, says: "expected at most 100000 tiles, got 1018161" },
  ])("are refused: $says", async ({ tiling, says }) => {
    // prettier-ignore
    const detector = detectorOf(cellNetwork({ height: 8, width: 8 }));
    await expect(detector.predictImage(image(256, 4096), { tiling })).rejects.toThrow(says);
  });
});

describe("letterbox", () => {
  test("keeps proportions, and maps, regions and their places are the image's", async () => {
    const network = cellNetwork({ height: 64, width: 64 }, { changes: { framing: { mode: "letterbox" } } }); // prettier-ignore
    // 64 x 128 becomes 32 x 64 with 16 rows above and below, which repeat the border.
    const picture = image(64, 128, [64, 32, 32, 16, 200]);
    const prediction = await detectorOf(network).predictImage(picture);
    expect(prediction.map).toMatchObject({ height: 4, width: 8 });
    const row = [...prediction.map.data.subarray(16, 24)].map((value) => value > 150); // but for the blur of resizing
    expect(row).toEqual([false, false, false, false, true, true, false, false]);
    expect(prediction.anomalyMap).toMatchObject({ height: 64, width: 128 });
    const [{ peak }] = prediction.regions;
    expect([peak.x >= 64 && peak.x < 96, peak.y >= 32 && peak.y < 48]).toEqual([true, true]);
  });

  test("is left where null asks for the whole image stretched", async () => {
    const network = cellNetwork({ height: 64, width: 64 }, { changes: { framing: { mode: "letterbox" } } }); // prettier-ignore
    const { map } = await detectorOf(network).predictImage(image(64, 128), { tiling: null });
    expect(map).toMatchObject({ height: 8, width: 8 });
  });
});

describe("lookAt", () => {
  const defects = image(64, 64, [8, 8, 16, 16, 150], [40, 40, 16, 16, 220]);
  const square = (x: number, y: number, side: number) => [{ x, y }, { x: x + side, y }, { x: x + side, y: y + side }, { x, y: y + side }]; // prettier-ignore
  const detector = detectorOf(cellNetwork({ height: 64, width: 64 }));

  test("leaves out what lies outside of a polygon: it stays unknown, and is said to", async () => {
    const lookAt = { polygons: [square(0, 0, 32)] };
    const prediction = await detector.predictImage(defects, { lookAt });
    expect(prediction).toMatchObject({ score: 150, verdict: "anomalous", lookedFraction: 0.25 });
    // From 20 on pixel 3.5 to 150 on pixel 11.5, the map threshold 100 is reached on pixel 8.4.
    expect(prediction.regions).toMatchObject([{ box: { x: 9, y: 9 } }]);
    expect(prediction.explanation).toMatch(
      /Only 25 % of the image was looked at; the rest is unknown\.$/,
    );
    const { data } = prediction.anomalyMap;
    expect([data[14 * 64 + 14], data[31 * 64 + 32], data[50 * 64 + 50]]).toEqual([150, NaN, NaN]);
    expect(prediction.displayMap.data[50 * 64 + 50]).toBe(0);
    expect(prediction.map.data[5 * 8 + 5]).toBeNaN();
    const [scored] = await all(detector.score([defects], { lookAt }));
    expect(scored).toMatchObject({ score: 150, lookedFraction: 0.25, verdict: "anomalous" });
  });

  test("is filled in once for images of one size", async () => {
    let reads = 0;
    const lookAt = {
      get polygons() {
        reads++;
        return [square(0, 0, 32)];
      },
    };
    await all(detector.score([defects, defects, defects], { lookAt }));
    await all(detector.score([defects], { lookAt }));
    expect(reads).toBe(1);
  });

  test("calls an image normal whose only defects are not looked at, by a mask of any size", async () => {
    const mask = { data: [0, 1, 0, 0], height: 2, width: 2 };
    const prediction = await detector.predictImage(defects, { lookAt: mask });
    expect(prediction).toMatchObject({ score: 20, verdict: "normal", regions: [] });
    expect(prediction.explanation).toBe(
      "Normal: the score 20 is below the threshold 100. Only 25 % of the image was looked at; the rest is unknown.",
    );
  });

  test("takes corners in pixels of another size, and places smaller than a cell", async () => {
    const of = { height: 640, width: 640 };
    const lookAt = { polygons: [square(450, 450, 20)], of };
    expect(await detector.predictImage(defects, { lookAt })).toMatchObject({ score: 220 });
  });

  test("does not run tiles of which nothing is looked at", async () => {
    const network = cellNetwork({ height: 64, width: 64 });
    const picture = image(64, 640, [8, 8, 16, 16, 150], [400, 8, 16, 16, 220]);
    const prediction = await detectorOf(network).predictImage(picture, { tiling: { size: 64, overlap: 0 }, lookAt: { polygons: [square(0, 0, 64)] } }); // prettier-ignore
    expect([network.seen(), prediction.score, prediction.lookedFraction]).toEqual([1, 150, 0.1]);
    const { data } = prediction.anomalyMap;
    expect([data[10 * 640 + 63], data[10 * 640 + 64], data[10 * 640 + 400]]).toEqual([
      20,
      NaN,
      NaN,
    ]);
  });

  test.each([
    { lookAt: { polygons: [square(70, 70, 9)] }, says: "expected at least one pixel to look at" },
    { lookAt: { polygons: [[{ x: 0, y: 0 }]] }, says: "expected at least three corners" },
    {
      lookAt: { data: [1], height: 2, width: 2 },
      says: "expected a mask of height x width values, got 2x2 with 1",
    },
  ])("refuses: $says", async ({ lookAt, says }) => {
    // prettier-ignore
    await expect(detector.predictImage(defects, { lookAt })).rejects.toThrow(says);
  });
});

describe("pixels", () => {
  test("of any size are resized, and say where a defect was in theirs", async () => {
    const detector = detectorOf(cellNetwork({ height: 64, width: 64 }));
    const [{ regions, score }] = await all(
      detector.predict([image(128, 256, [64, 64, 64, 32, 200])]),
    );
    expect(score).toBeGreaterThan(190); // but for the blur of resizing
    expect(regions[0].peak.x).toBeGreaterThanOrEqual(64);
    expect(regions[0].peak.x).toBeLessThan(128);
  });
});
