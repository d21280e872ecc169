import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fractalNoise, hash, latticeNoise } from "./_noise.ts";

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });

describe("noise", () => {
  test("lies in [0, 1] and moves smoothly", () => {
    fc.assert(
      fc.property(fc.integer(), coordinate, coordinate, (seed, x, y) => {
        for (const noise of [latticeNoise(seed), fractalNoise(seed, 3)]) {
          const value = noise(x, y);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
          // The smooth step climbs by at most 1.5 a unit, the third octave four times as fast.
          expect(Math.abs(noise(x + 1e-4, y) - value)).toBeLessThan(4e-4);
        }
      }),
    );
  });

  test("meets the hash at whole points, which is spread evenly", () => {
    expect(latticeNoise(9)(-3, 12)).toBe(hash(-3, 12, 9));
    const values = Array.from({ length: 4000 }, (_, i) => hash(i % 63, Math.floor(i / 63), 5));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const low = values.filter((value) => value < 0.1).length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.023); // five standard errors
    expect(Math.abs(low - 400)).toBeLessThan(95); // five standard deviations
  });
});
