import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identity, NCHW, permute, toPhysical, transposeArgument } from "./perm.ts";
import { transposeSteps } from "./transposeSteps.ts";

/** Any shape of up to five axes with an order to store it in. */
const stored = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
  .chain((shape) => {
    const order = fc.shuffledSubarray([...shape.keys()], { minLength: shape.length });
    return fc.record({ shape: fc.constant(shape), from: order, to: order });
  });

describe("permute", () => {
  test("NHWC to NCHW puts each channel together", () => {
    const pixels = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40); // [1, 2, 2, 2]
    const planes = permute(pixels, [1, 2, 2, 2], identity(4), NCHW);
    expect([...planes]).toEqual([1, 2, 3, 4, 10, 20, 30, 40]);
  });

  test("there and back is where it was, by any two orders", () => {
    fc.assert(
      fc.property(stored, ({ shape, from, to }) => {
        const size = shape.reduce((product, side) => product * side, 1);
        const data = Int32Array.from({ length: size }, (_, i) => i);
        expect(permute(permute(data, shape, from, to), shape, to, from)).toEqual(data);
      }),
    );
  });
});

describe("transposeSteps", () => {
  test("says the same transposition, in whatever steps", () => {
    fc.assert(
      fc.property(stored, ({ shape, from, to }) => {
        const dims = toPhysical(shape, from);
        const argument = transposeArgument(from, to);
        const size = shape.reduce((product, side) => product * side, 1);
        const data = Int32Array.from({ length: size }, (_, i) => i);
        let result = data;
        let sides = dims;
        for (const step of transposeSteps(dims, argument)) {
          if (step.dims) sides = step.dims;
          if (!step.argument) continue;
          result = permute(result, sides, identity(sides.length), step.argument);
          sides = step.argument.map((axis) => sides[axis]);
        }
        expect(result).toEqual(permute(data, shape, from, to));
        expect(sides).toEqual(toPhysical(shape, to));
      }),
    );
  });

  test("a move of sides of 1 is a reshape", () => {
    expect(transposeSteps([3, 1, 5], [1, 0, 2])).toEqual([{ dims: [1, 3, 5] }]);
  });

  test("a reversal of three axes is two single moves", () => {
    expect(transposeSteps([3, 3, 16, 32], [3, 2, 0, 1])).toEqual([
      { dims: [144, 32], argument: [1, 0] },
      { dims: [32, 9, 16], argument: [0, 2, 1] },
      { dims: [32, 16, 3, 3] },
    ]);
  });
});
