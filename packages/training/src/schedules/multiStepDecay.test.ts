import { expect, test } from "vitest";
import { multiStepDecay } from "./multiStepDecay.ts";

test("is multiplied by the factor after each milestone", () => {
  const rateAt = multiStepDecay({ learningRate: 8, milestones: [2, 5], factor: 0.5 });
  expect([1, 2, 3, 5, 6, 99].map(rateAt)).toEqual([8, 8, 4, 4, 2, 2]);
});

test("takes milestones in any order, and between two updates", () => {
  const rateAt = multiStepDecay({ learningRate: 8, milestones: [3, 1.5], factor: 0.5 });
  expect([1, 2, 3, 4].map(rateAt)).toEqual([8, 4, 4, 2]);
});

test("falls to a tenth by default, and without milestones never", () => {
  expect(multiStepDecay({ learningRate: 1, milestones: [1] })(2)).toBeCloseTo(0.1, 12);
  expect(multiStepDecay({ learningRate: 1, milestones: [] })(1000)).toBe(1);
});

test.each([-1, NaN])("refuses a milestone of %s", (milestone) => {
  expect(() => multiStepDecay({ learningRate: 1, milestones: [3, milestone] })).toThrow(
    new RangeError(`multiStepDecay: expected milestones of at least 0 updates, got ${milestone}`),
  );
});
