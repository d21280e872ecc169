import { expect, test } from "vitest";
import { cosineDecay } from "./cosineDecay.ts";

test("begins at the learning rate, is half of it in the middle, and ends at zero", () => {
  const rateAt = cosineDecay({ learningRate: 0.4, steps: 6 });
  expect(rateAt(1)).toBe(0.4);
  expect(rateAt(3)).toBeCloseTo(0.3, 12); // cos 60° = 1/2
  expect(rateAt(4)).toBeCloseTo(0.2, 12);
  expect(rateAt(7)).toBe(0);
});

test("stays at zero after the last update", () => {
  expect(cosineDecay({ learningRate: 0.4, steps: 6 })(12)).toBe(0);
});

test.each([0, 1.5, NaN])("refuses %s steps", (steps) => {
  expect(() => cosineDecay({ learningRate: 1, steps })).toThrow(
    new RangeError(`cosineDecay: expected a whole number of steps from 1, got ${steps}`),
  );
});
