import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { randomRotation } from "./randomRotation.ts";

const rowsOf = (channels: number, seed: number) => {
  const values = randomRotation(channels, randomStream(seed));
  return Array.from({ length: channels }, (_, i) => Array.from(values.subarray(i * channels, (i + 1) * channels))); // prettier-ignore
};
const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

function determinant(rows: number[][]): number {
  if (rows.length === 0) return 1;
  const [first, ...rest] = rows;
  return first.reduce(
    (sum, value, i) => sum + (-1) ** i * value * determinant(rest.map((row) => row.filter((_, j) => j !== i))), // prettier-ignore
    0,
  );
}

describe("randomRotation", () => {
  test.each([1, 2, 3, 6])("of %s dimensions is orthonormal, with the determinant 1", (channels) => {
    for (const seed of [1, 2, 3]) {
      const rows = rowsOf(channels, seed);
      for (const [i, a] of rows.entries())
        for (const [j, b] of rows.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 12);
      expect(determinant(rows)).toBeCloseTo(1, 12);
    }
  });

  test("turns a vector anywhere alike: each coordinate has the mean 0 and the variance 1/C", () => {
    const count = 3000;
    const images = Array.from({ length: count }, (_, seed) => rowsOf(3, seed).map(([first]) => first)); // prettier-ignore
    for (const axis of [0, 1, 2]) {
      const values = images.map((image) => image[axis]);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      const variance = values.reduce((sum, value) => sum + value ** 2, 0) / count;
      expect(Math.abs(mean)).toBeLessThan(0.04); // 4 standard errors of 0.577 / √3000
      expect(Math.abs(variance - 1 / 3)).toBeLessThan(0.025); // 4 of 0.298 / √3000, and room
    }
  });

  test("in a plane is every angle alike, and no reflection", () => {
    const angles = Array.from({ length: 2000 }, (_, seed) => {
      const [[cos], [sin]] = rowsOf(2, seed);
      return Math.atan2(sin, cos);
    });
    for (let quarter = -2; quarter < 2; quarter++) {
      const inside = angles.filter((angle) => Math.floor(angle / (Math.PI / 2)) === quarter);
      expect(Math.abs(inside.length - 500)).toBeLessThan(80); // 4 standard deviations of 19.4
    }
  });
});
