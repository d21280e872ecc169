import { expect, test } from "vitest";
import { cellsUnder } from "./_cellsUnder.ts";

test("a cell counts if one of its pixels is marked", () => {
  const data = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 1, 0, 0);
  const mask = { data, height: 4, width: 4 };
  expect(cellsUnder(mask, { height: 2, width: 2 })).toEqual([1, 2]);
  expect(cellsUnder({ ...mask, data: new Uint8Array(16) }, { height: 2, width: 2 })).toEqual([]);
});
