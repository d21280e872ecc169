import { describe, expect, test } from "vitest";
import { displayMap, mapScale, ownScale } from "./mapScale.ts";

const map = (...values: number[]) => ({
  data: Float32Array.from(values),
  height: 1,
  width: values.length,
});
const ranges = { mapRange: [0, 8] as [number, number], mapThreshold: 2 };
const anomalous = { verdict: "anomalous" as const, normalizedScore: 0.9 };

describe("ownScale", () => {
  test.each([
    { of: "an odd number of values: from the median", values: [1, 9, 3], is: [3, 6, 9] },
    {
      of: "an even number: from the lower of the two middle ones",
      values: [1, 9, 3, 5],
      is: [3, 6, 9],
    },
    { of: "more than half at the peak: from the lowest", values: [5, 5, 5, 1, 2], is: [1, 3, 5] },
    {
      of: "values that are not finite: as without them",
      values: [NaN, 4, Infinity, 0, -Infinity],
      is: [0, 2, 4],
    },
  ])("of $of", ({ values, is: [low, middle, high] }) => {
    expect(ownScale(map(...values))).toEqual({ low, middle, high });
  });

  test.each([{ values: [4, 4, 4] }, { values: [NaN, 4, NaN] }, { values: [NaN, Infinity] }])(
    "of $values, which is flat, is none",
    ({ values }) => {
      expect(ownScale(map(...values))).toBeNull();
    },
  );
});

describe("mapScale", () => {
  test("is calibrated for an absolute map and the map's own for a relative one", () => {
    expect(mapScale(map(1, 5, 9), ranges, "absolute")).toEqual({ low: 0, middle: 2, high: 8 });
    expect(mapScale(map(1, 5, 9), ranges, "relative")).toEqual({ low: 5, middle: 7, high: 9 });
  });
});

describe("displayMap", () => {
  test("shows an absolute map by its calibration, whatever the verdict; not finite is 0", () => {
    const values = map(-1, 0, 1, 2, 5, 9, NaN, Infinity);
    for (const image of [anomalous, { verdict: "normal" as const, normalizedScore: 0.2 }])
      expect(displayMap(values, ranges, { kind: "absolute", image })).toEqual(
        map(0, 0, 0.25, 0.5, 0.75, 1, 0, 0),
      );
  });

  test("stretches a relative map of an anomalous image from its median to its peak", () => {
    const image = anomalous;
    // from 5 over 7 to 9
    expect(displayMap(map(1, 5, 6, 9, 1), ranges, { kind: "relative", image })).toEqual(
      map(0, 0, 0.25, 1, 0),
    );
  });

  test.each([
    { verdict: "normal" as const, normalizedScore: 0.25, peak: 0.25 },
    { verdict: "normal" as const, normalizedScore: 0.75, peak: 0.49 }, // a type on a normal image
    { verdict: "undecided" as const, normalizedScore: null, peak: 0.49 },
  ])(
    "dims a relative map where the verdict is $verdict, $normalizedScore",
    ({ peak, ...image }) => {
      const { data } = displayMap(map(0, 0, 0, 2, 4), ranges, { kind: "relative", image });
      expect([...data]).toEqual([0, 0, 0, 0.5 * peak, peak].map(Math.fround));
    },
  );

  test("shows a flat relative map as nothing", () => {
    const image = anomalous;
    expect(displayMap(map(3, 3), ranges, { kind: "relative", image })).toEqual(map(0, 0));
  });
});
