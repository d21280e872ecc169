import { expect, test } from "vitest";
import { distancesBetween } from "../../test/oracle.ts";
import { vector } from "../../test/vectors.ts";
import { nearestFactor } from "./nearestFactor.ts";

test("nearestFactor has the factors of the vector", () => {
  const { inputs, outputs } = vector("softpatch.weights8");
  const factors = nearestFactor.of(distancesBetween(inputs.points), 8);
  for (const [i, value] of outputs.nearest.entries()) expect(factors[i]).toBeCloseTo(value, 7);
});
