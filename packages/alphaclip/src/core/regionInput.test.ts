import { describe, expect, test } from "vitest";

import { regionGrid } from "./regionInput.ts";

const size = { height: 4, width: 6 };
const rows = ({ data }: { data: ArrayLike<number> }) =>
  Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 6 }, (_, column) => (data[row * 6 + column] ? "#" : ".")).join(""),
  );

describe("regionGrid", () => {
  test("fills a box, cut at the image", () => {
    const grid = regionGrid({ box: { x: 4, y: 2, width: 9, height: 9 } }, size);
    expect(rows(grid)).toEqual(["......", "......", "....##", "....##"]);
  });

  test("fills the disc around a point", () => {
    const grid = regionGrid({ point: { x: 2, y: 1 }, radius: 1 }, size);
    expect(rows(grid)).toEqual(["..#...", ".###..", "..#...", "......"]);
  });

  test("takes the region nearest a point", () => {
    const within = { data: new Uint8Array(20 * 20), height: 20, width: 20 };
    for (const [x, y] of [
      [15, 0],
      [0, 15],
    ])
      for (let i = 0; i < 9; i++) within.data[(y + Math.floor(i / 3)) * 20 + x + (i % 3)] = 1;
    const grid = regionGrid({ point: { x: 12, y: 4 }, within }, within);
    expect(Array.from(grid.data).reduce((a, b) => a + b)).toBe(9);
    expect(grid.data[15]).toBe(1); // x 15, y 0
  });

  test.each([
    {
      of: "a mask of another size",
      region: { mask: { data: [1], height: 1, width: 1 } },
      got: "got 1 x 1; resize",
    },
    {
      of: "a box outside",
      region: { box: { x: 0, y: 9, width: 1, height: 1 } },
      got: "expected a region inside",
    },
    {
      of: "a point outside",
      region: { point: { x: 0, y: 99 } },
      got: "expected a region inside",
    },
  ])("refuses $of", ({ region, got }) => {
    expect(() => regionGrid(region, size)).toThrow(got);
  });
});
