import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedShapes } from "../../test/storedShapes.ts";
import {
  identity,
  isIdentity,
  NCHW,
  OIHW,
  permute,
  toPhysical,
  transposeArgument,
} from "./perm.ts";

describe("permute", () => {
  test("NHWC to NCHW puts each channel together", () => {
    const pixels = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40); // [1, 2, 2, 2]
    const planes = permute(pixels, [1, 2, 2, 2], identity(4), NCHW);
    expect([...planes]).toEqual([1, 2, 3, 4, 10, 20, 30, 40]);
  });

  test("puts every number of a long axis in its place", () => {
    const [rows, columns, depth] = [3, 37, 2];
    const data = Int32Array.from({ length: rows * columns * depth }, (_, i) => i);
    const turned = permute(data, [rows, columns, depth], [0, 1, 2], [2, 1, 0]);
    const place = (row: number, column: number, k: number) => (k * columns + column) * rows + row;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let k = 0; k < depth; k++)
          expect(turned[place(row, column, k)]).toBe((row * columns + column) * depth + k);
    const flipped = permute(data, [6, 37], [0, 1], [1, 0]);
    expect([...flipped.subarray(0, 8)]).toEqual([0, 37, 74, 111, 148, 185, 1, 38]);
    expect(flipped.at(-1)).toBe(221);
  });

  test("there and back is where it was, by any two orders", () => {
    fc.assert(
      fc.property(storedShapes, ({ shape, from, to }) => {
        const size = shape.reduce((product, side) => product * side, 1);
        const data = Int32Array.from({ length: size }, (_, i) => i);
        expect(permute(permute(data, shape, from, to), shape, to, from)).toEqual(data);
      }),
    );
  });
});

describe("toPhysical and transposeArgument", () => {
  test("bring a filter [kh, kw, in, out] to [out, in, kh, kw], and a list along", () => {
    expect(toPhysical(["kh", "kw", "in", "out"], OIHW)).toEqual(["out", "in", "kh", "kw"]);
    expect(transposeArgument(identity(4), OIHW)).toEqual([3, 2, 0, 1]);
    expect(transposeArgument(NCHW, identity(4))).toEqual([0, 2, 3, 1]); // NCHW -> NHWC
  });

  test("tell the identity from every other order", () => {
    expect(isIdentity(identity(3))).toBe(true);
    expect(isIdentity([])).toBe(true);
    expect(isIdentity([0, 2, 1])).toBe(false);
  });
});
