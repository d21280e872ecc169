import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { groupedJoin } from "./groupedJoin.ts";

describe("groupedJoin", () => {
  test("takes means of neighbours among the 9 values of each channel's neighbourhood", () => {
    // One channel of 2 x 2 cells; the neighbourhood of the first is 0 0 0 | 0 1 2 | 0 3 4 in rows.
    const x = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const before = memory().numTensors;
    const rows = groupedJoin(3).join([x]);
    expect(rows.shape).toEqual([1, 2, 2, 3]);
    for (const [i, value] of [0, 1, 7 / 3].entries())
      expect(rows.dataSync()[i]).toBeCloseTo(value, 6);
    expect(memory().numTensors).toBe(before + 1);
  });

  test("groups may span two channels, and coarse layers are enlarged", () => {
    const fine = tensor4d([1, 10, 2, 20], [1, 1, 2, 2]);
    const coarse = tensor4d([9, 90], [1, 1, 1, 2]);
    const joined = groupedJoin(2).join([fine, coarse]);
    expect(joined.shape).toEqual([1, 1, 2, 2]);
    // A group of all 18 values: 0 1 2 and 0 10 20 lie in the middle rows.
    const expected = [(1 + 2 + 10 + 20) / 18, 99 / 18, 33 / 18, 99 / 18];
    for (const [i, value] of expected.entries()) expect(joined.dataSync()[i]).toBeCloseTo(value, 5);
  });

  test("as released joins Wide ResNet-50-2's layers to 1536 numbers on the grid of the first", () => {
    expect(groupedJoin(1536).size([512, 1024])).toBe(1536);
    const [fine, coarse] = [{ height: 36, width: 36 }, { height: 18, width: 18 }]; // prettier-ignore
    expect(groupedJoin(1536).grid([fine, coarse])).toEqual(fine);
  });

  test.each([
    { size: 1536, channels: [40, 112] },
    { size: 3, channels: [1, 1] },
  ])("refuses $size numbers of layers of $channels channels", ({ size, channels }) => {
    expect(() => groupedJoin(size).size(channels)).toThrow(
      `groupedJoin: expected a size that divides evenly into 2 layers and 9 · ${channels[0]} values of each cell, got ${size}; take another embeddingSize, or null`,
    );
  });
});
