import { expect, test } from "vitest";
import { logGamma } from "./_logGamma.ts";
import { poissonVariate } from "./_poissonVariate.ts";
import { randomStream } from "./randomStream.ts";

test.each([0.3, 4, 9.99, 10, 45, 3000])("poissonVariate of mean %d is Poisson", (mean) => {
  const random = randomStream(22);
  const trials = 40_000;
  const counts = new Map<number, number>();
  for (let i = 0; i < trials; i++) {
    const count = poissonVariate(mean, random);
    counts.set(count, (counts.get(count) ?? 0) + 1);
  }
  let chiSquare = 0;
  let degrees = 0;
  for (let k = 0; k < mean + 10 * Math.sqrt(mean) + 10; k++) {
    const expected = trials * Math.exp(k * Math.log(mean) - mean - logGamma(k + 1));
    if (expected < 8) continue; // too rare for χ²
    chiSquare += ((counts.get(k) ?? 0) - expected) ** 2 / expected;
    degrees++;
  }
  expect(degrees).toBeGreaterThan(2);
  expect(chiSquare).toBeLessThan(degrees + 4 * Math.sqrt(2 * degrees)); // four deviations of χ²
});

test("poissonVariate of mean 0 is 0", () => {
  expect(poissonVariate(0, randomStream(1))).toBe(0);
});
