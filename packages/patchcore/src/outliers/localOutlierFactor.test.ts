import { describe, expect, test } from "vitest";
import { vector } from "../../test/vectors.ts";
import { distancesBetween } from "../../test/oracle.ts";
import { localOutlierFactor } from "./localOutlierFactor.ts";

describe("localOutlierFactor", () => {
  test("has the factors of the vector, which are scikit-learn's", () => {
    const { inputs, outputs } = vector("softpatch.weights8");
    const factors = localOutlierFactor({ neighbors: inputs.k }).of(
      distancesBetween(inputs.points),
      8,
    );
    for (const [i, value] of outputs.lof.entries()) expect(factors[i]).toBeCloseTo(value, 7);
  });

  test("is 1 where all lie alike, and more for the one that lies apart", () => {
    const ring = Array.from({ length: 12 }, (_, i) => [Math.cos(i * (Math.PI / 6)), Math.sin(i * (Math.PI / 6))]); // prettier-ignore
    for (const value of localOutlierFactor({ neighbors: 2 }).of(distancesBetween(ring), 12))
      expect(value).toBeCloseTo(1, 9);
    const factors = localOutlierFactor({ neighbors: 2 }).of(
      distancesBetween([...ring, [9, 0]]),
      13,
    );
    expect(factors[12]).toBeGreaterThan(8); // eight away, where others are half a radius apart
    expect(Math.max(...factors.subarray(0, 12))).toBeLessThan(1.1);
  });

  test("of no more vectors than neighbors all others count: worked by hand", () => {
    // Of two vectors, each reaches as far as the other.
    expect([...localOutlierFactor({ neighbors: 6 }).of(distancesBetween([[0], [5]]), 2)]).toEqual([1, 1]); // prettier-ignore
    // Of 0, 1 and 3 the second of two neighbors is 3, 2 and 3 away. So 0 reaches max(2, 1) and max(3, 3),
    // 1 reaches max(3, 1) and max(3, 2), and 3 reaches max(2, 2) and max(3, 3).
    const factors = localOutlierFactor({ neighbors: 6 }).of(distancesBetween([[0], [1], [3]]), 3);
    const density = [1 / 2.5, 1 / 3, 1 / 2.5];
    const expected = [0, 1, 2].map((i) => (density[(i + 1) % 3] + density[(i + 2) % 3]) / 2 / density[i]); // prettier-ignore
    for (const [i, value] of expected.entries()) expect(factors[i]).toBeCloseTo(value, 8);
  });

  test("stays finite where vectors coincide", () => {
    const factors = localOutlierFactor({ neighbors: 2 }).of(distancesBetween([[0], [0], [0], [1]]), 4); // prettier-ignore
    expect([...factors].every(Number.isFinite)).toBe(true);
    expect(factors[0]).toBeCloseTo(1, 9);
  });

  test.each([0, 1.5])("refuses %d neighbors", (neighbors) => {
    expect(() => localOutlierFactor({ neighbors })).toThrow(
      new RangeError(
        `localOutlierFactor: expected at least 1 neighbor, a whole number, got ${neighbors}`,
      ),
    );
  });
});
