import { describe, expect, test } from "vitest";
import { markedCells } from "./markedCells.ts";

const maskOf = (rows: string[]) => ({
  data: Uint8Array.from(rows.join(""), Number),
  height: rows.length,
  width: rows[0].length,
});

describe("markedCells", () => {
  test("marks each cell that holds a pixel of the mask", () => {
    const mask = maskOf(["0000", "0001", "0000", "0000"]);
    expect(markedCells(mask, [2, 2])).toEqual(Uint8Array.of(0, 1, 0, 0));
    expect(markedCells(mask, [4, 4])).toEqual(mask.data);
  });

  test("puts a pixel on the row of its place where cells do not divide the image", () => {
    // 5 rows in 2: rows 0, 1, 2 above, 3 and 4 below (floor(2 · 2/5) = 0, floor(3 · 2/5) = 1)
    expect(markedCells(maskOf(["0", "0", "1", "0", "0"]), [2, 1])).toEqual(Uint8Array.of(1, 0));
    expect(markedCells(maskOf(["0", "0", "0", "1", "0"]), [2, 1])).toEqual(Uint8Array.of(0, 1));
  });

  test("marks a cell once, however many of its pixels are marked, and whatever their values", () => {
    const mask = maskOf(["0000", "0009", "0000", "1100"]);
    expect(markedCells(mask, [2, 2])).toEqual(Uint8Array.of(0, 1, 1, 0));
  });

  test("is unknown without a mask, and for a mask that marks nothing", () => {
    expect(markedCells(null, [2, 2])).toBeNull();
    expect(markedCells(maskOf(["00", "00"]), [2, 2])).toBeNull();
  });
});
