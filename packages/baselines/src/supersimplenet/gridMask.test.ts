import { expect, test } from "vitest";
import { gridMask } from "./gridMask.ts";

const mask = (rows: number[][]) => ({
  data: Uint8Array.from(rows.flat()),
  height: rows.length,
  width: rows[0].length,
});

test("a cell of 4 x 4 pixels looks at the four in its middle, and is anomalous from two of them on", () => {
  const rows = [
    [1, 1, 1, 1, 0, 0, 0, 0],
    [1, 0, 0, 1, 0, 1, 0, 0],
    [1, 0, 0, 1, 0, 0, 1, 0],
    [1, 1, 1, 1, 0, 0, 0, 0],
  ];
  expect([...gridMask(mask(rows), { height: 1, width: 2 })]).toEqual([0, 1]);
});

test("of the same size it is the mask, and a finer grid repeats the nearest pixel at the border", () => {
  const rows = [
    [1, 0],
    [0, 1],
  ];
  expect([...gridMask(mask(rows), { height: 2, width: 2 })]).toEqual([1, 0, 0, 1]);
  // Rows between half-pixel centres: 1, 1, 0, 0 along the first, by weights of 1, 3/4, 1/4, 0.
  expect([...gridMask(mask([[1, 0]]), { height: 1, width: 4 })]).toEqual([1, 1, 0, 0]);
});
