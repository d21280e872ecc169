import { describe, expect, test } from "vitest";
import { neighborMask } from "./neighborMask.ts";

const seen = (options: Parameters<typeof neighborMask>[0]) => {
  const cells = options.height * options.width;
  const mask = neighborMask(options);
  return Array.from({ length: cells }, (_, query) => mask.subarray(query * cells, (query + 1) * cells).filter((value) => value === 0).length); // prettier-ignore
};

describe("neighborMask", () => {
  test("hides the square around each cell, cut at the border", () => {
    const mask = neighborMask({ height: 4, width: 4, neighbors: 3 });
    const hidden = (query: number) => [...mask.keys()].flatMap((i) => Math.floor(i / 16) === query && mask[i] < 0 ? [i % 16] : []); // prettier-ignore
    expect(hidden(0)).toEqual([0, 1, 4, 5]);
    expect(hidden(1)).toEqual([0, 1, 2, 4, 5, 6]);
    expect(hidden(5)).toEqual([0, 1, 2, 4, 5, 6, 8, 9, 10]);
    expect(hidden(15)).toEqual([10, 11, 14, 15]);
  });

  test("leaves 147 to 180 of 196 cells to see in the released configuration", () => {
    const counts = seen({ height: 14, width: 14, neighbors: 7 });
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([147, 180]);
  });

  test("with 1 hides the cell itself alone, with 0 nothing", () => {
    expect(seen({ height: 2, width: 2, neighbors: 1 })).toEqual([3, 3, 3, 3]);
    expect(seen({ height: 2, width: 2, neighbors: 0 })).toEqual([4, 4, 4, 4]);
  });

  test.each([
    { height: 4, width: 4, neighbors: 7 },
    { height: 3, width: 3, neighbors: 3 },
    { height: 1, width: 1, neighbors: 1 },
  ])("refuses a grid in which a cell would see nothing: %o", (options) => {
    expect(() => neighborMask(options)).toThrow("take a larger input or fewer neighbors");
  });

  test("allows a grid in which each cell sees at least one", () => {
    expect(Math.min(...seen({ height: 4, width: 4, neighbors: 3 }))).toBe(7);
    expect(Math.min(...seen({ height: 1, width: 4, neighbors: 3 }))).toBe(1);
  });

  test("refuses an even number", () => {
    expect(() => neighborMask({ height: 9, width: 9, neighbors: 4 })).toThrow(
      "neighborMask: expected an odd number of neighbors or 0, got 4",
    );
  });
});
