import { expect, test } from "vitest";
import { gammaVariate } from "./_gammaVariate.ts";
import { logGammaCdf } from "./_logGammaCdf.ts";
import { randomStream } from "./randomStream.ts";

test.each([1, 2, 10, 500])("gammaVariate of shape %i follows the gamma distribution", (shape) => {
  const random = randomStream(21);
  const count = 10_000;
  const sorted = Float64Array.from({ length: count }, () => gammaVariate(shape, random)).sort();
  let distance = 0; // of Kolmogorov and Smirnov
  sorted.forEach((x, i) => {
    const chance = Math.exp(logGammaCdf(shape, x));
    distance = Math.max(distance, Math.abs(chance - (i + 0.5) / count));
  });
  expect(distance * Math.sqrt(count)).toBeLessThan(1.95); // 99.9 % lie below
});
