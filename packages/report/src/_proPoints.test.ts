import { proCurve, type Grid } from "@flawlens/metrics";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lcg } from "../test/makeRecords.ts";
import { proPoints } from "./_proPoints.ts";

const side = 8;
const grid = (data: number[]): Grid => ({ data, height: side, width: side });
const images = fc.array(
  fc.record({
    map: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 64, maxLength: 64 }),
    mask: fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 64, maxLength: 64 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Points as texts; both sums round, so nine digits. */
const texts = (x: Float64Array, y: Float64Array) =>
  Array.from(x, (value, i) => `${value.toFixed(9)} ${y[i].toFixed(9)}`);

describe("proPoints", () => {
  test("gives points of the exact curve; at every false-positive fraction up to the limit where all pixels are in the sample", () => {
    fc.assert(
      fc.property(images, fc.constantFrom(0.05, 0.3, 1), (drawn, limit) => {
        fc.pre(new Set(drawn.flatMap(({ mask }) => mask)).size === 2);
        const maps = drawn.map(({ map }) => grid(map));
        const masks = drawn.map(({ mask }) => grid(mask));
        const { falsePositiveRate, overlap } = proCurve(maps, masks);
        const { x, y } = proPoints(maps, masks, { limit });
        expect(texts(falsePositiveRate, overlap)).toEqual(expect.arrayContaining(texts(x, y)));
        const wanted = falsePositiveRate.filter((value) => value <= limit);
        const got = Array.from(x, (value) => value.toFixed(9));
        expect(got).toEqual(expect.arrayContaining(Array.from(wanted, (v) => v.toFixed(9))));
      }),
    );
  });

  test("of 400,000 pixels gives exact points at small steps, up to past the limit", () => {
    const random = lcg(3);
    const size = { height: 200, width: 1000 };
    const masks = [0, 1].map(() => {
      const data = new Uint8Array(200_000);
      for (let y = 100; y < 140; y++) data.fill(1, 1000 * y + 200, 1000 * y + 260);
      return { ...size, data };
    });
    const maps = masks.map(({ data }) => {
      return { ...size, data: Float32Array.from(data, (one) => random() + 0.5 * one * random()) };
    });
    const { x, y } = proPoints(maps, masks, { limit: 0.3 });
    const { falsePositiveRate, overlap } = proCurve(maps, masks);
    const exact = new Set(texts(falsePositiveRate, overlap));
    expect(texts(x, y).filter((point) => !exact.has(point))).toEqual([]);
    const steps = Array.from(x.subarray(1, -1), (value, i) => value - x[i]);
    expect(Math.max(...steps)).toBeLessThan(3 * (0.34 / 1000)); // about 15 of the sample in each
    expect(x.at(-2)).toBeGreaterThan(0.3);
  });
});
