import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findRegions } from "./findRegions.ts";
import { findResizedRegions } from "./_findResizedRegions.ts";
import { resizeMap } from "./resizeMap.ts";

test("finds the regions of a small map's enlargement, worked by hand", () => {
  const map = { data: Float32Array.of(0, 4, 0, 0, 0, 0), height: 2, width: 3 };
  // Centres of the cells lie at 0.5, 2.5 and 4.5: the first row is 0, 1, 3, 3, 1, 0, the second 3/4 of it
  expect(findResizedRegions(map, { height: 4, width: 6 }, 2.25)).toEqual([
    { box: { x: 2, y: 0, width: 2, height: 2 }, area: 4, peak: { x: 2, y: 0, value: 3 } },
  ]);
});

test("finds to the bit what findRegions finds in the enlarged map", () => {
  const side = fc.integer({ min: 1, max: 6 });
  const pixels = fc.integer({ min: 1, max: 24 });
  const geometry = fc.record({
    offset: fc.double({ min: -3, max: 9, noNaN: true }),
    stride: fc.double({ min: 0.3, max: 9, noNaN: true }),
    size: fc.record({ height: pixels, width: pixels }),
  });
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.float({ min: 0, max: 1, noNaN: true }) },
    { weight: 6, arbitrary: fc.constantFrom(0, -0, 0.5, 1, 1 - 2 ** -24) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
  );
  const threshold = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), value);
  const cases = fc.record({
    height: side,
    width: side,
    values: fc.array(value, { minLength: 36, maxLength: 36 }),
    size: fc.record({ height: pixels, width: pixels }),
    threshold: threshold.filter(Number.isFinite),
    geometry: fc.option(geometry, { nil: undefined }),
  });
  fc.assert(
    fc.property(cases, ({ height, width, values, size, threshold, geometry }) => {
      const map = { data: Float32Array.from(values.slice(0, height * width)), height, width };
      expect(findResizedRegions(map, size, threshold, geometry)).toEqual(
        findRegions(resizeMap(map, size, geometry), threshold),
      );
    }),
    { numRuns: 200 },
  );
});
