import "../../test/cpu.ts";
import { grad, sum, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { convolveTransposed } from "./convolveTransposed.ts";

// One row of pixels, one channel: each pixel writes [1, 10, 100] times itself, side by side.
const params = { "a.weight": tensor4d([1, 10, 100], [1, 3, 1, 1]) };
const row = (...values: number[]) => tensor4d(values, [1, 1, values.length, 1]);
const values = (x: Tensor) => [...x.dataSync()];

describe("convolveTransposed", () => {
  test.each([
    { stride: 1, is: [1, 12, 120, 200] },
    { stride: 2, is: [1, 10, 102, 20, 200] },
    { stride: 3, is: [1, 10, 100, 2, 20, 200] },
  ])("with stride $stride adds what pixels write", ({ stride, is }) => {
    expect(values(convolveTransposed(params, "a", row(1, 2), { stride }))).toEqual(is);
  });

  test("adds the bias, and uses what a normalisation was folded into", () => {
    const biased = { ...params, "a.bias": tensor1d([0.5]) };
    expect(values(convolveTransposed(biased, "a", row(1)))).toEqual([1.5, 10.5, 100.5]);
    const folded = {
      ...params,
      "a.folded.weight": tensor4d([2], [1, 1, 1, 1]),
      "a.folded.bias": tensor1d([1]),
    };
    expect(values(convolveTransposed(folded, "a", row(3)))).toEqual([7]);
  });

  test("hands the gradient back to each pixel by what it wrote", () => {
    const toInput = grad((x: Tensor) =>
      sum(convolveTransposed(params, "a", x as never, { stride: 2 })),
    );
    expect(values(toInput(row(5, 7)))).toEqual([111, 111]);
  });

  test("is PyTorch's ConvTranspose2d of kernel 2 and stride 2", () => {
    // Two channels to one: [H, W, C] and [kh, kw, out, in].
    const x = tensor4d([-0.054, 1.519, 0.674, 0.99, 0.347, 0.278, -1.3, -0.449], [1, 2, 2, 2]);
    const weight = tensor4d(
      [1.009, 1.289, -0.323, 1.625, 0.128, -0.469, 0.28, -1.249],
      [2, 2, 1, 2],
    );
    const expected = [
      1.903505, 2.485817, 1.956176, 1.391048, -0.719323, -1.912351, -0.378038, -1.04779, 0.708465,
      0.339669, -1.890461, -0.309725, -0.085966, -0.250062, 0.044181, 0.196801,
    ];
    const found = values(convolveTransposed({ "up.weight": weight }, "up", x, { stride: 2 }));
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
  });

  test("names the weight that is missing", () => {
    expect(() => convolveTransposed({}, "up", row(1))).toThrow(
      new RangeError("convolveTransposed: expected parameter up.weight, got none of that name"),
    );
  });
});
