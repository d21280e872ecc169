import "../../test/cpu.ts";
import type { Rows } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { projectionSize, projectRows, sparseProjection } from "./sparseProjection.ts";

describe("projectionSize", () => {
  test.each([
    { count: 214016, is: 303 }, // 4·ln 214016 / (0.81/2 - 0.729/3) = 303.02
    { count: 1, is: 1 },
  ])("is $is for $count points", ({ count, is }) => {
    expect(projectionSize(count)).toBe(is);
  });
});

describe("sparseProjection", () => {
  test("has entries 0 and ± one number, as often as it says", () => {
    const { data } = sparseProjection(25, 400, randomStream(1)); // √25 = 5: one entry in five
    const value = Math.fround(Math.sqrt(5 / 400));
    const share = (wanted: number) => data.filter((x) => x === wanted).length / data.length;
    expect(share(0) + share(value) + share(-value)).toBe(1);
    expect(share(0)).toBeCloseTo(0.8, 1);
    expect(share(value)).toBeCloseTo(0.1, 1);
  });

  test("keeps lengths on average", async () => {
    const random = randomStream(2);
    const data = Float32Array.from({ length: 40 * 30 }, () => random() - 0.5);
    const rows = { data, count: 40, size: 30 };
    const projected = await projectRows(rows, sparseProjection(30, 400, random));
    const squares = ({ data }: Rows) => data.reduce((sum, x) => sum + x * x, 0);
    expect(squares(projected) / squares(rows)).toBeGreaterThan(0.8);
    expect(squares(projected) / squares(rows)).toBeLessThan(1.2);
  });
});

describe("projectRows", () => {
  test("is rows times the transposed projection", async () => {
    const rows = { data: Float32Array.of(1, 2, 3, 4), count: 2, size: 2 };
    const projection = { data: Float32Array.of(1, 0, 0, 1, 1, -1), count: 3, size: 2 };
    const before = memory().numTensors;
    const { data, count, size } = await projectRows(rows, projection);
    expect([...data]).toEqual([1, 2, -1, 3, 4, -1]);
    expect([count, size]).toEqual([2, 3]);
    expect(memory().numTensors).toBe(before);
  });

  test("refuses a projection of rows of another size", async () => {
    const rows = { data: Float32Array.of(1, 2), count: 1, size: 2 };
    await expect(projectRows(rows, { ...rows, size: 1, count: 2 })).rejects.toThrow(
      new RangeError("projectRows: expected a projection of rows of 2, got one of 1"),
    );
  });
});
