import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { upsample } from "./upsample.ts";

describe("upsample", () => {
  test.each([
    {
      from: "[[0, 1], [2, 3]]",
      map: { data: [0, 1, 2, 3], height: 2, width: 2 },
      to: { height: 4, width: 4 },
      is: [0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3],
    },
    {
      from: "[0, 1, 4]",
      map: { data: [0, 1, 4], height: 1, width: 3 },
      to: { height: 1, width: 7 },
      is: [0, 1 / 7, 4 / 7, 1, 16 / 7, 25 / 7, 4].map(Math.fround),
    },
    {
      from: "a wider map",
      map: { data: [0, 2, 4, 6], height: 1, width: 4 },
      to: { height: 2, width: 2 },
      is: [1, 5, 1, 5],
    },
  ])("of $from to $to.height x $to.width uses half-pixel centres", ({ map, to, is }) => {
    expect(Array.from(upsample(map, to).data)).toEqual(is);
  });

  test("keeps a map that has the size already", () => {
    const map = { data: [1, 2], height: 1, width: 2 };
    expect(upsample(map, { height: 1, width: 2 })).toBe(map);
  });

  test("of a plane is the plane, held at the outermost centres", () => {
    const side = fc.integer({ min: 2, max: 12 });
    const slope = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(side, side, side, side, slope, slope, (h, w, height, width, down, along) => {
        const at = (i: number, from: number, to: number) =>
          Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
        const data = Float32Array.from(
          { length: h * w },
          (_, p) => down * Math.floor(p / w) + along * (p % w),
        );
        const big = upsample({ data, height: h, width: w }, { height, width });
        for (let p = 0; p < height * width; p++) {
          const plane =
            down * at(Math.floor(p / width), h, height) + along * at(p % width, w, width);
          expect(big.data[p]).toBeCloseTo(plane, 4); // float32, values up to 200
        }
      }),
    );
  });
});
