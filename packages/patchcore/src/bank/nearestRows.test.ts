import "../../test/cpu.ts";
import { memory, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { nearestRows } from "./nearestRows.ts";

const bank = [[0, 0], [3, 4], [6, 8]]; // prettier-ignore

describe("nearestRows", () => {
  test("finds the nearest row and the Euclidean distance to it", () => {
    const queries = tensor2d([[0, 0], [6, 7], [2, 4]]); // prettier-ignore
    const { distances, indices } = nearestRows(queries, tensor2d(bank));
    expect([...indices.dataSync()]).toEqual([0, 2, 1]);
    expect([...distances.dataSync()]).toEqual([0, 1, 1]);
  });

  test("takes the first of rows that are equally near", () => {
    const { distances, indices } = nearestRows(tensor2d([[1]]), tensor2d([[2], [0], [2]]));
    expect([...indices.dataSync()]).toEqual([0]);
    expect([...distances.dataSync()]).toEqual([1]);
  });

  test.each([31, 32, 33, 41, 100, 1000])(
    "finds the nearest of %d rows, wherever it stands",
    (rows) => {
      const far = Array.from({ length: rows }, () => [50]);
      for (const at of [0, 1, Math.floor(rows / 2), rows - 1]) {
        const own = far.map((row, i) => (i === at ? [7] : row));
        const { distances, indices } = nearestRows(tensor2d([[5], [60]]), tensor2d(own));
        expect([...indices.dataSync()]).toEqual([at, at === 0 ? 1 : 0]);
        expect([...distances.dataSync()]).toEqual([2, 10]);
      }
    },
  );

  test("keeps the digits of small distances far from the origin", () => {
    // |a|² - 2ab + |b|² of such numbers has no digit left in float32.
    const { distances } = nearestRows(tensor2d([[4096.25, 4096]]), tensor2d([[4096, 4096], [0, 0]])); // prettier-ignore
    expect([...distances.dataSync()]).toEqual([0.25]);
  });

  test("ranks rows by the weighted square where there are weights, and tells the plain distance", () => {
    const weights = tensor1d([4, 1, 1]);
    const { distances, indices } = nearestRows(tensor2d([[1, 1], [6, 7]]), tensor2d(bank), weights); // prettier-ignore
    expect([...indices.dataSync()]).toEqual([0, 2]); // 4 · 2 against 4 + 9
    expect(distances.dataSync()[0]).toBeCloseTo(Math.SQRT2, 6);
    const heavier = nearestRows(tensor2d([[1, 1]]), tensor2d(bank), tensor1d([7, 1, 1]));
    expect([...heavier.indices.dataSync()]).toEqual([1]); // 7 · 2 against 4 + 9
  });

  test("leaves nothing behind but its results", () => {
    const [queries, rows] = [tensor2d([[1, 1]]), tensor2d(bank)];
    const before = memory().numTensors;
    nearestRows(queries, rows);
    expect(memory().numTensors).toBe(before + 2);
  });
});
