import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "./symmetricEigen.ts";

describe("symmetricEigen", () => {
  test.each([
    { of: "a number", matrix: [4], values: [4], vectors: [1] },
    {
      of: "two directions",
      matrix: [2, 1, 1, 2],
      values: [3, 1],
      vectors: [Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2],
    },
    { of: "a diagonal, sorted", matrix: [1, 0, 0, 5], values: [5, 1], vectors: [0, 1, 1, 0] },
    { of: "nothing", matrix: [0, 0, 0, 0], values: [0, 0], vectors: [1, 0, 0, 1] },
  ])("of $of", ({ matrix, values, vectors }) => {
    const found = symmetricEigen(Float64Array.from(matrix), values.length);
    for (const [i, value] of values.entries()) expect(found.values[i]).toBeCloseTo(value, 14);
    for (const [i, value] of vectors.entries())
      expect(Math.abs(found.vectors[i])).toBeCloseTo(Math.abs(value), 14);
    for (let k = 0; k < values.length; k++) {
      const row = found.vectors.subarray(k * values.length, (k + 1) * values.length);
      expect(Math.max(...row)).toBeGreaterThanOrEqual(-Math.min(...row) - 1e-12);
    }
  });

  test.each([
    { of: "any", size: 40, rank: 40 },
    { of: "one with many equal eigenvalues", size: 30, rank: 3 },
  ])("takes $of matrix apart into what makes it up again", ({ size, rank }) => {
    const random = randomStream(4);
    const x = Float64Array.from({ length: rank * size }, () => random() - 0.5);
    const entry = (i: number, j: number) => {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += x[k * size + i] * x[k * size + j];
      return sum;
    };
    const matrix = Float64Array.from({ length: size * size }, (_, at) =>
      entry(Math.floor(at / size), at % size),
    );
    const { values, vectors } = symmetricEigen(matrix, size);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let [again, product] = [0, 0];
        for (let k = 0; k < size; k++) {
          again += values[k] * vectors[k * size + i] * vectors[k * size + j];
          product += vectors[i * size + k] * vectors[j * size + k];
        }
        expect(again).toBeCloseTo(matrix[i * size + j], 12);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
      }
  });

  test("finds each eigenvalue in two or three rounds, as its shifts converge cubically", () => {
    const size = 40;
    const random = randomStream(9);
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random() - 0.5;
    const { hypot } = Math;
    let rounds = 0;
    Math.hypot = (...values) => ((rounds += values[1] === 1 ? 1 : 0), hypot(...values)); // √(g² + 1), once a round
    try {
      symmetricEigen(matrix, size);
    } finally {
      Math.hypot = hypot;
    }
    expect(rounds).toBeGreaterThan(size / 2);
    expect(rounds).toBeLessThan(2.5 * size);
  });

  test("leaves its argument as it was, and refuses what is not finite", () => {
    const matrix = Float64Array.of(2, 1, 1, 2);
    symmetricEigen(matrix, 2);
    expect([...matrix]).toEqual([2, 1, 1, 2]);
    expect(() => symmetricEigen(Float64Array.of(1, NaN, NaN, 1), 2)).toThrow(
      new RangeError("symmetricEigen: expected finite entries, got NaN at 0, 1"),
    );
    expect(() => symmetricEigen(Float64Array.of(Infinity, 0, 0, 1), 2)).toThrow("Infinity at 0, 0");
    expect(() => symmetricEigen(Float64Array.of(1, 0, NaN, 1), 2)).toThrow("got NaN at 1, 0");
  });
});
