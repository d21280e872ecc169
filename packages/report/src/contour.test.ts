import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contour } from "./contour.ts";

const maskOf = (...rows: string[]) => ({
  data: rows.flatMap((row) => [...row].map((c) => (c === "#" ? 1 : 0))),
  height: rows.length,
  width: rows[0].length,
});

describe("contour", () => {
  test("of an empty mask is nothing", () => {
    expect(contour(maskOf("..", ".."))).toEqual([]);
  });

  test("of a rectangle is its four corners, clockwise", () => {
    expect(contour(maskOf("....", ".##.", ".##."))).toEqual([
      [
        [3, 1],
        [3, 3],
        [1, 3],
        [1, 1],
      ],
    ]);
  });

  test("of a ring is two outlines, the hole the other way round", () => {
    const rings = contour(maskOf("###", "#.#", "###"));
    expect(rings.map(area)).toEqual([9, -1]);
    expect(rings.map((ring) => ring.length)).toEqual([4, 4]);
  });

  test("joins pixels that touch by a corner, and leaves those apart that do not", () => {
    expect(contour(maskOf("#..", ".#."))).toHaveLength(1);
    expect(contour(maskOf("..#", ".#."))).toHaveLength(1);
    expect(contour(maskOf("#.#", "..."))).toHaveLength(2);
  });

  test("encloses as many pixels as the mask has, turning at every point", () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.array(fc.boolean(), { minLength: 81, maxLength: 81 }),
        (h, w, on) => {
          const data = on.slice(0, h * w).map(Number);
          const rings = contour({ data, height: h, width: w });
          const pixels = data.reduce((sum, value) => sum + value, 0);
          expect(rings.map(area).reduce((sum, value) => sum + value, 0)).toBe(pixels);
          for (const ring of rings)
            for (let i = 0; i < ring.length; i++) {
              const [before, here, after] = [ring.at(i - 1), ring[i], ring[(i + 1) % ring.length]];
              expect(before?.[0] === here[0]).not.toBe(after[0] === here[0]);
            }
        },
      ),
    );
  });
});

/** Shoelace formula; positive where the region lies on the right hand. */
function area(ring: [number, number][]): number {
  return (
    ring.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length];
      return sum + x * nextY - nextX * y;
    }, 0) / 2
  );
}
