import { describe, expect, test } from "vitest";
import { normals } from "./normals.ts";
import { randomStream } from "./randomStream.ts";

describe("normals", () => {
  test("have the moments of the normal distribution of the deviation", () => {
    const count = 100_000;
    const values = normals(count, randomStream(2), 3);
    const moment = (power: number) =>
      values.reduce((sum, value) => sum + (value / 3) ** power, 0) / count;
    const error = Math.sqrt(count); // bounds below are four standard errors of each moment
    expect(Math.abs(moment(1))).toBeLessThan(4 / error);
    expect(Math.abs(moment(2) - 1)).toBeLessThan((4 * Math.sqrt(2)) / error);
    expect(Math.abs(moment(3))).toBeLessThan((4 * Math.sqrt(15)) / error);
    expect(Math.abs(moment(4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / error);
  });

  test("of a pair do not depend on each other", () => {
    const count = 100_000;
    const values = normals(count, randomStream(5));
    let product = 0;
    for (let i = 0; i < count; i += 2) product += values[i] * values[i + 1];
    expect(Math.abs(product / (count / 2))).toBeLessThan(4 / Math.sqrt(count / 2));
  });

  test("are Box and Muller's two of each pair of draws", () => {
    const draws = [1 - Math.exp(-2), 1 / 12, 1 - Math.exp(-8), 0.5]; // radii 2 and 4; 30 and 180 degrees
    const values = normals(3, () => draws.shift() ?? NaN, 5);
    const expected = [10 * Math.cos(Math.PI / 6), 5, -20];
    for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
  });

  test("are finite at both ends of the random source", () => {
    for (const u of [0, 1 - 2 ** -53])
      expect(normals(2, () => u).every((value) => Math.abs(value) < 8.7)).toBe(true);
  });

  test("of a longer array begin with those of a shorter one", () => {
    const [five, eight] = [5, 8].map((count) => normals(count, randomStream(3)));
    expect(eight.slice(0, 5)).toEqual(five);
    expect(normals(0, randomStream(3))).toHaveLength(0);
  });
});
