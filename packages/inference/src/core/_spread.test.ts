import * as fc from "fast-check";
import { expect, test } from "vitest";
import { spread } from "./_spread.ts";

test("spread gives the ends and the lower median, as sorting does, of any finite floats", () => {
  const number = fc.oneof(fc.float(), fc.integer({ min: -2, max: 2 }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 0, maxLength: 50 }), (values) => {
      const sorted = values
        .map((value) => Math.fround(value) + 0) // -0 is 0
        .filter(Number.isFinite)
        .toSorted((a, b) => a - b);
      const found = spread(Float32Array.from([7, ...values]).subarray(1)); // not at the buffer's start
      expect(found && Object.values(found).map((value) => value + 0)).toEqual(
        sorted.length === 0
          ? null
          : [sorted[0], sorted[(sorted.length - 1) >> 1], sorted[sorted.length - 1]],
      );
    }),
  );
});
