import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { convolve } from "./convolve.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** One row of pixels, one channel. */
const row = (...values: number[]) => tensor4d(values, [1, 1, values.length, 1]);
const filter = (...values: number[]) => tensor4d(values, [1, values.length, 1, 1]);
const values = (x: Tensor4D) => [...x.dataSync()];

describe("convolve", () => {
  test("keeps the size and adds the bias, where there is one", () => {
    const params = { "a.weight": filter(1, 10, 100) };
    expect(values(convolve(params, "a", row(1, 2, 3)))).toEqual([210, 321, 32]);
    const biased = { ...params, "a.bias": tensor1d([0.5]) };
    expect(values(convolve(biased, "a", row(1, 2, 3)))).toEqual([210.5, 321.5, 32.5]);
  });

  test.each([
    { of: "no padding", options: { pad: 0 }, is: [321, 432] },
    { of: "stride 2 and one pixel of padding", options: { stride: 2, pad: [0, 1] as [number, number] }, is: [210, 432] }, // prettier-ignore
    { of: "stride 2 and TensorFlow's padding, the odd pixel at the end", options: { stride: 2 }, is: [321, 43] }, // prettier-ignore
  ])("with $of", ({ options, is }) => {
    const params = { "a.weight": filter(1, 10, 100) };
    expect(values(convolve(params, "a", row(1, 2, 3, 4), options))).toEqual(is);
  });

  test("uses the filter that a normalisation was folded into", () => {
    const params = {
      "a.weight": filter(1),
      "a.bias": tensor1d([9]),
      "a.folded.weight": filter(2),
      "a.folded.bias": tensor1d([1]),
    };
    expect(values(convolve(params, "a", row(1, 2)))).toEqual([3, 5]);
  });

  test("filters each channel alone if it is depthwise", () => {
    const x = tensor4d([1, 2], [1, 1, 1, 2]);
    const params = { "a.weight": tensor4d([3, 5], [1, 1, 2, 1]) };
    expect(values(convolve(params, "a", x, { depthwise: true }))).toEqual([3, 10]);
  });

  test("names the weight that is missing", () => {
    expect(() => convolve({}, "net.0", row(1))).toThrow(
      new RangeError("convolve: expected parameter net.0.weight, got none of that name"),
    );
  });
});
