import { describe, expect, test } from "vitest";

import { regionMask, runsOf } from "./regionMask.ts";

describe("regionMask", () => {
  test("fills the runs of a record, 2 pixels from 1 on and 1 at 5 of 2 x 3", () => {
    const { data, height, width } = regionMask({ runs: [1, 2, 5, 1], height: 2, width: 3 });
    expect([...data]).toEqual([0, 1, 1, 0, 0, 1]);
    expect([height, width]).toEqual([2, 3]);
  });
});

describe("runsOf", () => {
  test("joins neighbours, also from one row to the next", () => {
    expect(runsOf([1, 2, 3, 7, 9, 10])).toEqual([1, 3, 7, 1, 9, 2]);
    expect(runsOf([])).toEqual([]);
  });
});
