import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../test/tinyDetector.ts";
import { toPrediction, toScorePrediction } from "./prediction.ts";
import type { RawPrediction } from "./prediction.ts";

const cells = (...values: number[]) => ({ data: Float32Array.from(values), height: 2, width: 2 });
const size = { height: 4, width: 4 };
/** Red reaches 100 of its maps' 255 at the top right, green nothing; any defect 150 of 400. */
const raw = {
  scores: [120, 10],
  maps: [cells(0, 200, 0, 0), cells(0, 0, 0, 0)],
  extras: { peaks: [200, 0] },
};

describe("toPrediction", () => {
  test("gives verdicts, maps, regions and words, worked by hand", () => {
    const prediction = toPrediction(tinyMetadata(), raw, size);
    expect(prediction).toMatchObject({
      score: 130,
      threshold: 80,
      verdict: "anomalous",
      extras: { peaks: { redPeak: 200, greenPeak: 0 } },
      lookedFraction: 1,
    });
    expect(prediction.normalizedScore).toBeCloseTo(0.5 + (0.5 * 50) / 140, 12); // 80 to 220
    expect(prediction.types.red).toMatchObject({ score: 120, verdict: "anomalous" });
    expect(prediction.types.green).toMatchObject({ score: 10, verdict: "normal" });
    expect(prediction.map).toEqual(cells(0, 200, 0, 0));
    // Centres of the cells lie on pixels 0.5 and 2.5: weights 0, 1/4, 3/4, 1 of the right column
    const row = (share: number) => [0, 50, 150, 200].map((value) => share * value);
    const red = [row(1), row(0.75), row(0.25), row(0)].flat();
    expect([...prediction.types.red.anomalyMap.data]).toEqual(red);
    expect([...prediction.anomalyMap.data]).toEqual(red);
    expect(prediction.anomalyMap).toMatchObject(size);
    // 100 is the middle of red's scale, 150 that of any defect
    expect(prediction.types.red.displayMap.data[3]).toBeCloseTo(0.5 + (0.5 * 100) / 155, 6);
    expect(prediction.displayMap.data[3]).toBeCloseTo(0.5 + (0.5 * 50) / 250, 6);
    expect(prediction.displayMap.data[2]).toBe(0.5);
    expect(prediction.displayMap.data[1]).toBeCloseTo(0.5 - (0.5 * 100) / 150, 6);
    // red >= 100: 150 and 200 in the first row, 112.5 and 150 in the second
    expect(prediction.regions).toEqual([
      {
        box: { x: 2, y: 0, width: 2, height: 2 },
        area: 4,
        peak: { x: 3, y: 0, value: 200 },
        type: "red",
        weak: false,
      },
    ]);
    expect(prediction.explanation).toBe(
      "Anomalous: the score 130 reaches the threshold 80. Type: red. 1 region, at x 3, y 0.",
    );
  });

  test.each([NaN, Infinity, -Infinity])("calls no image normal by a map that holds %s", (value) => {
    const maps = [cells(0, 0, value, 0), cells(0, 0, 0, 0)];
    const prediction = toPrediction(tinyMetadata(), { scores: [10, 10], maps }, size);
    expect([prediction.verdict, prediction.types.red.verdict]).toEqual(["undecided", "undecided"]);
    expect([prediction.score, prediction.types.green.score]).toEqual([NaN, 10]);
    expect([prediction.normalizedScore, prediction.regions]).toEqual([null, []]);
    expect(prediction.explanation).toContain("Undecided: the score is NaN");
    const anomalous = toPrediction(tinyMetadata(), { scores: [120, 10], maps }, size);
    expect([anomalous.verdict, anomalous.score]).toEqual(["anomalous", 130]);
  });

  test("makes what is in the image's pixels once", () => {
    const prediction = toPrediction(tinyMetadata(), raw, size);
    expect(prediction.anomalyMap).toBe(prediction.anomalyMap);
    expect(prediction.displayMap).toBe(prediction.displayMap);
    expect(prediction.regions).toBe(prediction.regions);
    expect(prediction.types.red.anomalyMap).toBe(prediction.types.red.anomalyMap);
  });

  test("looks at the map of any defect where no single type is anomalous", () => {
    const maps = [cells(0, 90, 0, 0), cells(0, 90, 0, 0)];
    const { types, regions } = toPrediction(tinyMetadata(), { scores: [60, 40], maps }, size);
    expect([types.red.verdict, types.green.verdict]).toEqual(["normal", "normal"]);
    // the sum, 180, reaches 150 at one pixel: the next is 135
    expect(regions).toMatchObject([{ type: null, weak: false, area: 1, peak: { x: 3, y: 0 } }]);
  });

  test("shows the strongest place, as weak, where no map reaches its threshold", () => {
    const maps = [cells(0, 80, 0, 0), cells(0, 0, 0, 0)];
    const prediction = toPrediction(tinyMetadata(), { scores: [120, 10], maps }, size);
    expect(prediction.regions).toMatchObject([{ type: "red", weak: true, peak: { x: 3, y: 0 } }]);
    expect(prediction.explanation).toContain("No place of its map reaches the map threshold");
  });

  test("shows no place on an anomalous image whose map is flat, and says so", () => {
    const maps = [cells(7, 7, 7, 7), cells(7, 7, 7, 7)];
    const prediction = toPrediction(tinyMetadata(), { scores: [120, 10], maps }, size);
    expect(prediction.regions).toEqual([]);
    expect(prediction.explanation).toContain("Its map is flat and shows no place");
  });

  test("shows no region on a normal image, and says that its map is hot", () => {
    const maps = [cells(0, 200, 0, 0), cells(0, 0, 0, 0)];
    const prediction = toPrediction(tinyMetadata(), { scores: [20, 10], maps }, size);
    expect(prediction).toMatchObject({ verdict: "normal", regions: [] });
    expect(prediction.explanation).toBe(
      "Normal: the score 30 is below the threshold 80. " +
        "Parts of its map and the map of red reach the map threshold, but do not raise the score enough.",
    );
  });

  test("dims the relative map of a type that is normal on an anomalous image", () => {
    const metadata = tinyMetadata({ maps: "relative" });
    const maps = [cells(0, 2, 0, 0), cells(0, 0, 3, 0)];
    const { types, displayMap } = toPrediction(metadata, { scores: [120, 10], maps }, size);
    expect(Math.max(...types.red.displayMap.data)).toBe(1);
    expect(Math.max(...types.green.displayMap.data)).toBeCloseTo(0.1, 6); // score 10, threshold 50
    expect(Math.max(...displayMap.data)).toBe(1);
  });

  test("places cells by the receptive fields where the file says so", () => {
    const metadata = tinyMetadata({ receptiveField: { offset: 3, stride: 2 } });
    const { types } = toPrediction(metadata, raw, { height: 8, width: 8 });
    // cells centred on pixels 3 and 5 of an input of 8
    expect([...types.red.anomalyMap.data.subarray(0, 8)]).toEqual([0, 0, 0, 0, 100, 200, 200, 200]);
  });

  test.each<{ change: Partial<RawPrediction>; says: string }>([
    { change: { scores: [1] }, says: "2 scores, one per type, got 1" },
    { change: { maps: [cells(1, 2, 3, 4)] }, says: "2 maps, one per type, got 1" },
    {
      change: { maps: [cells(1, 2, 3, 4), cells(1, 2, 3)] },
      says: "maps of height x width values, got maps[1] of 2x2 with 3",
    },
    { change: { extras: { peaks: [1, 2, 3] } }, says: "2 values of peaks, one per name, got 3" },
    { change: { extras: { constructor: [1] } }, says: "extras among peaks, got constructor" },
  ])("refuses: expected $says", ({ change, says }) => {
    expect(() => toPrediction(tinyMetadata(), { ...raw, ...change }, size)).toThrow(
      new RangeError(`toPrediction: expected ${says}`),
    );
  });

  test("refuses an image without pixels", () => {
    expect(() => toPrediction(tinyMetadata(), raw, { height: 0, width: 4 })).toThrow(
      new RangeError("toPrediction: expected an original size in whole pixels, got 0x4"),
    );
  });
});

describe("toScorePrediction", () => {
  test("gives the same verdict and words, without places", () => {
    const { scores, extras } = raw;
    expect(toScorePrediction(tinyMetadata(), { scores, extras })).toEqual({
      score: 130,
      threshold: 80,
      verdict: "anomalous",
      normalizedScore: expect.closeTo(0.5 + (0.5 * 50) / 140, 12),
      extras: { peaks: { redPeak: 200, greenPeak: 0 } },
      lookedFraction: 1,
      types: {
        red: {
          score: 120,
          threshold: 100,
          verdict: "anomalous",
          normalizedScore: expect.closeTo(0.6, 12),
        },
        green: { score: 10, threshold: 50, verdict: "normal", normalizedScore: 0.1 },
      },
      explanation: "Anomalous: the score 130 reaches the threshold 80. Type: red.",
    });
  });

  test("needs no extras", () => {
    expect(toScorePrediction(tinyMetadata(), { scores: [1, 2] }).extras).toEqual({});
  });

  test("refuses another number of scores than types", () => {
    expect(() => toScorePrediction(tinyMetadata(), { scores: [1, 2, 3] })).toThrow(
      new RangeError("toScorePrediction: expected 2 scores, one per type, got 3"),
    );
  });
});
