import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskOf } from "../test/grid.ts";
import { floodFill } from "../test/oracles.ts";
import { seeded } from "../test/seeded.ts";
import { connectedComponents } from "./connectedComponents.ts";

const masks = fc
  .record({
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    density: fc.constantFrom(0.1, 0.4, 0.5, 0.6, 0.9),
    seed: fc.integer(),
  })
  .map(({ height, width, density, seed }) => {
    const random = seeded(seed);
    const data = Uint8Array.from({ length: height * width }, () => (random() < density ? 1 : 0));
    return { data, height, width };
  });

describe("connectedComponents", () => {
  test.each([
    { of: "a diagonal", mask: maskOf("#..", ".#.", "..#"), count: 1 },
    { of: "two ends of a row", mask: maskOf("#..", "..#"), count: 2 },
    {
      of: "a ring and its centre",
      mask: maskOf("#####", "#...#", "#.#.#", "#...#", "#####"),
      count: 2,
    },
    { of: "a comb joined at its foot", mask: maskOf("#.#.#", "#.#.#", "#####"), count: 1 },
    {
      of: "a comb joined at its far end",
      mask: maskOf("#.#.#", "#.#..", "###.#", "....#"),
      count: 3,
    },
    { of: "nothing", mask: maskOf("...", "..."), count: 0 },
    { of: "everything", mask: maskOf("##", "##"), count: 1 },
    { of: "a row's end and the next row's start", mask: maskOf("...#", "#..."), count: 2 },
  ])("finds $count in $of", ({ mask, count }) => {
    expect(connectedComponents(mask).count).toBe(count);
  });

  test("labels as a flood fill from the first pixel of each region", () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { labels, count } = connectedComponents(mask);
        expect({ labels: [...labels], count }).toEqual(floodFill(mask));
      }),
      { numRuns: 500 },
    );
  });

  test("follows a spiral of 255 x 255 as one region", () => {
    const size = 255;
    const data = new Uint8Array(size * size);
    let [row, column, dr, dc] = [0, 0, 0, 1];
    const free = (r: number, c: number) =>
      r >= 0 && r < size && c >= 0 && c < size && data[r * size + c] === 0;
    for (let turns = 0; turns < 2;) {
      data[row * size + column] = 1;
      const ahead = free(row + dr, column + dc);
      const gap = row + 2 * dr < 0 || row + 2 * dr >= size || column + 2 * dc < 0;
      const clear = gap || column + 2 * dc >= size || free(row + 2 * dr, column + 2 * dc);
      if (ahead && clear) {
        [row, column, turns] = [row + dr, column + dc, 0];
      } else {
        [dr, dc] = [dc, -dr];
        turns++;
      }
    }
    const mask = { data, height: size, width: size };
    expect(data.reduce((sum, bit) => sum + bit, 0)).toBeGreaterThan(30_000);
    expect(connectedComponents(mask).count).toBe(1);
  });

  test.each([
    {
      mask: { data: [0, 255, 0, 0], height: 2, width: 2 },
      message: "got mask.data[1] = 255 (row 0, column 1); binarise masks first",
    },
    {
      mask: { data: [0, 0.5], height: 2, width: 1 },
      message: "mask.data[1] = 0.5 (row 1, column 0)",
    },
    { mask: { data: [0, 1], height: 2, width: 2 }, message: "with 2 x 2 = 4 values, got 2" },
    { mask: { data: [], height: 0, width: 0 }, message: "got 0 x 0" },
  ])("refuses: $message", ({ mask, message }) => {
    expect(() => connectedComponents(mask)).toThrow(RangeError);
    expect(() => connectedComponents(mask)).toThrow(message);
  });
});
