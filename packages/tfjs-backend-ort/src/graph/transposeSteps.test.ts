import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedShapes } from "../../test/storedShapes.ts";
import { identity, permute, toPhysical, transposeArgument } from "./perm.ts";
import { transposeSteps } from "./transposeSteps.ts";

describe("transposeSteps", () => {
  test("gives the same transposition, in whatever steps", () => {
    fc.assert(
      fc.property(storedShapes, ({ shape, from, to }) => {
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
