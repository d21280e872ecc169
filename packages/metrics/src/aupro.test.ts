import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { auproByTrapezoids } from "../test/oracles.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { aupro } from "./aupro.ts";
import type { Grid } from "./grid.ts";
import { pixelAuroc } from "./pixelAuroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("aupro", () => {
  test.each(
    pixelVectors.flatMap(({ of, maps, masks, aupro: limits, digits }) =>
      limits.map(({ fprLimit, is }) => ({ of, maps, masks, digits, fprLimit, is })),
    ),
  )("of $of up to $fprLimit is $is", ({ maps, masks, fprLimit, is, digits }) => {
    expect(aupro(maps, masks, { fprLimit })).toBeCloseTo(is, digits);
  });

  test("stops at a false-positive rate of 0.3 unless told otherwise", () => {
    const { maps, masks } = pixelVectors[3];
    expect(aupro(maps, masks)).toBe(aupro(maps, masks, { fprLimit: 0.3 }));
  });

  test("agrees with trapezoids over every threshold at any limit", () => {
    fc.assert(
      fc.property(
        imageSets,
        fc.constantFrom(0.01, 0.05, 0.1, 0.25, 0.3, 0.5, 1),
        ({ maps, masks }, fprLimit) => {
          // Both are sums over at most 147 pixels, divided by the limit.
          expect(aupro(maps, masks, { fprLimit })).toBeCloseTo(
            auproByTrapezoids(maps, masks, fprLimit),
            11,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("up to 1 of a single region is the pixel AUROC", () => {
    const { maps, masks } = pixelVectors[2];
    expect(aupro(maps, masks, { fprLimit: 1 })).toBeCloseTo(pixelAuroc(maps, masks), 14);
  });

  test("is the same for float32 maps as for the same numbers in arrays", () => {
    const { maps, masks } = pixelVectors[3];
    const float32: Grid[] = [];
    const arrays: Grid[] = [];
    for (const { data, height, width } of maps) {
      float32.push({ data: Float32Array.from(data), height, width });
      arrays.push({ data: Array.from(Float32Array.from(data)), height, width });
    }
    expect(aupro(float32, masks)).toBe(aupro(arrays, masks));
  });

  test.each([7, 49, 64])("of a perfect map is 1, not a little more, in a region of %s", (area) => {
    const data = Float32Array.from({ length: 192 }, (_, p) => (p < area ? 192 - p : 0));
    const mask = Uint8Array.from({ length: 192 }, (_, p) => (p < area ? 1 : 0));
    const of = (data: ArrayLike<number>): Grid => ({ data, height: 1, width: 192 });
    const value = aupro([of(data)], [of(mask)]);
    expect(value).toBeLessThanOrEqual(1);
    expect(value).toBeCloseTo(1, 13);
  });

  test("weighs a region of one pixel as much as a large one", () => {
    const mask = maskOf("##...", "##..#");
    const large = mapOf([9, 9, 0, 0, 0], [9, 9, 0, 0, 0]);
    const small = mapOf([0, 0, 0, 0, 0], [0, 0, 0, 0, 9]);
    // One region is covered at once; the other only with all normal pixels, rate 1:
    // half of it is 1, the other half rises from 0 to 0.3 along the line to (1, 1).
    expect(aupro([large], [mask])).toBeCloseTo(0.5 + 0.5 * 0.15, 14);
    expect(aupro([small], [mask])).toBeCloseTo(0.5 + 0.5 * 0.15, 14);
  });

  test.each([
    {
      of: "a mask of 0 and 255",
      maps: [mapOf([1, 2])],
      masks: [{ data: [0, 255], height: 1, width: 2 }],
      message: "aupro: expected masks of 0 and 1, got masks[0].data[1] = 255 (row 0, column 1)",
    },
    {
      of: "a mask turned on its side",
      maps: [mapOf([1, 2])],
      masks: [maskOf("#", ".")],
      message: "expected masks[0] of its map's size, 1 x 2, got 2 x 1",
    },
    {
      of: "a missing mask",
      maps: [mapOf([1, 2]), mapOf([1, 2])],
      masks: [maskOf("#.")],
      message: "expected 2 masks, one per map (all zeros for a normal image), got 1",
    },
    {
      of: "a score that is not a number",
      maps: [mapOf([1, 2]), mapOf([1, Number.NaN])],
      masks: [maskOf("#."), maskOf("..")],
      message: "expected finite scores, got maps[1].data[1] = NaN",
    },
  ])("refuses $of", ({ maps, masks, message }) => {
    expect(() => aupro(maps, masks)).toThrow(RangeError);
    expect(() => aupro(maps, masks)).toThrow(message);
  });

  test.each([0, -0.1, 1.5, Number.NaN])("refuses a limit of %s", (fprLimit) => {
    expect(() => aupro([mapOf([1, 2])], [maskOf("#.")], { fprLimit })).toThrow(
      `aupro: expected fprLimit in (0, 1], got ${fprLimit}`,
    );
  });

  test.each([
    { of: "no region", mask: maskOf("..") },
    { of: "no normal pixel", mask: maskOf("##") },
  ])("has no value with $of", ({ mask }) => {
    expect(() => aupro([mapOf([1, 2])], [mask])).toThrow(UndefinedMetricError);
  });
});
