import { expect, test } from "vitest";
import { stepDecay } from "./stepDecay.ts";

test("is multiplied by the factor after every so many updates", () => {
  const rateAt = stepDecay({ learningRate: 8, every: 3, factor: 0.5 });
  expect([1, 2, 3, 4, 6, 7].map(rateAt)).toEqual([8, 8, 8, 4, 4, 2]);
});

test("falls to a tenth by default", () => {
  const rateAt = stepDecay({ learningRate: 2e-4, every: 200 });
  expect(rateAt(200)).toBe(2e-4);
  expect(rateAt(201)).toBeCloseTo(2e-5, 12);
});

test.each([0, 2.5])("refuses to change every %s updates", (every) => {
  expect(() => stepDecay({ learningRate: 1, every })).toThrow(
    new RangeError(`stepDecay: expected a whole number of updates from 1, got ${every}`),
  );
});
